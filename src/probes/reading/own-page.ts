import type { Failure } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { hears } from '../../formats/listening.ts';
import type { Page } from '../../formats/check-writing.ts';
import { refused, type Read } from './container.ts';
import { mainProcessIsHere } from './main-process.ts';
import { ownListeners } from './own-sockets.ts';
import { reachableAddress } from './reachable-address.ts';
import type { Listener } from './sockets.ts';

/** What a container itself listens on; Docker's own resolver, 127.0.0.11, is not of it. */
export const listenersIn = async (
  context: Context,
  seen: Inspected,
): Promise<Read<readonly Listener[]>> => {
  if (!(await mainProcessIsHere(context, seen))) {
    return refused(unreadable(seen, 'its process is not one that this host shows'));
  }
  const read = await ownListeners(context, seen);
  if (!read.ok) return read;
  return { ok: true, value: read.value.filter(({ address }) => address !== '127.0.0.11') };
};

/** The loopback address under which a program inside reaches that port; undefined: none. */
export const loopbackTo = (listeners: readonly Listener[], port: number): string | undefined => {
  const there = listeners.filter((each) => each.port === port);
  if (there.some((each) => hears(each, 'loopback-4'))) return '127.0.0.1';
  return there.some((each) => hears(each, 'loopback-6')) ? '[::1]' : undefined;
};

export type PageAnswer = {
  /** Absent: it cannot be asked from the host, or is no page. */
  readonly status?: number;
  readonly ms: number;
  readonly words: string;
};

/** What a page of the container says to the host, with more patience than checks have. */
export const askOwnPage = async (
  context: Context,
  seen: Inspected,
  { scheme, port, path }: Page,
): Promise<Read<PageAnswer>> => {
  const address = await reachableAddress(context, seen);
  const words = `port ${port}, ${path}`;
  if (address === undefined) return { ok: true, value: { ms: 0, words: `${words}: not asked` } };
  const url = `${scheme}://${address}:${port}${path}`;
  const started = performance.now();
  const request = { kind: 'http', url, method: 'GET', timeoutMs: 60_000, fresh: true } as const;
  const reply = await context.send(request);
  const ms = Math.round(performance.now() - started);
  if (!reply.ok) {
    const { outcome, detail } = reply.failure;
    if (outcome === 'permission' || outcome === 'stopped') return refused(reply.failure);
    return { ok: true, value: { ms, words: `${words}: ${detail}` } };
  }
  const { status = 0 } = reply;
  return {
    ok: true,
    value: { status, ms, words: `${words}: answered with ${status} in ${ms} ms` },
  };
};

const unreadable = (seen: Inspected, detail: string): Failure => ({
  outcome: 'unreadable',
  subject: seen.Name,
  detail,
});
