import type { Context } from '../../core/probe.ts';
import type { Sought } from './open-files.ts';
import { findPlace, type Place } from './place.ts';
import { startedBy } from './started-by.ts';

/** With the name that the operator knows it by. */
export type Named = Sought & { readonly name: string };

/**
 * The file, and the interpreter of a script: when that one is busy, the shell says the same words
 * with the script's name in front.
 */
export const soughtOf = async (context: Context, place: Place): Promise<readonly Named[]> => {
  const { path, host, inspected } = place;
  if (host.kind !== 'here') return [];
  const itself = { name: path, path: host.path, dev: host.dev, inode: host.inode };
  const started = await startedBy(context, place);
  if (!started.ok || started.value.head.kind !== 'script' || !started.value.real) return [itself];
  const interpreter = await findPlace(context, started.value.real.path, inspected?.Id);
  if (!interpreter.ok || interpreter.value.host.kind !== 'here') return [itself];
  const { path: name, host: held } = interpreter.value;
  return [itself, { name, path: held.path, dev: held.dev, inode: held.inode }];
};
