import { expect, test } from 'vitest';
import { replySeen } from '../../src/core/reply-seen.ts';
import type { Reply, Request } from '../../src/core/target.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const inspect: Request = { kind: 'docker', method: 'GET', path: '/containers/shop/json' };
const seen = (request: Request, reply: Reply) => {
  const kept = replySeen(request, reply);
  return kept.ok ? kept.text : '';
};

test("a container's environment is kept by its names alone", () => {
  const json = { Config: { Env: ['PATH=/bin', 'STRIPE=sk_live_1', 'EMPTY='] }, Name: '/shop' };
  expect(seen(inspect, { ok: true, status: 200, json })).toBe(
    '{"Config":{"Env":["PATH=…","STRIPE=…","EMPTY=…"]},"Name":"/shop"}',
  );
});

test.each(['/proc/7/environ', '/srv/shop/.env', '/srv/shop/.env.production', '/srv/shop/app.env'])(
  'the values that stand in %s are not kept',
  (path) => {
    const stdout = bytes('PGPASS=hunter22\0A=b c\nB=d');
    const text = seen({ kind: 'read', path }, { ok: true, stdout });
    expect(text).toBe('PGPASS=…\0A=…\nB=…');
  },
);

test('another file is kept as it is, its beginning only', () => {
  const stdout = bytes(`a=b\n${'x'.repeat(10_000)}`);
  const text = seen({ kind: 'read', path: '/etc/hosts' }, { ok: true, stdout });
  expect(text).toMatch(/^a=b\nxxx/);
  expect(text).toHaveLength(4096);
});

test('both outputs of a program are kept, and how it ended', () => {
  const reply: Reply = { ok: true, exit: 3, stdout: bytes('out'), stderr: bytes('err') };
  expect(replySeen({ kind: 'exec', argv: ['true'] }, reply)).toEqual({
    ok: true,
    exit: 3,
    text: 'out\nerr',
  });
});

test('a refusal is kept whole', () => {
  const failure = { outcome: 'permission', subject: '/etc/shadow', detail: 'EACCES' } as const;
  expect(replySeen(inspect, { ok: false, failure })).toEqual({ ok: false, failure });
});
