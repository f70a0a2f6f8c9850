import { describe, expect, it } from 'vitest';
import { matchesStored, storedKind } from '../../src/formats/password-verifier.ts';

// Made by PostgreSQL 15 itself, for the password below.
const password = 'S3cr#t-äöü';
const scram =
  'SCRAM-SHA-256$4096:JCltrcbllaFfA0K6FUAYpg==$OZVa51Pe9zvOcskBzx7XWKWIcpZRo03T2tcWUSALngY=:lg3EjkXeSbcT8WiGdUlGKGeBMjVE5nCcj78uN8NDE0E=';
const md5 = 'md59fc8f3b2f40c417386db36fa7e38a0bc';

describe('a stored password', () => {
  it.each([
    ['scram', scram, 'rs'],
    ['md5', md5, 'rm'],
  ])('of the %s form takes its own password and no other', (kind, stored, user) => {
    expect(storedKind(stored)).toBe(kind);
    expect(matchesStored(stored, user, password)).toBe(true);
    expect(matchesStored(stored, user, `${password} `)).toBe(false);
    expect(matchesStored(stored, user, '')).toBe(false);
  });

  it('of the md5 form belongs to one role', () => {
    expect(matchesStored(md5, 'other', password)).toBe(false);
  });

  it('takes the decomposed spelling of the same letters', () => {
    expect(matchesStored(scram, 'rs', password.normalize('NFD'))).toBe(true);
  });

  it('that is absent takes nothing', () => {
    expect(storedKind(null)).toBe('none');
    expect(matchesStored('', 'rs', '')).toBe(false);
  });

  it('of an unknown form, or one made to take for ever, is not judged', () => {
    expect(storedKind('SCRAM-SHA-512$1:a$b:c')).toBe('other');
    expect(matchesStored('SCRAM-SHA-512$1:a$b:c', 'rs', password)).toBeUndefined();
    expect(matchesStored(scram.replace('4096', '9999999'), 'rs', password)).toBeUndefined();
  });
});
