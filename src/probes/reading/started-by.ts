import type { Failure } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import { envOf, type Inspected } from '../../formats/inspect.ts';
import { joined } from '../../formats/paths.ts';
import { headBytes, programHead, type ProgramHead } from '../../formats/program-head.ts';
import { refused, type Read } from './container.ts';
import { readBytes } from './file-stat.ts';
import type { Place } from './place.ts';
import { realPath, type RealPath } from './real-path.ts';

export type StartedBy = {
  readonly head: ProgramHead;
  /** The program that the kernel starts in its place, or must load first. */
  readonly path?: string;
  /** `unknown`: where it is looked for is not told, such as a host user's PATH. */
  readonly state: 'present' | 'missing' | 'none' | 'unknown';
  readonly real?: RealPath;
};

/** Where programs stand on any host; a user's own PATH may hold more. */
export const standardFolders = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];

/** What has to be there besides the file for it to start: a script's interpreter, a binary's loader. */
export const startedBy = async (
  context: Context,
  { path, inspected }: Place,
): Promise<Read<StartedBy>> => {
  const inside = inspected && { in: inspected.Id };
  const read = await readBytes(context, path, { ...inside, maxBytes: headBytes });
  if (!read.ok) return read;
  const head = programHead(read.value.bytes);
  if (head.kind === 'text' || head.kind === 'empty') {
    return { ok: true, value: { head, state: 'none' } };
  }
  const wanted = head.kind === 'script' ? head.interpreter : head.loader;
  if (wanted === undefined) return { ok: true, value: { head, state: 'none' } };
  if (!wanted.startsWith('/')) return { ok: true, value: { head, path: wanted, state: 'unknown' } };
  const real = await lookedUp(context, wanted, inspected);
  if (!real.ok) return real;
  if (!real.value) return { ok: true, value: { head, path: wanted, state: 'missing' } };
  const named = head.kind === 'script' ? namedByEnv(wanted, head.argument) : undefined;
  const found = { head, path: wanted, state: 'present' as const, real: real.value };
  return named === undefined
    ? { ok: true, value: found }
    : onPath(context, named, found, inspected);
};

/** There, not there (undefined), or not to be seen. */
const lookedUp = async (
  context: Context,
  path: string,
  inspected: Inspected | undefined,
): Promise<Read<RealPath | undefined>> => {
  const real = await realPath(context, path, inspected?.Id);
  if (real.ok) return real;
  return real.failure.outcome === 'not-found' ? { ok: true, value: undefined } : real;
};

/** `/usr/bin/env -S A=1 python3 -u` starts `python3`. */
const namedByEnv = (interpreter: string, argument: string): string | undefined => {
  if (!interpreter.endsWith('/env')) return undefined;
  return argument.split(/[ \t]+/).find((word) => !word.startsWith('-') && !word.includes('='));
};

const onPath = async (
  context: Context,
  name: string,
  found: StartedBy,
  inspected: Inspected | undefined,
): Promise<Read<StartedBy>> => {
  const written = inspected && envOf(inspected).get('PATH');
  const folders = written?.split(':').filter(Boolean) ?? standardFolders;
  const paths = name.startsWith('/') ? [name] : folders.map((folder) => joined(folder, name));
  let blind: Failure | undefined;
  for (const path of paths) {
    const real = await lookedUp(context, path, inspected);
    if (!real.ok) blind = real.failure;
    else if (real.value) return { ok: true, value: { ...found, path, real: real.value } };
  }
  if (blind) return refused(blind);
  // In a container the PATH is known; on a host each user has one of their own, but nobody has a
  // program whose name ends in a carriage return.
  const isTold = inspected !== undefined || name.startsWith('/') || name.endsWith('\r');
  const state = isTold ? 'missing' : 'unknown';
  return { ok: true, value: { head: found.head, path: name, state } };
};
