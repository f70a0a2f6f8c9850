import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import type { Inspected } from '../formats/inspect.ts';
import { isAny, isLoopback } from '../formats/proc-net.ts';
import { inspectContainer, type Read } from './reading/container.ts';
import { listenersOf, type Listener } from './reading/sockets.ts';

/** Sampled at this pace while a young container may still be starting. */
const sampleMs = 1000;

const verdicts = [
  'heard',
  'loopback-only',
  'other-family',
  'other-port',
  'nothing',
  'late',
  'in-time',
] as const;

type Asks = 'localhost' | 'loopback' | 'elsewhere';

/** Whether a listener hears what is asked: `[::]` takes IPv4 too, 0.0.0.0 never takes IPv6. */
const hears = ({ address, family }: Listener, asks: Asks | undefined): boolean => {
  switch (asks) {
    case undefined:
      return true;
    // Programs that take the first address of `localhost` take ::1.
    case 'localhost':
      return family === 'IPv6' && (isAny(address) || isLoopback(address));
    case 'loopback':
      return family === 'IPv4' || isAny(address);
    case 'elsewhere':
      return !isLoopback(address);
  }
};

const shown = (listeners: readonly Listener[]): string =>
  listeners.length === 0
    ? 'nothing listens'
    : listeners
        .map(({ address, port, family }) =>
          family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`,
        )
        .join('\n');

/** Docker's own resolver listens on 127.0.0.11 in every container of a network: not the application's. */
const ownOf = (listeners: readonly Listener[]): readonly Listener[] =>
  listeners.filter(({ address }) => address !== '127.0.0.11');

type Sampled = { readonly listeners: readonly Listener[]; readonly waitedMs: number };

/** Looks again, for at most `forMs`, until something listens on the port. */
const sampled = async (
  context: Context,
  pid: number,
  { port, forMs }: { readonly port: number | undefined; readonly forMs: number },
): Promise<Read<Sampled>> => {
  for (let waitedMs = 0; ; waitedMs += sampleMs) {
    const read = await listenersOf(context, pid, true);
    if (!read.ok) return read;
    const listeners = ownOf(read.value);
    const there = listeners.some((listener) => port === undefined || listener.port === port);
    if (there || waitedMs >= forMs || context.signal.aborted) {
      return { ok: true, value: { listeners, waitedMs } };
    }
    await context.send({ kind: 'wait', ms: sampleMs, fresh: true });
  }
};

export const containerListens = defineProbe({
  name: 'container.listens',
  doc: 'Looks where the programs of a container listen, and waits a while for one that is young.',
  args: z.object({
    container: z.string(),
    port: z.number().optional().describe('The port that is asked for'),
    address: z
      .enum(['localhost', 'loopback', 'elsewhere'])
      .optional()
      .describe('Whom a check asks'),
    'patience-ms': z.number().optional().describe('How long a check allows the start to take'),
    'up-ms': z.number().optional().describe('How long it has been up: a young one is waited for'),
  }),
  data: z.object({
    verdict: z.enum(verdicts).describe('`late`, `in-time`: it began to listen while we looked on'),
    bound: z.enum(['everywhere', 'loopback', 'nowhere']),
    ports: z.array(z.number()),
    'other-port': z.number().optional(),
    'started-after-ms': z.number().optional().describe('From the start until it listened'),
    address: z.string().optional().describe("The container's address on a network of the host"),
    excerpt: z.string(),
  }),
  missing: 'the container is gone',
  run: async (args, context) => {
    const {
      container,
      port,
      address,
      'up-ms': upMs = Infinity,
      'patience-ms': patienceMs = 0,
    } = args;
    const read = await inspectContainer(context, container);
    if (!read.ok) return read.failure;
    const { Pid, Status } = read.value.State;
    if (Pid === 0) {
      const detail = `it is ${Status}: nothing of it can listen`;
      return { outcome: 'unreadable', subject: container, detail };
    }
    const forMs = upMs < 120_000 ? 40_000 : 0;
    const sample = await sampled(context, Pid, { port, forMs });
    if (!sample.ok) return sample.failure;
    const { listeners, waitedMs } = sample.value;
    const ip = addressOf(read.value);
    const other = listeners.find((listener) => listener.port !== port)?.port;
    const wanted = listeners.filter((listener) => port === undefined || listener.port === port);
    const begins = waitedMs > 0 && wanted.length > 0;
    const began: 'late' | 'in-time' | false =
      begins && (upMs + waitedMs > patienceMs ? 'late' : 'in-time');
    return found({
      verdict: began ? began : verdictOf(listeners, wanted, address),
      bound: boundOf(wanted),
      ports: [...new Set(listeners.map((listener) => listener.port))],
      ...(other !== undefined && { 'other-port': other }),
      ...(began && { 'started-after-ms': upMs + waitedMs }),
      ...(ip !== undefined && { address: ip }),
      excerpt: shown(listeners),
    });
  },
});

/** Where the host reaches the container; its own loopback, where they share one network. */
const addressOf = ({ NetworkSettings, HostConfig }: Inspected): string | undefined =>
  HostConfig.NetworkMode === 'host'
    ? '127.0.0.1'
    : Object.values(NetworkSettings.Networks).find(({ IPAddress }) => IPAddress !== '')?.IPAddress;

const boundOf = (wanted: readonly Listener[]): 'everywhere' | 'loopback' | 'nowhere' => {
  if (wanted.length === 0) return 'nowhere';
  return wanted.every(({ address }) => isLoopback(address)) ? 'loopback' : 'everywhere';
};

const verdictOf = (
  all: readonly Listener[],
  wanted: readonly Listener[],
  asks: Asks | undefined,
): Exclude<(typeof verdicts)[number], 'late' | 'in-time'> => {
  if (wanted.length === 0) return all.length === 0 ? 'nothing' : 'other-port';
  if (wanted.some((listener) => hears(listener, asks))) return 'heard';
  return asks === 'elsewhere' ? 'loopback-only' : 'other-family';
};
