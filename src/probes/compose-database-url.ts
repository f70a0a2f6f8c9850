import { z } from 'zod';
import { found, notFound } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { secretSchema } from '../core/secret.ts';
import {
  placesOf,
  serviceEnvironment,
  type EnvironmentSources,
} from '../formats/compose-environment.ts';
import { databaseSetting, type DatabaseSetting } from '../formats/database-environment.ts';
import { urlClients, type UrlClient } from '../formats/database-url.ts';
import { envReaders, readEnvFile } from '../formats/env-file.ts';
import { envOf, type Inspected } from '../formats/inspect.ts';
import { inspectContainer, refused, unseenIfGone, type Read } from './reading/container.ts';
import { credentials, describeSetting, type Credentials } from './reading/credentials.ts';
import { declaredEnvironment, type Declared } from './reading/declared-environment.ts';
import { readText } from './reading/file-stat.ts';

const whole = z.object({ user: z.string(), database: z.string(), password: secretSchema });

export const composeDatabaseUrl = defineProbe({
  name: 'compose.database-url',
  doc: "Works out which database compose would give a container's service now, and how other readers of the same env files see it.",
  args: z.object({
    container: z.string(),
    name: z.string().optional().describe('The variable that the container has'),
    client: z.enum([...urlClients, 'unknown', 'server']).optional(),
    file: z.string().optional().describe('An env file that docker run was given'),
  }),
  data: z.object({
    by: z.enum(['compose', 'model']),
    value: z.enum(['same', 'differs']).describe('Against what the container was created with'),
    cut: z.boolean().describe('Another reader of the same files sees another value'),
    parsed: z.enum(['ok', 'rejected', 'other-host']),
    host: z.string(),
    port: z.number(),
    credentials: credentials
      .exactOptional()
      .describe('Where they differ from those of the container'),
    whole: z.array(whole).describe('What other readers see, the most faithful first'),
    'whole-host': z.string().exactOptional(),
    'whole-port': z.number().exactOptional(),
    places: z.array(z.string()).describe('Files and lines that the value comes from'),
    excerpt: z.string(),
  }),
  missing: 'the container is not of a compose project, or nothing there names a database',
  ahead: true,
  run: async ({ container, name, client = 'unknown', file }, context) => {
    const read = await inspectContainer(context, container);
    if (!read.ok) return unseenIfGone(read.failure);
    const inspected = read.value;
    const declared =
      file === undefined
        ? await declaredEnvironment(context, inspected)
        : await givenFile(context, inspected, file);
    if (!declared.ok) return declared.failure;
    const prefer = name === undefined ? {} : { variable: name };
    const setting = databaseSetting(declared.value.values, prefer);
    if (!setting) {
      const words = 'no variable of the service names a PostgreSQL database';
      return notFound(inspected.Name, words);
    }
    const reader = client === 'server' ? 'unknown' : client;
    const created = databaseSetting(envOf(inspected), prefer);
    const differs = JSON.stringify(created) !== JSON.stringify(setting);
    const described = describeSetting(context, setting, reader);
    const others = otherReadings(context, declared.value, { setting, client: reader, prefer });
    const [first] = others;
    const { sources } = declared.value;
    const places = sources ? placesOf(sources, setting.variable) : [];
    return found({
      by: declared.value.by,
      value: differs ? ('differs' as const) : ('same' as const),
      cut: others.length > 0,
      parsed: described.parsed,
      host: described.host,
      port: described.port,
      ...(differs && { credentials: described.credentials }),
      whole: others.map(({ seen }) => seen),
      ...(first && first.host !== '' && { 'whole-host': first.host, 'whole-port': first.port }),
      places: [...places],
      excerpt: [
        `${setting.variable} as ${declared.value.by === 'compose' ? 'docker compose config has it' : 'the files have it'}: ${wordsOf(described)}`,
        ...places.map((place) => `from ${place}`),
        ...others.map(
          ({ seen, reader: by }) => `as ${by} reads it: password ‹${seen.password.fingerprint}›`,
        ),
      ].join('\n'),
    });
  },
});

const wordsOf = ({ credentials: own, host, port }: ReturnType<typeof describeSetting>): string =>
  `${own.user}@${host}:${port}/${own.database}, password ${own.passwords.map(({ fingerprint }) => `‹${fingerprint}›`).join(' or ') || 'not readable or not given'}`;

/** A file that `docker run --env-file` read, which no label tells. */
const givenFile = async (
  context: Context,
  inspected: Inspected,
  file: string,
): Promise<Read<Declared>> => {
  const labelled = await declaredEnvironment(context, inspected);
  if (labelled.ok || labelled.failure.outcome !== 'not-found') return labelled;
  const read = await readText(context, file);
  if (!read.ok) {
    return refused(unseenIfGone(read.failure));
  }
  const text = { path: file, text: read.value };
  const sources = { sources: { environment: new Map(), envFiles: [] }, envFiles: [text] };
  const values = [...readEnvFile('docker-run', read.value)].flatMap(([name, { value }]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { ok: true, value: { by: 'model', values: new Map(values), sources } };
};

type Other = {
  readonly seen: z.output<typeof whole>;
  readonly reader: string;
  readonly host: string;
  readonly port: number;
};

type Asked = {
  readonly setting: DatabaseSetting;
  readonly client: UrlClient | 'unknown';
  readonly prefer: { readonly variable?: string };
};

/** What the other readers make of the same files, where it is not what the service gets. */
const otherReadings = (
  context: Context,
  { sources }: Declared,
  { setting, client, prefer }: Asked,
): readonly Other[] => {
  if (!sources) return [];
  const own = passwordsOf(describeSetting(context, setting, client).credentials);
  const others = new Map<string, Other>();
  for (const reader of ['literal', ...envReaders] as const) {
    const other = readBy(sources, reader, prefer);
    if (!other) continue;
    const { credentials: seen, host, port } = describeSetting(context, other, client);
    for (const password of [...seen.passwords, ...(seen.literal ? [seen.literal] : [])]) {
      if (own.has(password.fingerprint) || others.has(password.fingerprint)) continue;
      const { user, database } = seen;
      others.set(password.fingerprint, { seen: { user, database, password }, reader, host, port });
    }
  }
  return [...others.values()];
};

const readBy = (
  sources: EnvironmentSources,
  reader: (typeof envReaders)[number],
  prefer: { readonly variable?: string },
): DatabaseSetting | undefined =>
  databaseSetting(serviceEnvironment(sources, reader).values, prefer);

/** Every password that the service's own reading may stand for. */
const passwordsOf = ({ passwords, literal, repaired }: Credentials): ReadonlySet<string> =>
  new Set([...passwords, literal, repaired].flatMap((secret) => secret?.fingerprint ?? []));
