import { readAsLibpq } from './libpq-url.ts';
import { readAsSqlalchemy, readAsUrllib } from './python-url.ts';
import { given, type UrlParts, type UrlReading } from './url-parts.ts';
import { readAsPg, readAsPostgresJs, readAsWhatwg } from './whatwg-url.ts';

/** Clients whose parsers are known; the same URL is another one to each of them. */
export const urlClients = ['pg', 'postgres.js', 'prisma', 'libpq', 'sqlalchemy', 'urllib'] as const;
export type UrlClient = (typeof urlClients)[number];

const readers: Readonly<Record<UrlClient, (url: string) => UrlReading>> = {
  pg: readAsPg,
  'postgres.js': readAsPostgresJs,
  prisma: readAsWhatwg,
  libpq: readAsLibpq,
  sqlalchemy: readAsSqlalchemy,
  urllib: readAsUrllib,
};

export const readUrl = (client: UrlClient, url: string): UrlReading => readers[client](url);

const written =
  /^[a-z][a-z0-9+.-]*:\/\/([^:@/?#]*)(?::(.*))?@(\[[^\]]+\]|[^@/:?#\s[\]]+)(?::(\d+))?(?:\/([^?#]*))?(?:[?#].*)?$/is;

/**
 * What the person who wrote the URL meant, had nothing needed encoding: the password reaches to
 * the last `@` that a host follows, and every character stands for itself.
 */
export const meantUrl = (url: string): UrlParts | undefined => {
  const match = written.exec(url);
  if (!match) return undefined;
  const [, user = '', password, host = '', port, database] = match;
  return given({ user, password, host: host.replace(/^\[(.*)\]$/, '$1'), port, database });
};
