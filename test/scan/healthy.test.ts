import path from 'node:path';
import { expect, test } from 'vitest';
import { loadFlows } from '../../src/catalogue/load.ts';
import { pattern } from '../../src/core/pattern.ts';
import { signaturesOf } from '../../src/core/signature.ts';
import { finderOf } from '../../src/scan/finder.ts';
import { healthyLines } from '../../src/scan/healthy-lines.ts';
import { scan, type Read } from '../../src/scan/scan.ts';

const { flows } = await loadFlows(path.join(import.meta.dirname, '../../flows'));
const finder = finderOf(signaturesOf(flows, pattern));

const megabytes = 60;

/** Other numbers in the same places; the same round always gives the same. */
const varied = (line: string, round: number): string => {
  let at = round;
  return line.replace(/\d/g, (digit) => {
    at = (Math.imul(at, 1103515245) + 12345) >>> 0;
    return String((Number(digit) + (at >>> 16)) % 10);
  });
};

const time = '2026-11-20T09:00:01.123456789Z';
const wrappings: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => JSON.stringify({ log: `${line}\n`, stream: 'stdout', time }),
  (line) => `api-1  | ${line}`,
  (line) => `${time} ${line}`,
  (line) => `__CURSOR=s=1\n__REALTIME_TIMESTAMP=1772359200000000\nMESSAGE=${line}\n_PID=1\n`,
  (line) => JSON.stringify({ MESSAGE: line, CONTAINER_NAME: 'shop-api-1' }),
  (line) => `Nov 20 09:00:01 web-1 shop-api-1[812]: ${line}`,
  (line) => `\u001b[36mapi-1  |\u001b[0m ${line}\r`,
];

/** Made while it is read. */
const healthyLog = (bytes: number): Read => {
  let left = bytes;
  let round = 0;
  let piece = Buffer.alloc(0);
  return (into) => {
    if (left <= 0) return 0;
    if (piece.length === 0) {
      const wrap = wrappings[round % wrappings.length] ?? ((line: string) => line);
      piece = Buffer.from(`${healthyLines.map((line) => wrap(varied(line, round))).join('\n')}\n`);
      round += 1;
    }
    const part = piece.subarray(0, into.length);
    into.set(part);
    piece = piece.subarray(part.length);
    left -= part.length;
    return part.length;
  };
};

test(`${megabytes} MB of healthy logs, in every wrapping, hold no signature`, () => {
  const { bytes, seen } = scan(healthyLog(megabytes * 1e6), finder);
  expect(bytes).toBeGreaterThanOrEqual(50e6);
  expect(seen).toEqual([]);
}, 120_000);

test('an error among them is found in every wrapping', () => {
  const known = 'FATAL:  password authentication failed for user "shop"';
  for (const wrap of wrappings) {
    const bytes = Buffer.from(`${[...healthyLines, known].map(wrap).join('\n')}\n`);
    let done = false;
    const { seen } = scan((into) => {
      if (done) return 0;
      done = true;
      into.set(bytes);
      return bytes.length;
    }, finder);
    expect(seen).toMatchObject([{ flow: 'p1000-auth', count: 1 }]);
  }
});
