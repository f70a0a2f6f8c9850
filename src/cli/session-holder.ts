import {
  linkSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Shell } from './shell.ts';
import { sessionsFolder } from './sessions-folder.ts';

/** The program that a session is open in: one at a time may write into its file. */
export type Holder = {
  readonly pid: number;
  /** Of the process, in the kernel's ticks: another process may have its number by now. */
  readonly started?: string;
  /** Of the system: numbers begin anew with it. */
  readonly boot?: string;
  /** Where the number means something. */
  readonly host: string;
  readonly namespace?: string;
};

/**
 * Holds a session until this program ends, however it ends: what a killed one leaves behind is known
 * by its process, which is gone. Throws where another program has it open.
 */
export const holdSession = (shell: Shell, id: string): void => {
  const path = fileOf(shell, id);
  const mine = `${path}.${hostname()}.${process.pid}`;
  try {
    writeFileSync(mine, JSON.stringify(self()), { mode: 0o600 });
  } catch {
    // A full or read-only disk: then nothing is written into the session either, and that is said.
    return;
  }
  try {
    while (!isLinked(mine, path)) {
      const holder = read(path);
      if (holder && !isGone(holder)) throw heldBy(id, holder, path);
      // Whoever takes the old one away first is the next: by its name it would be anybody's.
      const old = `${mine}.old`;
      if (!isMoved(path, old)) continue;
      const moved = read(old);
      if (moved && !isGone(moved)) isLinked(old, path);
      rmSync(old, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
  process.once('exit', () => {
    const holder = read(path);
    if (holder?.pid === process.pid && !isElsewhere(holder)) rmSync(path, { force: true });
  });
};

/** Who has it open now. */
export const holderOf = (shell: Shell, id: string): Holder | undefined => {
  const holder = read(fileOf(shell, id));
  return holder && !isGone(holder) ? holder : undefined;
};

const fileOf = (shell: Shell, id: string): string => join(sessionsFolder(shell), `${id}.lock`);

const heldBy = (id: string, { pid, host, ...rest }: Holder, path: string): UserError => {
  const where = isElsewhere({ host, ...rest }) ? ` on ${host}` : '';
  const since = unlessMissing(() => statSync(path).mtime.toISOString()) ?? 'just now';
  return new UserError(
    `The session ${id} is open in another deploy-doctor: process ${pid}${where}, since ${since}.`,
    where === ''
      ? 'Go on there, or end that one first.'
      : `Go on there. Whether it still runs cannot be seen from here: if not, remove ${path}`,
  );
};

const self = (): Holder => {
  const { host, namespace } = here();
  const [started, boot] = [startOf(process.pid), bootId()];
  return {
    pid: process.pid,
    ...(started !== undefined && { started }),
    ...(boot !== undefined && { boot }),
    host,
    ...(namespace !== undefined && { namespace }),
  };
};

const here = (): Pick<Holder, 'host' | 'namespace'> => {
  const namespace = unlessMissing(() => readlinkSync('/proc/self/ns/pid'));
  return { host: hostname(), ...(namespace !== undefined && { namespace }) };
};

/** Its number means nothing here: another machine with the same home folder, or a container. */
const isElsewhere = ({ host, namespace }: Pick<Holder, 'host' | 'namespace'>): boolean => {
  const us = here();
  return host !== us.host || namespace !== us.namespace;
};

const isGone = (holder: Holder): boolean => {
  const { pid, started, boot } = holder;
  if (holder.host === hostname() && boot !== bootId()) return true;
  if (isElsewhere(holder)) return false;
  return started === undefined ? !isRunning(pid) : startOf(pid) !== started;
};

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/** The 22nd field; the second may hold blanks and parentheses. */
const startOf = (pid: number): string | undefined =>
  unlessMissing(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
    ?.replace(/^.*\) /s, '')
    .split(' ')[19];

const bootId = (): string | undefined =>
  unlessMissing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());

/** Undefined: there is none, or what stands there was not written by this program. */
const read = (path: string): Holder | undefined => {
  const text = unlessMissing(() => readFileSync(path, 'utf8'));
  if (text === undefined) return undefined;
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    const { pid, host } = holder ?? {};
    return typeof pid === 'number' && typeof host === 'string' ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
};

/** Made whole beside it and linked: nobody reads half of it, and of two one fails. */
const isLinked = (from: string, to: string): boolean => hasDone(() => linkSync(from, to), 'EEXIST');
const isMoved = (from: string, to: string): boolean =>
  hasDone(() => renameSync(from, to), 'ENOENT');

const hasDone = (work: () => void, code: string): boolean => {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) return false;
    throw error;
  }
};

const unlessMissing = (look: () => string): string | undefined => {
  try {
    return look();
  } catch {
    return undefined;
  }
};
