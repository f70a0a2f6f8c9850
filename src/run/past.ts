import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { reduce } from '../core/reduce.ts';
import { emptyState, type Event, type State } from '../core/session.ts';
import { recordedEvents } from './recorded.ts';

/** A session of an earlier process, as far as it came to be written. */
export type Past = {
  readonly id: string;
  /** Of its fingerprints: with it, equal values are known again. */
  readonly key: Uint8Array;
  readonly events: readonly Event[];
  readonly state: State;
};

const nextWords = 'The sessions stand in $XDG_STATE_HOME/deploy-doctor/sessions.';

export const readPast = async (folder: string, id: string): Promise<Past> => {
  const file = join(folder, `${id}.jsonl`);
  try {
    const events = recordedEvents(await readFile(file, 'utf8'), file);
    const key = Buffer.from(await readFile(join(folder, `${id}.key`), 'utf8'), 'hex');
    return { id, key, events, state: events.reduce(reduce, emptyState) };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw new UserError(`The session ${id} cannot be read: ${words}.`, nextWords);
  }
};

/** The latest session in which something was changed, whatever became of it. */
export const lastThatChanged = async (folder: string): Promise<Past | undefined> => {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const ids = names.filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -6));
  for (const id of ids.sort().toReversed()) {
    // Most sessions only look; folding them all would take long.
    const text = await readFile(join(folder, `${id}.jsonl`), 'utf8');
    if (text.includes('"type":"action.started"')) return readPast(folder, id);
  }
  return undefined;
};
