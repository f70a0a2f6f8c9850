import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import type { Inspected } from '../formats/inspect.ts';
import { deafness, listeningAt } from '../formats/listening.ts';
import { isLoopback } from '../formats/proc-net.ts';
import { inspectContainer, type Read } from './reading/container.ts';
import { mainProcessIsHere } from './reading/main-process.ts';
import { ownListeners } from './reading/own-sockets.ts';
import { reachableAddress } from './reading/reachable-address.ts';
import type { Listener } from './reading/sockets.ts';

/** A container this young may open its port any moment: it is looked at for a while. */
const youngMs = 120_000;
const samples = 15;
const sampleMs = 1000;
/** Up to this age, an application that does not listen yet may be a slow one. */
const slowStartMs = 600_000;

const verdicts = [
  'heard',
  'back',
  'slow',
  'private',
  'not-accepting',
  'other-family',
  'other-address',
  'loopback-only',
  'other-port',
  'other-port-yet',
  'nothing',
  'nothing-yet',
  'late',
  'no-port',
] as const;
type Verdict = (typeof verdicts)[number];

const args = z.object({
  container: z.string(),
  port: z.number().optional().describe('The port that is asked for'),
  whom: z
    .enum(['loopback', 'loopback-4', 'loopback-6', 'own'])
    .optional()
    .describe('The address that is asked'),
  after: z.enum(['refused', 'timeout', 'other']).optional().describe('How a check failed'),
  'up-ms': z.number().optional().describe('How long it has been up: a young one is waited for'),
  'failed-ms': z.number().optional().describe('How long after its start a check was refused'),
  'patience-ms': z.number().optional().describe('How long a check allows the start to take'),
});
type Args = z.output<typeof args>;

export const containerListens = defineProbe({
  name: 'container.listens',
  doc: 'Looks where the programs of a container listen, and waits a while for one that is young.',
  args,
  data: z.object({
    verdict: z
      .enum(verdicts)
      .describe(
        '`back`: refused before, heard now; `slow`: it listens, and the check timed out; `private`: heard inside only; `…-yet`: it is young; `late`: it began after the check had given up; `no-port`: none is asked for',
      ),
    bound: z.enum(['everywhere', 'loopback', 'nowhere']),
    ports: z.array(z.number()),
    'other-port': z.number().optional().describe('Of several, one that is published or exposed'),
    'started-after-ms': z.number().optional().describe('From the start until it listened'),
    address: z.string().optional().describe('Where the host reaches the container'),
    listens: z.string().describe('Address and port, as many as there are'),
    excerpt: z.string(),
  }),
  missing: 'the container is gone',
  run: async (asked, context) => {
    const read = await inspectContainer(context, asked.container);
    if (!read.ok) return read.failure;
    const seen = read.value;
    const unreadable = { outcome: 'unreadable', subject: seen.Name } as const;
    if (seen.State.Pid === 0) {
      return { ...unreadable, detail: `it is ${seen.State.Status}: nothing of it can listen` };
    }
    if (!(await mainProcessIsHere(context, seen))) {
      return {
        ...unreadable,
        detail: `its process ${seen.State.Pid} is not one that this host shows`,
      };
    }
    const sample = await sampled(context, seen, asked);
    if (!sample.ok) return sample.failure;
    const { listeners, waitedMs } = sample.value;
    const wanted = listeners.filter(({ port }) => port === asked.port);
    const bound = boundOf(wanted, seen);
    const verdict = verdictOf(sample.value, { wanted, bound }, asked);
    const address = await reachableAddress(context, seen);
    const other = otherPort(seen, listeners, asked.port);
    return found({
      verdict,
      bound,
      ports: [...new Set(listeners.map(({ port }) => port))],
      ...(other !== undefined && { 'other-port': other }),
      ...(waitedMs > 0 && verdict === 'late' && { 'started-after-ms': up(asked) + waitedMs }),
      ...(address !== undefined && { address }),
      listens: listeners.map(listeningAt).join(', ') || 'nothing listens',
      excerpt: listeners.map(shown).join('\n') || 'nothing listens',
    });
  },
});

const up = (asked: Args): number => asked['up-ms'] ?? Infinity;

type Sample = { readonly listeners: readonly Listener[]; readonly waitedMs: number };

/** Docker's own resolver listens on 127.0.0.11 in every container of a network: not the application's. */
const isResolver = ({ address }: Listener): boolean => address === '127.0.0.11';

/** Looks again for a while where a young container may be about to listen, or does not accept. */
const sampled = async (context: Context, seen: Inspected, asked: Args): Promise<Read<Sample>> => {
  const patient = asked.after !== undefined && asked.port !== undefined;
  const most = patient && up(asked) < youngMs ? samples : 0;
  for (let taken = 0; ; taken += 1) {
    const read = await ownListeners(context, seen);
    if (!read.ok) return read;
    const listeners = read.value.filter((listener) => !isResolver(listener));
    const value = { listeners, waitedMs: taken * sampleMs };
    const stuck =
      asked.after === 'timeout' &&
      taken === 0 &&
      listeners.some(({ port, waiting }) => port === asked.port && waiting > 0);
    if (!stuck && (listeners.length > 0 || taken >= most)) return { ok: true, value };
    if (context.signal.aborted) return { ok: true, value };
    await context.send({ kind: 'wait', ms: sampleMs, fresh: true });
  }
};

const verdictOf = (
  { listeners, waitedMs }: Sample,
  { wanted, bound }: { readonly wanted: readonly Listener[]; readonly bound: Bound },
  asked: Args,
): Verdict => {
  const { port, whom, after } = asked;
  if (port === undefined) return 'no-port';
  const young = up(asked) < slowStartMs;
  if (listeners.length === 0) return young ? 'nothing-yet' : 'nothing';
  if (wanted.length === 0) return young ? 'other-port-yet' : 'other-port';
  if (after === 'timeout') {
    return wanted.every(({ waiting }) => waiting > 0) ? 'not-accepting' : 'slow';
  }
  const deaf = deafness(wanted, whom);
  if (after === undefined) return deaf ?? 'heard';
  if (after === 'refused') {
    const given = asked['patience-ms'] ?? Infinity;
    const refusedMs = Math.max(asked['failed-ms'] ?? 0, waitedMs > 0 ? up(asked) : 0);
    return deaf ?? (young && refusedMs >= given ? 'late' : 'back');
  }
  return bound === 'loopback' ? 'private' : 'heard';
};

type Bound = 'everywhere' | 'loopback' | 'nowhere';

/** In the host's own network, loopback is where the host's programs ask. */
const boundOf = (wanted: readonly Listener[], { HostConfig }: Inspected): Bound => {
  if (wanted.length === 0) return 'nowhere';
  if (HostConfig.NetworkMode === 'host') return 'everywhere';
  return wanted.every(({ address }) => isLoopback(address)) ? 'loopback' : 'everywhere';
};

const otherPort = (
  { NetworkSettings: { Ports }, Config: { ExposedPorts } }: Inspected,
  listeners: readonly Listener[],
  port: number | undefined,
): number | undefined => {
  const others = [...new Set(listeners.map((each) => each.port))].filter((each) => each !== port);
  const named = others.find(
    (each) => (Ports?.[`${each}/tcp`] ?? []).length > 0 || ExposedPorts?.[`${each}/tcp`],
  );
  return named ?? others[0];
};

const shown = (listener: Listener): string =>
  listener.waiting > 0
    ? `${listeningAt(listener)} (${listener.waiting} connections wait to be taken)`
    : listeningAt(listener);
