import { expect, test } from 'vitest';
import { timeIn, timesIn } from '../../src/core/log-time.ts';

const at = (text: string, year = 2026): string | undefined => {
  const ms = timeIn(text, year);
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

test.each([
  ['PostgreSQL', '2026-11-20 09:00:01.250 UTC [77] FATAL:  x', '2026-11-20T09:00:01.250Z'],
  ['Python', '2026-11-20 09:00:01,250 ERROR x', '2026-11-20T09:00:01.250Z'],
  ['nginx', '2026/11/20 09:00:01 [error] 7#7: x', '2026-11-20T09:00:01.000Z'],
  [
    'an access log',
    '192.0.2.7 - - [20/Nov/2026:09:00:01 +0200] "GET /"',
    '2026-11-20T07:00:01.000Z',
  ],
  ['Redis', '1:M 20 Nov 2026 09:00:01.250 * Ready', '2026-11-20T09:00:01.250Z'],
  ['syslog', 'Nov  2 09:00:01 web-1 dockerd[1]: x', '2026-11-02T09:00:01.000Z'],
  ['pino', '{"level":50,"time":1795165201250,"msg":"x"}', '2026-11-20T09:00:01.250Z'],
  ['zap', '{"level":"error","ts":1795165201.25,"msg":"x"}', '2026-11-20T09:00:01.000Z'],
  ['JSON', '{"timestamp":"2026-11-20T09:00:01.250Z"}', '2026-11-20T09:00:01.250Z'],
  ['compose', 'api-1  | 2026-11-20T09:00:01.250999Z x', '2026-11-20T09:00:01.250Z'],
  ['Actions', '2026-11-20T09:00:01.2509999Z x', '2026-11-20T09:00:01.250Z'],
  ['no time', 'x 12:00', undefined],
  ['a time that is none', '2026-13-40 99:00:01 x', undefined],
  ['a time far behind', `${'x'.repeat(500)} 2026-11-20 09:00:01`, undefined],
])('%s', (_, line, expected) => {
  expect(at(line)).toBe(expected);
});

test('the first and the last time of a piece are those of lines that say one', () => {
  const piece = 'cut off\n2026-11-20 09:00:01 a\ntrace\n2026-11-20 09:00:05 b\ntrace';
  const { first = 0, last = 0 } = timesIn(piece, 2026);
  expect(last - first).toBe(4000);
  expect(timesIn('none', 2026)).toEqual({});
});
