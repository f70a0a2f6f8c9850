import { meantUrl, readUrl, urlClients, type UrlClient } from './database-url.ts';
import { given, type UrlParts, type UrlReading } from './url-parts.ts';

/** Where an environment says the database is. */
export type DatabaseSetting = {
  /** The variable to name: the URL's, else the password's. */
  readonly variable: string;
  /** Every variable that has a part in it. */
  readonly variables: readonly string[];
  /** Absent where it is given in parts. */
  readonly url?: string;
  /** What single variables say: all of it, or what the URL leaves out. */
  readonly parts: UrlParts;
};

type Environment = ReadonlyMap<string, string>;

const urlName =
  /^(?:.*_)?(?:DATABASE|DB|POSTGRES|POSTGRESQL|PG|PRISMA|SQLALCHEMY(?:_DATABASE)?)_?(?:URL|URI|DSN|CONNECTION_STRING)$/i;
const postgresUrl = /^["'\s]*(?:jdbc:)?postg(?:res|resql|is)(?:\+\w+)?:/i;
const otherStore = /^["'\s]*(?:jdbc:)?(?!postg)[a-z][a-z0-9+]*:/i;

/** Sets of variables that give a connection in parts; the first that is there counts. */
const partNames = [
  {
    host: ['PGHOST', 'PGHOSTADDR'],
    port: ['PGPORT'],
    user: ['PGUSER'],
    password: ['PGPASSWORD'],
    database: ['PGDATABASE'],
  },
  {
    host: ['POSTGRES_HOST', 'POSTGRES_SERVER', 'POSTGRES_HOSTNAME'],
    port: ['POSTGRES_PORT'],
    user: ['POSTGRES_USER'],
    password: ['POSTGRES_PASSWORD'],
    database: ['POSTGRES_DB', 'POSTGRES_DATABASE'],
  },
  {
    host: ['DB_HOST', 'DB_HOSTNAME'],
    port: ['DB_PORT'],
    user: ['DB_USER', 'DB_USERNAME'],
    password: ['DB_PASSWORD', 'DB_PASS'],
    database: ['DB_NAME', 'DB_DATABASE'],
  },
  {
    host: ['DATABASE_HOST'],
    port: ['DATABASE_PORT'],
    user: ['DATABASE_USER', 'DATABASE_USERNAME'],
    password: ['DATABASE_PASSWORD'],
    database: ['DATABASE_NAME'],
  },
] as const;

/** `user`: where several databases are named, the one that this role belongs to. */
export const databaseSetting = (
  environment: Environment,
  { user, variable }: { readonly user?: string; readonly variable?: string } = {},
): DatabaseSetting | undefined => {
  const urls = urlsIn(environment);
  const fits = (name: string): boolean =>
    variable === undefined
      ? user !== undefined && meantUrl(unwrapped(environment.get(name) ?? ''))?.user === user
      : name === variable;
  const name = urls.find(fits) ?? urls[0];
  const parts = partsIn(environment);
  if (name !== undefined && (variable === undefined || name === variable || !parts)) {
    const extras = extrasIn(environment, name);
    return {
      variable: name,
      variables: [name, ...Object.keys(extras.from)],
      url: (environment.get(name) ?? '').replace(/^jdbc:/, ''),
      parts: extras.parts,
    };
  }
  return parts;
};

const urlsIn = (environment: Environment): readonly string[] => {
  const names = [...environment]
    .filter(([name, value]) => {
      if (value.trim() === '') return false;
      return postgresUrl.test(value) || (urlName.test(name) && !otherStore.test(value));
    })
    .map(([name]) => name);
  const rank = (name: string): number => (name === 'DATABASE_URL' ? 0 : urlName.test(name) ? 1 : 2);
  return names.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
};

/** What a client takes from other variables when the URL leaves it out. */
const extrasIn = (environment: Environment, url: string) => {
  const spring = /^SPRING_DATASOURCE_URL$/.test(url);
  const [userName, passwordName] = spring
    ? ['SPRING_DATASOURCE_USERNAME', 'SPRING_DATASOURCE_PASSWORD']
    : ['PGUSER', 'PGPASSWORD'];
  const from: Record<string, string> = {};
  for (const name of [userName, passwordName]) {
    const value = environment.get(name);
    if (value !== undefined && value !== '') from[name] = value;
  }
  const parts = given({
    user: from[userName],
    password: from[passwordName],
    host: null,
    port: null,
    database: null,
  });
  return { from, parts };
};

const partsIn = (environment: Environment): DatabaseSetting | undefined => {
  // Laravel and others say which store the DB_ variables are about.
  const store =
    environment.get('DB_CONNECTION') ??
    environment.get('DB_ENGINE') ??
    environment.get('DB_CLIENT');
  for (const set of partNames) {
    const name = (part: keyof typeof set): string | undefined =>
      set[part].find((each) => (environment.get(each) ?? '') !== '');
    const [host, password] = [name('host'), name('password')];
    const isPg = set === partNames[0];
    if (host === undefined && !(isPg && password !== undefined)) continue;
    if (set.host[0] === 'DB_HOST' && store !== undefined && !/pg|postgres/i.test(store)) continue;
    const names = [host, name('port'), name('user'), password, name('database')];
    const value = (at: number): string | undefined => environment.get(names[at] ?? '');
    const parts = given({
      host: value(0),
      port: value(1),
      user: value(2),
      password: value(3),
      database: value(4),
    });
    return {
      variable: password ?? set.password[0],
      variables: names.filter((each) => each !== undefined),
      parts,
    };
  }
  return undefined;
};

/** Without the quotes, blanks and carriage returns that an env file's reader left around it. */
export const unwrapped = (value: string): string => {
  const text = value.trim();
  const quote = text[0] ?? '';
  return text.length > 1 && `"'`.includes(quote) && text.endsWith(quote) ? text.slice(1, -1) : text;
};

/** What each of these clients makes of the setting. */
export const readingsOf = (
  { url, parts }: DatabaseSetting,
  clients: readonly UrlClient[] = urlClients,
): readonly UrlReading[] => {
  if (url === undefined) return [{ ok: true, ...parts }];
  return clients.map((client) => {
    const read = readUrl(client, url);
    return read.ok ? { ...parts, ...read } : read;
  });
};

/** What the writer meant, where nothing needed encoding. */
export const meantBy = ({ url, parts }: DatabaseSetting): UrlParts | undefined => {
  if (url === undefined) return parts;
  const meant = meantUrl(unwrapped(url));
  return meant && { ...parts, ...meant };
};
