import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reading, scan, type Read } from '../../src/scan/scan.ts';
import { busy, finder, flowWith, refused } from './flows.ts';

const both = finder(busy, refused);
const scanned = (text: string | Uint8Array) =>
  scan(reading(typeof text === 'string' ? Buffer.from(text) : text), both);
const jsonFile = (log: string, time = '2026-03-01T10:00:00.5Z') =>
  `${JSON.stringify({ log: `${log}\n`, stream: 'stderr', time })}\n`;

describe('a signature is found', () => {
  const fatal = 'FATAL:  password authentication failed for user "app"';
  test.each([
    ['in a plain line', `${fatal}\n`],
    ['in a last line without a newline', fatal],
    ['with Windows line ends', `first\r\n${fatal}\r\n`],
    ['behind the prefix of docker compose logs', `api-1  | ${fatal}\n`],
    ['behind a time of docker logs --timestamps', `2026-03-01T10:00:00.123456789Z ${fatal}\n`],
    [
      'in colour',
      `\u001b[31mFATAL:\u001b[0m  password authentication failed for user \u001b[1m"app"\u001b[0m\n`,
    ],
    [
      'where a colour parts it',
      '\u001b[1mpassword\u001b[22m authentication failed for user \u001b[1m"app"\u001b[0m',
    ],
    ['in a json-file log', jsonFile(fatal)],
    ['in a JSON line', `{"level":"error","msg":"${fatal.replaceAll('"', '\\"')}"}\n`],
    ['in a JSON line inside a json-file log', jsonFile(JSON.stringify({ level: 50, msg: fatal }))],
    [
      'among bytes that are no text',
      Buffer.concat([Buffer.from([0xff, 0xfe, 0xfd, 0, 1, 10, 0xc3]), Buffer.from(fatal)]),
    ],
  ])('%s', (_, text) => {
    const [seen] = scanned(text).seen;
    expect(seen).toMatchObject({ flow: 'p1000-auth', count: 1, captured: { user: 'app' } });
  });

  test('and its line is numbered, dated and shown without its wrapping', () => {
    const text = `one\ntwo\n${jsonFile('sh: ./run: Text file busy')}four\n${jsonFile('Text file busy', '2026-03-01T11:00:00Z')}`;
    const { lines, bytes, seen } = scanned(text);
    expect({ lines, bytes }).toEqual({ lines: 5, bytes: text.length });
    expect(seen).toEqual([
      {
        flow: 'text-file-busy',
        count: 2,
        first: { line: 3, text: 'sh: ./run: Text file busy', at: '2026-03-01T10:00:00.500Z' },
        last: { line: 5, text: 'Text file busy', at: '2026-03-01T11:00:00.000Z' },
        captured: {},
        weight: 14,
        proves: [],
      },
    ]);
  });
});

describe('a signature is not found', () => {
  test.each([
    ['in another case than its own', 'TEXT FILE BUSY\n'],
    ['across two lines', 'Text file\n busy\n'],
    ['where only its guard stands', 'password authentication failed for user app\n'],
    ['in nothing', ''],
  ])('%s', (_, text) => {
    expect(scanned(text).seen).toEqual([]);
  });
});

test('a value on which lines differ is known to be in dispute', () => {
  const line = (user: string) => `password authentication failed for user "${user}"\n`;
  expect(scanned(line('app') + line('app')).seen[0]?.captured).toEqual({ user: 'app' });
  expect(scanned(line('app') + line('web') + line('app')).seen[0]?.captured).toEqual({
    user: null,
  });
});

test('two signatures of one flow in one line are one line', () => {
  const { seen } = scanned(
    'P1000: Authentication failed against database server: password authentication failed for user "app"\n',
  );
  expect(seen).toMatchObject([{ flow: 'p1000-auth', count: 1, weight: 52 }]);
});

test('a group that is no input of its flow is not captured', () => {
  const odd = flowWith('odd', [{ matches: 'no space is left on disk (?P<who>\\w+)' }]);
  const { seen } = scan(reading(Buffer.from('no space is left on disk sda')), finder(odd));
  expect(seen).toMatchObject([{ flow: 'odd', captured: {} }]);
});

test('an underscore in the name of a group stands for the dash of an input', () => {
  const odd = flowWith(
    'odd',
    [{ matches: 'cannot read env file (?P<env_file>\\S+)' }],
    ['env-file'],
  );
  const { seen } = scan(reading(Buffer.from('cannot read env file /srv/.env')), finder(odd));
  expect(seen).toMatchObject([{ captured: { 'env-file': '/srv/.env' } }]);
});

/** A log that is made while it is read, so that only the scanner's own memory counts. */
const made = (...parts: readonly (readonly [times: number, piece: string])[]): Read => {
  const left = parts.map(([times, piece]) => ({ times, piece: Buffer.from(piece) }));
  return (into) => {
    let at = 0;
    for (let part = left[0]; part; part = left[0]) {
      if (part.times === 0) left.shift();
      else if (at + part.piece.length > into.length) return at;
      else {
        into.set(part.piece, at);
        at += part.piece.length;
        part.times -= 1;
      }
    }
    return at;
  };
};

test('a line of 100 MB is read in small memory, counted once, and shown in 4 kB', () => {
  const before = process.memoryUsage().rss;
  const { lines, bytes, seen } = scan(
    made(
      [1, 'first\n'],
      [50e3, 'x'.repeat(1000)],
      [1, ' Text file busy '],
      [50e3, 'y'.repeat(1000)],
      [1, ' Text file busy\nlast'],
    ),
    both,
  );
  expect({ lines, bytes }).toEqual({ lines: 3, bytes: 100_000_042 });
  expect(seen).toMatchObject([{ count: 1, first: { line: 2 }, last: { line: 2 } }]);
  expect(seen[0]?.first.text.length).toBeLessThanOrEqual(4096);
  expect(seen[0]?.first.text).toContain('Text file busy');
  expect(process.memoryUsage().rss - before).toBeLessThan(40e6);
});

test('every signature is found once, in its line, however the log is cut into reads', () => {
  const piece = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.string({ maxLength: 300 }).map((text) => text.replaceAll('\n', ' ')),
    },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 40_000 }).map((many) => 'z'.repeat(many)) },
    fc.constant('sh: Text file busy.'),
    fc.constant('password authentication failed for user "app"'),
  );
  const logs = fc.array(fc.array(piece, { maxLength: 4 }), { maxLength: 40 });
  fc.assert(
    fc.property(logs, fc.integer({ min: 1, max: 50_000 }), (log, most) => {
      const texts = log.map((pieces) => pieces.join(' '));
      const bytes = Buffer.from(texts.join('\n'));
      const whole = reading(bytes);
      const { seen, lines } = scan((into) => whole(into.subarray(0, most)), both);
      const found = (words: string) =>
        texts.flatMap((text, index) => (text.includes(words) ? [index + 1] : []));
      const expected = [
        { flow: 'text-file-busy', at: found('Text file busy') },
        { flow: 'p1000-auth', at: found('password authentication failed for user "') },
      ].filter(({ at }) => at.length > 0);
      expect(lines).toBe(
        texts.length -
          (texts.at(-1) === '' || texts.length === 0 ? 1 : 0) +
          (texts.length === 0 ? 1 : 0),
      );
      expect(
        seen.map(({ flow, count, first, last }) => [flow, count, first.line, last.line]).sort(),
      ).toEqual(expected.map(({ flow, at }) => [flow, at.length, at[0], at.at(-1)]).sort());
    }),
    { numRuns: 150 },
  );
});
