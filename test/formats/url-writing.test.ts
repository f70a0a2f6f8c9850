import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { readUrl, urlClients } from '../../src/formats/database-url.ts';
import { withHost, withPassword } from '../../src/formats/url-writing.ts';

it('makes every client that knows the scheme read the password that is meant', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme-ascii' }), (password) => {
      const url = `postgresql://app:${password}@db:5432/shop?sslmode=disable`;
      const made = withPassword(url);
      // A password in which a whole host seems to stand may be read in two ways: it is left alone.
      if (made === undefined) return;
      const meant = decodeURIComponent(/^postgresql:\/\/app:(.*)@db:5432/s.exec(made)?.[1] ?? '');
      for (const client of urlClients) {
        const read = readUrl(client, made);
        if (read.ok) expect(read).toMatchObject({ user: 'app', password: meant, host: 'db' });
      }
    }),
  );
});

test.each([
  ['postgresql://app:p@ss@db:5432/shop', 'postgresql://app:p%40ss@db:5432/shop'],
  ['postgres://app:p#s/s@db/shop', 'postgres://app:p%23s%2Fs@db/shop'],
  ['postgres://app:p%41ss@db/shop', 'postgres://app:p%2541ss@db/shop'],
])('%s has its password encoded', (url, wanted) => {
  expect(withPassword(url)).toBe(wanted);
});

test('another password, another host', () => {
  expect(withPassword('postgres://app:old@db/shop', 'n@w')).toBe('postgres://app:n%40w@db/shop');
  expect(withPassword('postgres://db/shop')).toBeUndefined();
  expect(withHost('postgres://app:p%40@old:6000/shop?x=1', 'db', 5432)).toBe(
    'postgres://app:p%40@db:5432/shop?x=1',
  );
  expect(withHost('postgres://app@[::1]/shop', 'db', 5432)).toBe('postgres://app@db:5432/shop');
  expect(withHost('no url', 'db', 5432)).toBeUndefined();
});
