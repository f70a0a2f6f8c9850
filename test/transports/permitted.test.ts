import { expect, test } from 'vitest';
import type { Change, Writable } from '../../src/core/change.ts';
import type { Secret } from '../../src/core/target.ts';
import { closedPermit, permitted } from '../../src/transports/permitted.ts';
import { revealingChanges } from '../../src/transports/revealing.ts';

const never = new AbortController().signal;
const change: Change = { kind: 'run', argv: ['true'] };

function hands(): Writable & { readonly got: Change[] } {
  const got: Change[] = [];
  return {
    label: 'host',
    got,
    close: () => Promise.resolve(),
    settled: () => Promise.resolve(undefined),
    change: (each) => {
      got.push(each);
      return Promise.resolve({ ok: true });
    },
  };
}

test('changes pass while a plan is being applied, and at no other time', async () => {
  const [inner, permit] = [hands(), closedPermit()];
  const writable = permitted(inner, { permit, readOnly: false });
  const refused = { ok: false, failure: { outcome: 'permission' } };
  expect(await writable.change(change, never)).toMatchObject(refused);
  await permit.during('a', async () => {
    expect(await writable.change(change, never)).toEqual({ ok: true });
  });
  expect(await writable.change(change, never)).toMatchObject(refused);
  await expect(permit.during('b', () => Promise.reject(new Error('broke')))).rejects.toThrow();
  expect(await writable.change(change, never)).toMatchObject(refused);
  expect(inner.got).toEqual([change]);
});

test('one plan at a time', async () => {
  const permit = closedPermit();
  await permit.during('a', async () => {
    await expect(permit.during('b', () => Promise.resolve())).rejects.toThrow(/while a was/);
    expect(permit.plan()).toBe('a');
  });
});

test('read-only wins over every approval', async () => {
  const [inner, permit] = [hands(), closedPermit()];
  const writable = permitted(inner, { permit, readOnly: true });
  const reply = await permit.during('a', () => writable.change(change, never));
  expect(reply).toMatchObject({
    ok: false,
    failure: { detail: expect.stringContaining('--read-only') },
  });
  expect(inner.got).toEqual([]);
});

test('references become values right before the wire, and a forgotten one stops the change', async () => {
  const shape = { length: 1, edgeBlank: false, carriageReturn: false, quoted: false };
  const secret = (fingerprint: string): Secret => ({
    fingerprint,
    shape: { ...shape, urlSpecial: '', placeholder: false },
  });
  const values: Record<string, string> = { a: 'alpha', b: '{"Image":"x"}' };
  const inner = hands();
  const writable = revealingChanges(inner, ({ fingerprint }) => values[fingerprint]);
  const write = { kind: 'write', path: '/f', expects: 'absent' } as const;
  const postgres = { kind: 'postgres-change', host: '/s', port: 1, user: 'u', database: 'd' };
  const create = { kind: 'docker-change', method: 'POST', path: '/containers/create' } as const;
  const told = [
    { ...write, content: secret('a') },
    { kind: 'run', argv: ['psql'], stdin: secret('a') },
    { ...postgres, sql: secret('a'), password: secret('a') },
    { ...create, body: secret('b') },
  ] as Change[];
  for (const each of told) expect(await writable.change(each, never)).toEqual({ ok: true });
  expect(inner.got).toEqual([
    { ...write, content: 'alpha' },
    { kind: 'run', argv: ['psql'], stdin: 'alpha' },
    { ...postgres, sql: 'alpha', password: 'alpha' },
    { ...create, body: { Image: 'x' } },
  ]);
  const forgotten = { ...write, content: secret('z') };
  expect(await writable.change(forgotten, never)).toMatchObject({ ok: false });
  expect(inner.got).toHaveLength(4);
});
