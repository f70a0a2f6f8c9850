import { describe, expect, it } from 'vitest';
import {
  databaseSetting,
  meantBy,
  readingsOf,
  unwrapped,
} from '../../src/formats/database-environment.ts';

const setting = (environment: Record<string, string>, options = {}) =>
  databaseSetting(new Map(Object.entries(environment)), options);
const url = 'postgres://app:pw@db/shop';

describe('the variable that names the database', () => {
  it.each([
    [{ DATABASE_URL: url, OTHER: 'x' }, 'DATABASE_URL'],
    [{ SHOP_DATABASE_URL: url }, 'SHOP_DATABASE_URL'],
    [{ POSTGRES_URL: url }, 'POSTGRES_URL'],
    [
      { SQLALCHEMY_DATABASE_URI: 'postgresql+psycopg2://app:pw@db/shop' },
      'SQLALCHEMY_DATABASE_URI',
    ],
    [{ STORE: url }, 'STORE'],
    [{ ANALYTICS_DATABASE_URL: url, DATABASE_URL: url }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'mysql://app:pw@db/shop', POSTGRES_URL: url }, 'POSTGRES_URL'],
    [{ DATABASE_URL: `"${url}"` }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'ENC[AES256_GCM,data:abc]' }, 'DATABASE_URL'],
    [{ DATABASE_URL: '', PGHOST: 'db', PGPASSWORD: 'pw' }, 'PGPASSWORD'],
    [{ PGPASSWORD: 'pw' }, 'PGPASSWORD'],
    [{ POSTGRES_HOST: 'db', POSTGRES_USER: 'app', POSTGRES_PASSWORD: 'pw' }, 'POSTGRES_PASSWORD'],
    [{ DB_HOST: 'db', DB_PASS: 'pw', DB_CONNECTION: 'pgsql' }, 'DB_PASS'],
    [{ SPRING_DATASOURCE_URL: 'jdbc:postgresql://db/shop' }, 'SPRING_DATASOURCE_URL'],
  ])('in %j is %s', (environment, name) => {
    expect(setting(environment)?.variable).toBe(name);
  });

  it.each([
    [{}],
    [{ DATABASE_URL: '' }],
    [{ DATABASE_URL: 'sqlite:///shop.db' }],
    [{ DB_HOST: 'db', DB_PASSWORD: 'pw', DB_CONNECTION: 'mysql' }],
    // What the database's own container is given says nothing of where a database is.
    [{ POSTGRES_USER: 'app', POSTGRES_PASSWORD: 'pw', POSTGRES_DB: 'shop' }],
  ])('does not stand in %j', (environment) => {
    expect(setting(environment)).toBeUndefined();
  });

  it('is that of the role in question, where there are two', () => {
    const environment = { DATABASE_URL: url, REPORT_DATABASE_URL: 'postgres://report:pw@db/shop' };
    expect(setting(environment, { user: 'report' })?.variable).toBe('REPORT_DATABASE_URL');
    expect(setting(environment, { user: 'nobody' })?.variable).toBe('DATABASE_URL');
  });

  it('can be named', () => {
    const environment = { DATABASE_URL: url, POSTGRES_URL: url };
    expect(setting(environment, { variable: 'POSTGRES_URL' })?.variable).toBe('POSTGRES_URL');
  });
});

it('what a URL leaves out comes from the variables of the client', () => {
  const found = setting({ DATABASE_URL: 'postgres://app@db/shop', PGPASSWORD: 'pw' });
  expect(found && readingsOf(found, ['pg'])).toEqual([
    { ok: true, user: 'app', password: 'pw', host: 'db', database: 'shop' },
  ]);
});

it('a JDBC URL is joined by its two variables', () => {
  const found = setting({
    SPRING_DATASOURCE_URL: 'jdbc:postgresql://db:5433/shop',
    SPRING_DATASOURCE_USERNAME: 'app',
    SPRING_DATASOURCE_PASSWORD: 'pw',
  });
  expect(found && readingsOf(found, ['libpq'])).toEqual([
    { ok: true, user: 'app', password: 'pw', host: 'db', port: '5433', database: 'shop' },
  ]);
});

it('what was meant is seen through the quotes that were kept', () => {
  const found = setting({ DATABASE_URL: `"postgres://app:p#w@db/shop"` });
  expect(found && meantBy(found)).toMatchObject({ host: 'db', password: 'p#w' });
  expect(unwrapped("'a'\r")).toBe('a');
  expect(unwrapped('"a')).toBe('"a');
});
