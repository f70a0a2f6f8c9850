import { notFound, type Failure } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import { databaseSetting, type DatabaseSetting } from '../../formats/database-environment.ts';
import { readEnvFile } from '../../formats/env-file.ts';
import { envOf, type Inspected } from '../../formats/inspect.ts';
import { joined } from '../../formats/paths.ts';
import { refused, unseenIfGone, type Read } from './container.ts';
import { readText } from './file-stat.ts';
import { processEnvironment, type Environment } from './process-environment.ts';
import { startTouches } from './start-command.ts';

/** The process itself, what the container was created with, or a file in its image. */
export const settingSources = ['process', 'created', 'file'] as const;

export type AppSettings = {
  readonly setting: DatabaseSetting;
  readonly source: (typeof settingSources)[number];
  readonly created?: DatabaseSetting;
  readonly baked?: DatabaseSetting;
  readonly bakedFile?: string;
};

/** Files that an image may bring along, in the order in which they are looked for. */
const bakedFiles = ['.env', '.env.production', '.env.local'];

/** The process's own environment counts most; what the container was created with stands in for it. */
export const appSettings = async (
  context: Context,
  inspected: Inspected,
  user: string | undefined,
): Promise<Read<AppSettings>> => {
  const wanted = user === undefined ? {} : { user };
  const [process, files] = await Promise.all([
    processEnvironment(context, inspected),
    Promise.all(bakedFiles.map((name) => bakedFile(context, inspected, name))),
  ]);
  const [created, running] = await Promise.all([
    withSecretFiles(context, inspected, envOf(inspected)),
    process.ok ? withSecretFiles(context, inspected, process.value.values) : undefined,
  ]);
  const asCreated = databaseSetting(created.values, wanted);
  const inFile = files.flatMap((file) => {
    const setting = file && databaseSetting(file.values, wanted);
    return setting ? [{ baked: setting, bakedFile: file.path }] : [];
  })[0];
  const others = { ...(asCreated && { created: asCreated }), ...inFile };
  const here = running && databaseSetting(running.values, wanted);
  if (here) return { ok: true, value: { ...others, setting: here, source: 'process' } };
  // Taken away on the way from the container to the process: it was given one all the same.
  if (asCreated) return { ok: true, value: { ...others, setting: asCreated, source: 'created' } };
  if (inFile) return { ok: true, value: { ...others, setting: inFile.baked, source: 'file' } };
  const hidden = running?.hidden ?? created.hidden;
  if (hidden) return refused(hidden);
  if (process.ok) return refused(none(inspected, 'its process'));
  return unseen(context, inspected, process.failure);
};

const none = ({ Name, Config: { Env } }: Inspected, where: string): Failure =>
  notFound(Name, `none of the ${Env.length} variables of ${where} names a PostgreSQL database`);

/** Nothing runs, so what the entrypoint may export is not seen; unless it exports nothing. */
const unseen = async (
  context: Context,
  inspected: Inspected,
  failure: Failure,
): Promise<Read<AppSettings>> => {
  if (inspected.State.Pid > 0 && !inspected.State.Restarting) return refused(unseenIfGone(failure));
  const touches = await startTouches(context, inspected, ['DATABASE_URL', 'PGPASSWORD', 'PGHOST']);
  if (!touches.ok) return refused(unseenIfGone(touches.failure));
  if (touches.value === undefined) return refused(none(inspected, 'the container'));
  const detail = `${touches.value}, and nothing runs whose environment could be looked at`;
  return refused({ outcome: 'unreadable', subject: inspected.Name, detail });
};

const fileVariable = /^(.*(?:URL|URI|DSN|PASSWORD|PASS|USER|USERNAME))_FILE$/;

/** `DB_PASSWORD_FILE` and its kin: the file's content counts as the variable. */
const withSecretFiles = async (
  context: Context,
  inspected: Inspected,
  values: Environment,
): Promise<{ readonly values: Environment; readonly hidden?: Failure }> => {
  const files = [...values].flatMap(([name, path]) => {
    const base = fileVariable.exec(name)?.[1];
    return base === undefined || values.has(base) || !path.startsWith('/') ? [] : [{ base, path }];
  });
  const read = await Promise.all(
    files.map(({ path }) => readText(context, path, { in: inspected.Id, maxBytes: 8192 })),
  );
  const filled = new Map(values);
  let hidden: Failure | undefined;
  read.forEach((each, at) => {
    if (each.ok) filled.set(files[at]?.base ?? '', each.value.replace(/\r?\n$/, ''));
    else hidden = each.failure.outcome === 'not-found' ? hidden : each.failure;
  });
  return { values: filled, ...(hidden && { hidden }) };
};

const bakedFile = async (
  context: Context,
  inspected: Inspected,
  name: string,
): Promise<{ readonly path: string; readonly values: Environment } | undefined> => {
  const path = joined(inspected.Config.WorkingDir || '/', name);
  const read = await readText(context, path, { in: inspected.Id, maxBytes: 64 * 1024 });
  // Most images have none; one that cannot be read leaves the environment as it is.
  if (!read.ok) return undefined;
  const values = [...readEnvFile('dotenv', read.value)].flatMap(([key, { value }]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return { path, values: new Map(values) };
};
