import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { meant } from '../core/nearest-word.ts';
import type { Event } from '../core/session.ts';
import { recordedEvents } from '../run/recorded.ts';
import { holdSession } from './session-holder.ts';
import { sessionsFolder } from './sessions-folder.ts';
import type { Shell } from './shell.ts';

/** A session as it stands on disk. */
export type Recorded = {
  readonly id: string;
  readonly file: string;
  readonly events: readonly Event[];
  /** Of the file, up to the end of its last whole line. */
  readonly wholeBytes: number;
  /** Of its fingerprints; undefined: it is not there any more. */
  readonly key: Uint8Array | undefined;
};

/** Ids of the sessions on disk, the newest first. */
export const sessionIds = (shell: Shell): readonly string[] => {
  const folder = sessionsFolder(shell);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => (name.endsWith('.jsonl') ? [name.slice(0, -'.jsonl'.length)] : []))
    .sort()
    .reverse();
};

/** The same, for whoever writes into it: no other program may do so until this one has ended. */
export const openSession = (shell: Shell, given: string | undefined): Recorded => {
  const id = idOf(shell, given);
  holdSession(shell, id);
  // Only now: until then, another one may have written to it.
  return readSession(shell, id);
};

const idOf = (shell: Shell, given: string | undefined): string => {
  const ids = sessionIds(shell);
  const id = given ?? ids[0];
  if (id === undefined) {
    throw new UserError(
      'No session is recorded yet.',
      'Every look records one: `deploy-doctor triage`, or the wizard.',
    );
  }
  if (!ids.includes(id)) {
    throw new UserError(
      `There is no session \`${id}\`. ${ids.length > 0 ? meant(id, ids.slice(0, 20)) : ''}`.trim(),
      '`deploy-doctor sessions` lists them.',
    );
  }
  return id;
};

/** The session of this id; without one, the last. */
export const readSession = (shell: Shell, given: string | undefined): Recorded => {
  const id = idOf(shell, given);
  const folder = sessionsFolder(shell);
  const file = join(folder, `${id}.jsonl`);
  const text = readFileSync(file, 'utf8');
  const keyFile = join(folder, `${id}.key`);
  const key = existsSync(keyFile) ? Buffer.from(readFileSync(keyFile, 'utf8'), 'hex') : undefined;
  return {
    ...{ id, file, key: key && key.length > 0 ? key : undefined },
    events: recordedEvents(text, file),
    wholeBytes: Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)),
  };
};
