import { describe, expect, test } from 'vitest';
import type { Flow } from '../../src/core/flow.ts';
import { logLine, unescaped } from '../../src/core/log-line.ts';
import { parsePaste, rank } from '../../src/core/lookup.ts';
import { nearestOf } from '../../src/core/nearest.ts';
import { pattern } from '../../src/core/pattern.ts';
import { signaturesOf } from '../../src/core/signature.ts';
import { flowWith } from '../scan/flows.ts';

const refused = flowWith(
  'p1000-auth',
  [
    { contains: 'P1000: Authentication failed against database server' },
    { matches: 'password authentication failed for user "(?P<user>[^"]+)"' },
    { contains: 'pg_hba.conf rejects connection', proves: 'hba-refuses' },
    { contains: 'has no password assigned', proves: 'no-password' },
  ],
  ['user'],
);
const role = flowWith('role-missing', [{ contains: 'password authentication failed' }]);
const busy = flowWith('text-file-busy', [{ contains: 'Text file busy' }]);
const flows = [busy, role, refused];

const found = (text: string, among: readonly Flow[] = flows) =>
  parsePaste(text, among, signaturesOf(among, pattern));

describe('a pasted text', () => {
  test('names its flow with the line, the inputs it fills, and the command that looks further', () => {
    expect(
      found('Error:\nFATAL:  password authentication failed for user "app"\n', [refused]),
    ).toEqual([
      {
        flow: 'p1000-auth',
        title: 'The p1000-auth flow',
        score: 0.95,
        count: 1,
        first: { line: 2, text: 'FATAL:  password authentication failed for user "app"' },
        last: { line: 2, text: 'FATAL:  password authentication failed for user "app"' },
        inputs: { user: 'app' },
        diagnosis: null,
        next: ['deploy-doctor', 'run', 'p1000-auth', '-i', 'user=app'],
      },
    ]);
  });

  test('that several flows know goes to the one that knows more of it', () => {
    const names = found('Text file busy\npassword authentication failed for user "app"').map(
      ({ flow }) => flow,
    );
    expect(names).toEqual(['p1000-auth', 'role-missing', 'text-file-busy']);
  });

  test('that proves a diagnosis by itself says so', () => {
    expect(found('FATAL: pg_hba.conf rejects connection for host')[0]?.diagnosis).toBe(
      'hba-refuses',
    );
  });

  test('that would prove two diagnoses proves none', () => {
    const text = 'pg_hba.conf rejects connection\nrole has no password assigned';
    expect(found(text)[0]?.diagnosis).toBeNull();
  });

  test('that a terminal broke between words is found, and within a word, too', () => {
    expect(found('P1000: Authentication failed against\ndatabase server at db')[0]?.flow).toBe(
      'p1000-auth',
    );
    expect(found('P1000: Authentication fai\nled against database server')[0]?.flow).toBe(
      'p1000-auth',
    );
  });

  test('is not joined where a line of it is known as it stands', () => {
    const text = 'Text file busy\nP1000: Authentication failed against\ndatabase server';
    expect(found(text).map(({ flow }) => flow)).toEqual(['text-file-busy']);
  });

  test('with nothing known in it names nothing', () => {
    expect(found('all is well')).toEqual([]);
    expect(found('')).toEqual([]);
  });

  test('of any length is looked at up to a bound', () => {
    expect(found(`${'x'.repeat(300_000)}\nText file busy`)).toEqual([]);
    expect(found(`Text file busy\n${'x'.repeat(300_000)}`)).toHaveLength(1);
  });
});

test('of equally specific flows the more frequent comes first, then the order of the alphabet', () => {
  const line = { line: 1, text: '' };
  const seen = (flow: string, count: number) => ({
    ...{ flow, count, first: line, last: line, captured: {}, weight: 10, proves: [] },
  });
  const order = rank(flows, [
    seen('text-file-busy', 2),
    seen('role-missing', 1),
    seen('p1000-auth', 1),
  ]);
  expect(order.map(({ flow }) => flow)).toEqual(['text-file-busy', 'p1000-auth', 'role-missing']);
});

describe('a line of a log, unwrapped', () => {
  test.each<[string, string, object]>([
    ['plain', 'hello', { text: 'hello' }],
    ['Windows', 'hello\r', { text: 'hello' }],
    ['compose', 'api-1  | hello', { text: 'hello', source: 'api-1' }],
    [
      'compose with times',
      'api-1  | 2026-03-01T10:00:00.123456789Z hello',
      { text: 'hello', source: 'api-1', at: '2026-03-01T10:00:00.123Z' },
    ],
    [
      'another time zone',
      '2026-03-01T12:00:00+02:00 hello',
      { text: 'hello', at: '2026-03-01T10:00:00.000Z' },
    ],
    ['colour', '\u001b[36mapi-1  |\u001b[0m hello', { text: 'hello', source: 'api-1' }],
    [
      'json-file',
      '{"log":"a \\"b\\"\\r\\n","stream":"stdout","time":"2026-03-01T10:00:00Z"}',
      { text: 'a "b"', at: '2026-03-01T10:00:00.000Z' },
    ],
    ['json-file, cut off', '{"log":"a \\"b\\" c', { text: 'a "b" c' }],
    ['a time that is none', '2026-99-99T10:00:00Z hello', { text: 'hello' }],
    ['a table', 'name | value', { text: 'value', source: 'name' }],
  ])('%s', (_, raw, line) => {
    expect(logLine(raw)).toEqual(line);
  });

  test('a broken escape stays what it is', () => {
    expect(unescaped('a\\u00e9\\n\\x\\u12')).toBe('aé\nxu12');
  });
});

describe('the nearest flows', () => {
  test('forgive typos', () => {
    expect(nearestOf(flows)('autentication faild databse')[0]?.flow).toBe('p1000-auth');
  });
  test('are none for words that are nowhere', () => {
    expect(nearestOf(flows)('zzzz qqqq')).toEqual([]);
  });
  test('are at most three, however long the text', () => {
    expect(nearestOf(flows)('text file busy password '.repeat(10_000)).length).toBeLessThanOrEqual(
      3,
    );
  });
});
