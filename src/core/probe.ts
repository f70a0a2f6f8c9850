import type { z } from 'zod';
import type { ProbeResult } from './outcome.ts';
import type { Reply, Request, Secret, Text } from './target.ts';

/** What a probe may do: ask its target, and handle secrets by reference. */
export type Context = {
  send(request: Request): Promise<Reply>;
  /** Puts the value into the vault and hands out a reference. */
  secret(value: string): Secret;
  /** The value, for probes that compute; undefined once the vault forgot it. */
  reveal(secret: Secret): string | undefined;
  /** Says that a value is a name (container, role, database, host): never scrubbed as a secret. */
  name(value: string): void;
  readonly signal: AbortSignal;
};

export type Probe<Args = never, Data = unknown> = {
  /** Noun first: `container.env`. */
  readonly name: string;
  /** One sentence: list, editor hover, report. */
  readonly doc: string;
  readonly args: z.ZodObject;
  /** The schema of what it finds; may depend on literal arguments. */
  readonly data: z.ZodObject | ((args: Readonly<Record<string, unknown>>) => z.ZodObject);
  /** What `not-found` means; absent if the probe never says it. */
  readonly missing?: string;
  /** Leaves no trace, starts nothing, stays on the host, is small: may be asked ahead of need. */
  readonly ahead?: true;
  /** What it leaves behind: shown in the trail and listed in the report. */
  readonly trace?: string;
  run(args: Args, context: Context): Promise<ProbeResult<Data>>;
};

export type AnyProbe = Probe;

/** Ties `run` to its schemas, then hides the types so that probes fit one list. */
export const defineProbe = <A extends z.ZodObject, D extends z.ZodObject>(
  probe: Omit<Probe, 'args' | 'data' | 'run'> & {
    readonly args: A;
    readonly data: D | ((args: Readonly<Record<string, unknown>>) => D);
    run(args: z.output<A>, context: Context): Promise<ProbeResult<z.output<D>>>;
  },
): Probe => probe;

export const dataSchema = (
  probe: AnyProbe,
  args: Readonly<Record<string, unknown>>,
): z.ZodObject => (typeof probe.data === 'function' ? probe.data(args) : probe.data);

export const isSecret = (value: unknown): value is Secret =>
  typeof value === 'object' && value !== null && 'fingerprint' in value && 'shape' in value;

export const textBytes = (text: Exclude<Text, Secret>): Uint8Array =>
  typeof text === 'string' ? new TextEncoder().encode(text) : text;
