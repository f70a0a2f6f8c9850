import { describe, expect, it } from 'vitest';
import { loginVerdict, refusalsIn } from '../../src/formats/postgres-refusal.ts';

const time = '2026-11-23 03:12:09.120 UTC [70]';
const failed = (user: string) =>
  `${time} FATAL:  password authentication failed for user "${user}"`;
const detail = (words: string) => `${time} DETAIL:  ${words}`;
const matched = 'Connection matched pg_hba.conf line 100: "host all all all scram-sha-256"';

describe("a server's log", () => {
  it.each([
    ['no-such-role', [failed('app'), detail('Role "app" does not exist.'), `\t${matched}`]],
    ['no-password', [failed('app'), detail('User "app" has no password assigned.')]],
    ['expired', [failed('app'), detail('User "app" has an expired password.')]],
    ['no-scram', [failed('app'), detail('User "app" does not have a valid SCRAM secret.')]],
    ['wrong-password', [failed('app'), detail(matched)]],
    ['wrong-password', [failed('app'), detail('Role "other" does not exist.')]],
    ['not-permitted', [`${time} FATAL:  role "app" is not permitted to log in`]],
    ['no-such-role', [`${time} FATAL:  role "app" does not exist`]],
    [
      'no-hba-entry',
      [
        `${time} FATAL:  no pg_hba.conf entry for host "172.19.0.3", user "app", database "shop", no encryption`,
      ],
    ],
    [
      'no-hba-entry',
      [
        `${time} FATAL:  pg_hba.conf rejects connection for host "172.19.0.3", user "app", database "shop"`,
      ],
    ],
  ])('says %s', (reason, lines) => {
    expect(refusalsIn(['LOG:  ready', ...lines])).toMatchObject([{ reason, user: 'app', line: 1 }]);
  });

  it('says which database there is not', () => {
    expect(refusalsIn([`${time} FATAL:  database "shop" does not exist`])).toMatchObject([
      { reason: 'no-such-database' },
    ]);
  });

  it('ties a detail to its own refusal, though another session writes in between', () => {
    const lines = [failed('a'), failed('b'), detail('Role "b" does not exist.'), detail(matched)];
    expect(refusalsIn(lines).map(({ user, reason }) => `${user}: ${reason}`)).toEqual([
      'a: wrong-password',
      'b: no-such-role',
    ]);
  });

  it('may hold names with quotes, and lines without end', () => {
    expect(refusalsIn([failed('a""b')])).toMatchObject([{ user: 'a"b' }]);
    expect(refusalsIn([`FATAL:  ${'x'.repeat(5000)}`, 'ERROR:  no'])).toEqual([]);
  });
});

it.each([
  ['28P01', 'password authentication failed for user "app"', 'wrong-password'],
  ['28000', 'no pg_hba.conf entry for host "172.19.0.1", user "app"', 'no-hba-entry'],
  ['28000', 'role "app" is not permitted to log in', 'not-permitted'],
  ['28000', 'role "app" does not exist', 'no-such-role'],
  ['3D000', 'database "shop" does not exist', 'no-such-database'],
  ['57P03', 'the database system is starting up', 'starting'],
  [
    undefined,
    'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
    'password-asked',
  ],
  [undefined, 'the server asks for a password, none was given', 'password-asked'],
  ['53300', 'sorry, too many clients already', 'other'],
  ['42501', 'permission denied for database "shop"', 'other'],
])('a client that is told %s %s: %s', (code, message, verdict) => {
  expect(loginVerdict(code, message)).toBe(verdict);
});
