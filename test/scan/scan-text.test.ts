import { describe, expect, test } from 'vitest';
import { shapeOf } from '../../src/scan/error-lines.ts';
import { scanText } from '../../src/scan/scan-text.ts';
import { busy, finder, refused } from './flows.ts';

const known = finder(busy, refused);
const scanned = (...lines: readonly string[]) => scanText(Buffer.from(lines.join('\n')), known);

test('lines with a signature are counted with the times of the first and the last', () => {
  const { texts, unknown } = scanned(
    '2026-03-01T10:00:00.000000001Z starting',
    '2026-03-01T10:00:01.000000001Z password authentication failed for user "app"',
    '2026-03-01T10:00:02.500000001Z password authentication failed for user "app" again',
    '2026-03-01T10:00:03.000000001Z done',
  );
  expect(texts).toEqual([
    {
      flow: 'p1000-auth',
      count: 2,
      firstAt: '2026-03-01T10:00:01.000Z',
      lastAt: '2026-03-01T10:00:02.500Z',
      excerpt: 'password authentication failed for user "app" again',
      captured: { user: 'app' },
    },
  ]);
  expect(unknown).toEqual([]);
});

test('error lines that no signature knows are grouped by their shape', () => {
  const { texts, unknown } = scanned(
    'error: job 17 of "mail" gave up after 3.2 s',
    'sh: Text file busy: error',
    'error: job 18 of "report" gave up after 12.9 s',
    '2026-03-01T10:00:02Z panic: runtime error: index out of range [5]',
    'GET /health 200',
  );
  expect(texts).toMatchObject([{ flow: 'text-file-busy', count: 1 }]);
  expect(unknown).toEqual([
    {
      shape: 'error: job # of "…" gave up after #.# s',
      count: 2,
      excerpt: 'error: job 18 of "report" gave up after 12.9 s',
    },
    {
      shape: 'panic: runtime error: index out of range [#]',
      count: 1,
      excerpt: 'panic: runtime error: index out of range [5]',
      lastAt: '2026-03-01T10:00:02.000Z',
    },
  ]);
});

describe('no error line is', () => {
  test.each([
    'built with 0 errors',
    'tests: 12 passed, 0 failed',
    '{"level":"info","msg":"retrying after error"}',
    'level=debug msg="error handler installed"',
    '2026-03-01 INFO ErrorBoundary mounted',
    '{"status":200,"error":null}',
    'sync done error=<nil>',
    'no errors found',
  ])('%s', (line) => {
    expect(scanned(line).unknown).toEqual([]);
  });
});

test('a flood of different errors is bounded', () => {
  const words = (index: number) =>
    index.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '');
  const lines = Array.from(
    { length: 5000 },
    (_, index) => `error ${words(index)} ${'x'.repeat(5000)}`,
  );
  const { unknown } = scanned(...lines);
  expect(unknown).toHaveLength(20);
  expect(unknown.every(({ excerpt, shape }) => excerpt.length <= 500 && shape.length <= 200)).toBe(
    true,
  );
});

test('ids, addresses and numbers do not tell shapes apart', () => {
  const one =
    'request 7f3a9c21d4 of 4c5e7a10-1111-4222-8333-123456789abc failed at 0xdeadbeef01 (pid 12)';
  const other =
    'request 8e2b8d10c5 of 00000000-aaaa-4bbb-8ccc-abcdefabcdef failed at 0xfeedface02 (pid 9)';
  expect(shapeOf(one)).toBe(shapeOf(other));
});
