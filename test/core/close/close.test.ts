import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadFlows } from '../../../src/catalogue/load.ts';
import { parsePaste } from '../../../src/core/lookup.ts';
import { nearestOf } from '../../../src/core/nearest.ts';
import { pattern } from '../../../src/core/pattern.ts';
import { signaturesOf } from '../../../src/core/signature.ts';
import { photographed } from './photographed.ts';
import { samples } from './samples.ts';

const { flows } = await loadFlows(path.join(import.meta.dirname, '../../../flows'));
const signatures = signaturesOf(flows, pattern);
const nearest = nearestOf(flows);

/** As `lookup` answers: what is known first, then what is near. */
const answer = (text: string): string | undefined =>
  parsePaste(text, flows, signatures)[0]?.flow ?? nearest(text)[0]?.flow;

test('the set holds at least a hundred texts, none twice, most of them known to no signature', () => {
  expect(new Set(samples.map(({ typed }) => typed)).size).toBe(samples.length);
  expect(samples.length).toBeGreaterThanOrEqual(100);
  const unknown = samples.filter(({ typed }) => parsePaste(typed, flows, signatures).length === 0);
  expect(unknown.length).toBeGreaterThanOrEqual(80);
});

describe('typed by hand from a photo, the right flow comes first:', () => {
  test.each(samples.map(({ flow, typed }) => [typed, flow] as const))('%s', (typed, flow) => {
    expect(answer(typed)).toBe(flow);
  });
});

test('the same seed makes the same slips, another one others', () => {
  const text = 'password authentication failed for user "postgres"';
  expect(photographed(text, 7)).toBe(photographed(text, 7));
  expect(photographed(text, 7)).not.toBe(photographed(text, 8));
  expect(photographed(text, 7)).not.toBe(text);
});

test('an answer comes within a frame', () => {
  const started = performance.now();
  for (const { typed } of samples) nearest(typed);
  expect((performance.now() - started) / samples.length).toBeLessThan(33);
});

describe('nothing is near', () => {
  test.each([
    'PostgreSQL is a powerful open source relational database. We use it for the shop because it is reliable, and it stores its data in a volume.',
    'wget downloads files from the web; curl does the same, and more. Both are part of most distributions.',
    'zzzz qqqq',
    '',
    '中文',
    '\u0000\u001b[2J',
  ])('%j', (text) => {
    expect(nearest(text)).toEqual([]);
  });
});
