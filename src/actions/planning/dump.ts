import { type z } from 'zod';
import type { PlanContext } from '../../core/action.ts';
import { parentOf } from '../../formats/paths.ts';
import { refused, type Read } from '../../probes/reading/container.ts';
import { orAbsent, statFile } from '../../probes/reading/file-stat.ts';
import { mountOver } from '../../probes/reading/place.ts';
import { absolutePath, failure } from './call-schemas.ts';
import { databaseArgs, readDatabase, type Database } from './database.ts';

export const dumpArgs = databaseArgs.extend({
  /** The dump's path in the container, on a mount, if it is to outlive the container. */
  path: absolutePath,
});

/** A database, and the place of a dump of it. */
export type Dump = {
  readonly database: Database;
  readonly path: string;
  /** Bytes; undefined: nothing is there. */
  readonly size: number | undefined;
};

export const dumpState = ({ database: { server }, path }: Dump): string =>
  `dump:${server.Name}:${path}`;

export const readDump = async (
  context: PlanContext,
  { container, database: name, path }: z.output<typeof dumpArgs>,
): Promise<Read<Dump>> => {
  const database = await readDatabase(context, container, name);
  if (!database.ok) return database;
  const { server } = database.value;
  const seen = orAbsent(await statFile(context, path, { in: server.Id, fresh: true }));
  if (!seen.ok) return seen;
  if (seen.value && seen.value.type !== 'file') {
    return refused(failure(path, `it is a ${seen.value.type}, not a file`));
  }
  return { ok: true, value: { database: database.value, path, size: seen.value?.size } };
};

/** Is it a dump that can be read, and of this database? */
export const provenDump = async (
  context: PlanContext,
  { database: { server, name }, path }: Dump,
  /** A dump may be restored under another name. */
  isOfThis: boolean,
): Promise<Read<number>> => {
  const argv = ['pg_restore', '--list', path];
  const reply = await context.send({ kind: 'exec', in: server.Id, argv, timeoutMs: 60_000 });
  if (!reply.ok) return refused(reply.failure);
  if (reply.exit !== 0) {
    const words = new TextDecoder().decode(reply.stderr).trim();
    return refused(failure(path, `it cannot be read as a dump: ${words}`));
  }
  const list = new TextDecoder().decode(reply.stdout);
  const of = /^;\s+dbname: (.*)$/m.exec(list)?.[1];
  if (isOfThis && of !== name)
    return refused(failure(path, `it is a dump of ${of ?? 'something'}`));
  return { ok: true, value: Number(/^;\s+TOC Entries: (\d+)$/m.exec(list)?.[1] ?? 0) };
};

/** Free bytes where a path of a container lies. */
export const freeBytes = async (
  context: PlanContext,
  { server }: Database,
  folder: string,
): Promise<Read<number>> => {
  const argv = ['df', '-Pk', folder];
  const reply = await context.send({ kind: 'exec', in: server.Id, argv });
  if (!reply.ok) return refused(reply.failure);
  const free = Number(
    new TextDecoder().decode(reply.stdout).trim().split('\n').at(-1)?.split(/\s+/)[3],
  );
  if (reply.exit === 0 && Number.isFinite(free)) return { ok: true, value: free * 1024 };
  const words = new TextDecoder().decode(reply.stderr).trim();
  return refused(failure(folder, `how much is free there cannot be told: ${words}`));
};

export const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 / 1024)} MiB`;

/** What becomes of a file there when the container is made anew. */
export const lastingPlace = ({ database: { server }, path }: Dump): string => {
  const mount = mountOver(server, path);
  return mount
    ? `It lies on ${mount.Name ?? mount.Source}, which stays when the container is made anew.`
    : `It lies in the container's own layer under ${parentOf(path)}, and is lost when that is made anew.`;
};
