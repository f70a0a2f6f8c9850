import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { meantUrl, readUrl, urlClients, type UrlClient } from '../../src/formats/database-url.ts';

const require = createRequire(import.meta.url);

/** What becomes of a password that stands in a URL as it is: `refused`, or the parts. */
const reading = (client: UrlClient, password: string): string => {
  const read = readUrl(client, `postgresql://app:${password}@db:5432/shop`);
  if (!read.ok) return 'refused';
  if (read.host !== 'db') return `host ${read.host ?? '-'}`;
  return read.password === password ? 'works' : `password ${read.password ?? '-'}`;
};

describe('a password that stands in a URL unencoded', () => {
  const standard = ['pg', 'postgres.js', 'prisma'] as const;
  const table: readonly (readonly [string, Readonly<Partial<Record<UrlClient, string>>>])[] = [
    [
      'p@ss',
      { libpq: 'host ss@db', sqlalchemy: 'host ss@db', urllib: 'works', ...all(standard, 'works') },
    ],
    [
      'p#ss',
      { libpq: 'works', sqlalchemy: 'works', urllib: 'refused', ...all(standard, 'refused') },
    ],
    [
      'p/ss',
      { libpq: 'refused', sqlalchemy: 'works', urllib: 'refused', ...all(standard, 'refused') },
    ],
    [
      'p?ss',
      { libpq: 'works', sqlalchemy: 'works', urllib: 'refused', ...all(standard, 'refused') },
    ],
    [
      'p%ss',
      {
        libpq: 'refused',
        sqlalchemy: 'works',
        urllib: 'works',
        pg: 'works',
        'postgres.js': 'refused',
        prisma: 'works',
      },
    ],
    ['p%zz', { libpq: 'refused', sqlalchemy: 'works', pg: 'works', 'postgres.js': 'refused' }],
    [
      'p%41ss',
      {
        libpq: 'password pAss',
        sqlalchemy: 'password pAss',
        urllib: 'password pAss',
        ...all(standard, 'password pAss'),
      },
    ],
    ['p[ss', { libpq: 'works', sqlalchemy: 'works', urllib: 'refused', ...all(standard, 'works') }],
    ...['p:ss', 'p+ss', 'p&ss', 'p=ss', 'p$ss'].map(
      (password) => [password, all(urlClients, 'works')] as const,
    ),
  ];
  const rows = table.flatMap(([password, wanted]) =>
    Object.entries(wanted).map(([client, outcome]) => [password, client, outcome] as const),
  );
  it.each(rows)('%s: %s says %s', (password, client, outcome) => {
    expect(reading(client as UrlClient, password)).toBe(outcome);
  });

  function all(clients: readonly UrlClient[], outcome: string) {
    return Object.fromEntries(clients.map((client) => [client, outcome]));
  }
});

it.each(urlClients)('an encoded password is the same to %s', (client) => {
  for (const password of ['p@s/s', 'p#s?s', '100% [sure]', 'ü&=+$']) {
    expect(readUrl(client, `postgres://app:${encodeURIComponent(password)}@db/shop`)).toEqual({
      ok: true,
      user: 'app',
      password,
      host: 'db',
      database: 'shop',
    });
  }
});

it('the parser of pg is followed in every turn', () => {
  const { parse } = require('pg-connection-string') as {
    parse(url: string): Record<string, unknown>;
  };
  const passwords = [
    'plain',
    'p@s',
    'p#s',
    'p/s',
    'p?s',
    'p%s',
    'p%zz',
    'p%41',
    'p s',
    'p%2',
    'p%',
    '%C3%A4',
    '%ff',
    'p[s',
    '',
  ];
  const urls = [
    ...passwords.map((password) => `postgres://app:${password}@db:6000/shop`),
    ...[
      'postgres://app:pw@/shop',
      'postgres://db',
      '"postgres://app:pw@db/shop"',
      'pw',
      '/run/pg shop',
      'postgres://app:pw@db/shop?host=other&port=1',
      'postgres://[::1]/x',
      '',
    ],
  ];
  for (const url of urls) {
    let theirs: unknown;
    try {
      const { user, password, host, port, database } = parse(url);
      const parts = { user, password, host, port, database };
      theirs = { ok: true, ...Object.fromEntries(Object.entries(parts).filter(([, v]) => v)) };
    } catch {
      theirs = { ok: false };
    }
    const { words: _, ...ours } = { words: '', ...readUrl('pg', url) };
    expect(ours, url).toEqual(theirs);
  }
});

it('a URL in quotes is a path to pg, and nothing at all to the others', () => {
  const quoted = '"postgres://app:pw@db/shop"';
  expect(readUrl('pg', quoted)).toMatchObject({ host: 'base' });
  for (const client of ['libpq', 'prisma', 'postgres.js', 'sqlalchemy', 'urllib'] as const) {
    expect(readUrl(client, quoted).ok).toBe(false);
  }
});

describe('what the writer of a URL meant', () => {
  it.each([
    ['postgres://app:p@s#s/x?y@db:5432/shop?sslmode=disable', 'p@s#s/x?y', 'db'],
    ['postgresql://app:p:w@10.0.0.1/shop', 'p:w', '10.0.0.1'],
    ['postgresql+asyncpg://app:p%41@db/shop', 'p%41', 'db'],
    ['postgres://app:pw@[fd00::2]:5432/shop', 'pw', 'fd00::2'],
  ])('%s', (url, password, host) => {
    expect(meantUrl(url)).toMatchObject({ user: 'app', password, host, database: 'shop' });
  });

  it('is unknown where no host follows', () => {
    expect(meantUrl('postgres://app:p')).toBeUndefined();
    expect(meantUrl('not a url')).toBeUndefined();
  });
});
