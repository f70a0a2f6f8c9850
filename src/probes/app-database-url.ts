import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import type { DatabaseSetting } from '../formats/database-environment.ts';
import { urlClients } from '../formats/database-url.ts';
import type { Inspected } from '../formats/inspect.ts';
import { appSettings, settingSources } from './reading/app-settings.ts';
import { inspectContainer, unseenIfGone } from './reading/container.ts';
import { credentials, describeSetting, type Described } from './reading/credentials.ts';
import { databaseClient } from './reading/database-client.ts';
import { isPostgresServer } from './reading/postgres-server.ts';

const longest = 8192;

export const appDatabaseUrl = defineProbe({
  name: 'app.database-url',
  doc: 'Finds which variables tell a container its database, and what its client makes of them.',
  args: z.object({
    container: z.string(),
    user: z.string().optional().describe('Where several databases are named: the one of this role'),
  }),
  data: z.object({
    name: z.string().describe('The variable'),
    names: z.array(z.string()),
    source: z
      .enum(settingSources)
      .describe('The process itself, what the container was created with, or a file in its image'),
    client: z.enum([...urlClients, 'unknown', 'server']),
    parsed: z.enum(['ok', 'rejected', 'other-host']),
    parsers: z.enum(['agree', 'disagree']),
    placeholder: z.boolean().describe('The value is one that was never filled in or decrypted'),
    user: z.string(),
    host: z.string(),
    port: z.number(),
    database: z.string(),
    credentials,
    created: credentials
      .exactOptional()
      .describe('As the container was created with, if they differ'),
    baked: credentials.exactOptional().describe('As a file in the image has them, if they differ'),
    'baked-file': z.string().exactOptional(),
    since: z.string().describe('When the container was created: RFC 3339'),
    excerpt: z.string(),
  }),
  missing: 'no variable and no file in the image names a database',
  ahead: true,
  run: async ({ container, user }, context) => {
    const read = await inspectContainer(context, container);
    if (!read.ok) return unseenIfGone(read.failure);
    const inspected = read.value;
    if (isPostgresServer(inspected)) return found(serverItself(inspected));
    const [seen, client] = await Promise.all([
      appSettings(context, inspected, user),
      databaseClient(context, inspected),
    ]);
    if (!seen.ok) return seen.failure;
    const { setting, source, created, baked, bakedFile } = seen.value;
    if ((setting.url ?? '').length > longest) {
      const detail = `${setting.variable} has ${setting.url?.length ?? 0} characters: no URL is that long`;
      return { outcome: 'unreadable', subject: inspected.Name, detail };
    }
    const described = describeSetting(context, setting, client.client);
    const other = (of: DatabaseSetting | undefined) =>
      of && !sameSetting(of, setting)
        ? describeSetting(context, of, client.client).credentials
        : undefined;
    const [asCreated, asBaked] = [other(created), other(baked)];
    const value = context.secret(setting.url ?? setting.parts.password ?? '');
    const { credentials: own, host, port, parsed, parsers } = described;
    return found({
      name: setting.variable,
      names: [...setting.variables],
      source,
      client: client.client,
      parsed,
      parsers,
      placeholder: value.shape.placeholder,
      user: own.user,
      host,
      port,
      database: own.database,
      credentials: own,
      ...(asCreated && { created: asCreated }),
      ...(asBaked && bakedFile !== undefined && { baked: asBaked, 'baked-file': bakedFile }),
      since: inspected.Created,
      excerpt: excerptOf(setting, described, client.because),
    });
  },
});

const serverItself = ({ Created }: Inspected) => ({
  name: '',
  names: [],
  source: 'created' as const,
  client: 'server' as const,
  parsed: 'ok' as const,
  parsers: 'agree' as const,
  placeholder: false,
  user: '',
  host: '',
  port: 0,
  database: '',
  credentials: { user: '', database: '', passwords: [], broken: 'no' as const },
  since: Created,
  excerpt: 'its command starts a PostgreSQL server',
});

const sameSetting = (a: DatabaseSetting, b: DatabaseSetting): boolean =>
  a.url === b.url && JSON.stringify(a.parts) === JSON.stringify(b.parts);

const excerptOf = (
  setting: DatabaseSetting,
  { credentials: own, host, port, words }: Described,
  because: string,
): string => {
  const passwords = own.passwords.map(({ fingerprint }) => `‹${fingerprint}›`).join(' or ');
  return [
    `${setting.variables.join(', ')}: ${own.user || '?'} at ${host || '?'}:${port}, database ${own.database || '?'}, password ${passwords || 'not readable or not given'}`,
    ...(words === undefined ? [] : [`the client refuses it: ${words}`]),
    because,
  ].join('\n');
};
