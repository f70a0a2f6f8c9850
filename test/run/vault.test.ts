import { expect, test } from 'vitest';
import { createVault } from '../../src/run/vault.ts';

test('a secret is known by its fingerprint and its shape, never by its value', () => {
  const secret = createVault().secret('p@ss word\r');
  expect(JSON.stringify(secret)).not.toContain('p@ss');
  expect(secret.shape).toMatchObject({ length: 10, carriageReturn: true, urlSpecial: '@' });
});

test('equal values have equal fingerprints in one session, others in the next', () => {
  const vault = createVault();
  expect(vault.secret('swordfish').fingerprint).toBe(vault.secret('swordfish').fingerprint);
  expect(createVault().secret('swordfish').fingerprint).not.toBe(
    vault.secret('swordfish').fingerprint,
  );
});

test('what was put into the vault appears in no event', () => {
  const vault = createVault();
  vault.secret('swordfish');
  const event = { type: 'x', list: ['login with swordfish failed'], deep: { url: 'c3dvcmRmaXNo' } };
  expect(JSON.stringify(vault.clean(event))).not.toMatch(/swordfish|c3dvcmRmaXNo/);
});

test('a password that is also a name does not blot that name out of the text', () => {
  const vault = createVault();
  expect(vault.secret('postgres').shape.equalsAName).toBe(true);
  expect(vault.clean('role postgres is there')).toBe('role postgres is there');
  vault.name('shop-api-1');
  vault.secret('shop-api-1');
  expect(vault.clean('container shop-api-1')).toBe('container shop-api-1');
});
