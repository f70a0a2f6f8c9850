import { z } from 'zod';
import type { Context } from '../../core/probe.ts';
import { secretSchema } from '../../core/secret.ts';
import {
  unwrapped,
  meantBy,
  readingsOf,
  type DatabaseSetting,
} from '../../formats/database-environment.ts';
import { urlClients, type UrlClient } from '../../formats/database-url.ts';
import type { UrlParts, UrlReading } from '../../formats/url-parts.ts';

/** What an application would log in with, as far as its setting tells; passwords are references. */
export const credentials = z.object({
  user: z.string(),
  database: z.string(),
  passwords: z
    .array(secretSchema)
    .describe('As the client reads it; several where the client is not known and clients differ'),
  broken: z
    .enum(['no', 'url', 'quotes'])
    .describe(
      'The client cannot read the setting: for its characters, or for quotes kept around it',
    ),
  literal: secretSchema
    .exactOptional()
    .describe('The password as it stands there, nothing decoded'),
  repaired: secretSchema
    .exactOptional()
    .describe('The password without quotes and blanks around it'),
});
export type Credentials = z.output<typeof credentials>;

export type Described = {
  readonly credentials: Credentials;
  /** Empty where it cannot be made out. */
  readonly host: string;
  readonly port: number;
  readonly parsed: 'ok' | 'rejected' | 'other-host';
  readonly parsers: 'agree' | 'disagree';
  /** What a client that rejects it says. */
  readonly words?: string;
};

const postgresPort = 5432;

/** What a setting comes to for a client, and what its writer meant where the client cannot read it. */
export const describeSetting = (
  context: Context,
  setting: DatabaseSetting,
  client: UrlClient | 'unknown',
): Described => {
  const possible = clientsFor(setting);
  const certain = client !== 'unknown';
  const mine = certain && possible.includes(client) ? [client] : possible;
  const meant = meantBy(setting) ?? {};
  const read = (of: readonly UrlClient[]): readonly Seen[] => seenBy(setting, of, meant);
  const [all, seen] = [read(possible), read(mine)];
  const readable = seen.filter(({ fits }) => fits).map(({ reading }) => reading);
  const parts: UrlParts = readable[0] ?? meant;
  const passwords = [...new Set(readable.flatMap(({ password }) => password ?? []))];
  const words = seen.flatMap(({ reading }) => (reading.ok ? [] : [reading.words]));
  // What nobody can make out has no parts; what is left out is the client's default.
  const lost = readable.length === 0 && meant.host === undefined;
  const user = parts.user ?? (lost ? '' : 'root');
  const database = parts.database ?? user;
  const host = parts.host ?? (lost ? '' : 'localhost');
  for (const name of [user, database, host]) if (name !== '') context.name(name);
  if (setting.url !== undefined) context.secret(setting.url);
  const { literal, repaired } = otherPasswords(setting, meant, passwords);
  const intact = readable.length === seen.length;
  return {
    credentials: {
      user,
      database,
      passwords: passwords.map((password) => context.secret(password)),
      broken: intact ? 'no' : isWrapped(setting) ? 'quotes' : 'url',
      ...(literal !== undefined && { literal: context.secret(literal) }),
      ...(repaired !== undefined && { repaired: context.secret(repaired) }),
    },
    host,
    port: Number(parts.port ?? postgresPort),
    parsed: readable.length > 0 ? 'ok' : words.length > 0 ? 'rejected' : 'other-host',
    parsers: agree(all) ? 'agree' : 'disagree',
    ...(words[0] !== undefined && { words: words[0] }),
  };
};

/** A URL whose scheme names a driver is no URL to the others. */
const clientsFor = ({ url = '' }: DatabaseSetting): readonly UrlClient[] => {
  const scheme = /^["'\s]*([a-z][a-z0-9+.-]*):/i.exec(url)?.[1] ?? '';
  if (scheme.includes('+')) return ['sqlalchemy'];
  return scheme === 'postgis' ? ['urllib'] : urlClients;
};

type Seen = {
  readonly reading: UrlReading & UrlParts;
  /** It is what the writer meant, as far as host, and quotes around it, tell. */
  readonly fits: boolean;
};

const seenBy = (
  setting: DatabaseSetting,
  clients: readonly UrlClient[],
  meant: UrlParts,
): readonly Seen[] => {
  const { url } = setting;
  const clean = url === undefined ? setting : { ...setting, url: unwrapped(url) };
  const wanted = readingsOf(clean, clients);
  return readingsOf(setting, clients).map((reading, at) => ({
    reading,
    fits:
      reading.ok &&
      JSON.stringify(reading) === JSON.stringify(wanted[at]) &&
      (meant.host === undefined || reading.host?.toLowerCase() === meant.host.toLowerCase()),
  }));
};

const agree = (all: readonly Seen[]): boolean =>
  all.every(({ fits }) => fits) && new Set(all.map(({ reading }) => reading.password)).size === 1;

const isWrapped = ({ url, parts }: DatabaseSetting): boolean => {
  const text = url ?? parts.password ?? '';
  return text !== unwrapped(text);
};

/** Other passwords that the same characters may have been meant to be. */
const otherPasswords = (
  setting: DatabaseSetting,
  { password: meant }: UrlParts,
  known: readonly string[],
): { readonly literal?: string; readonly repaired?: string } => {
  if (meant === undefined) return {};
  if (!isWrapped(setting)) return known.includes(meant) ? {} : { literal: meant };
  const repaired =
    setting.url === undefined
      ? unwrapped(meant)
      : readingsOf({ ...setting, url: unwrapped(setting.url) }).flatMap((read) =>
          read.ok ? (read.password ?? []) : [],
        )[0];
  return repaired === undefined || known.includes(repaired) ? {} : { repaired };
};
