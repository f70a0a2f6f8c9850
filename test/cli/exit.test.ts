import { expect, test } from 'vitest';
import { exitOf, type Verdict } from '../../src/cli/exit.ts';

const confirmed: Verdict = { outcome: 'diagnosed', confidence: 'confirmed' };
const likely: Verdict = { outcome: 'diagnosed', confidence: 'likely' };
const possible: Verdict = { outcome: 'diagnosed', confidence: 'possible' };
const healthy: Verdict = { outcome: 'healthy' };
const inconclusive: Verdict = { outcome: 'inconclusive' };
const notApplicable: Verdict = { outcome: 'not-applicable' };
const unreached: Verdict = { outcome: 'unreached' };

test.each<[string, readonly Verdict[], number]>([
  ['no result at all is fine', [], 0],
  ['healthy is fine', [healthy], 0],
  ['not applicable is fine', [notApplicable, healthy], 0],
  ['a possible problem is listed only', [possible, healthy], 0],
  ['a confirmed problem is one', [confirmed], 1],
  ['a likely problem is one', [likely, healthy], 1],
  ['a problem counts before a target that was not reached', [unreached, confirmed], 1],
  ['a problem counts before what stayed open', [inconclusive, likely], 1],
  ['a target that was not reached counts before what stayed open', [inconclusive, unreached], 4],
  ['what stayed open counts before a possible problem', [possible, inconclusive], 3],
  ['what stayed open counts before healthy', [healthy, inconclusive], 3],
])('%s', (_, verdicts, code) => {
  expect(exitOf(verdicts)).toBe(code);
  expect(exitOf(verdicts.toReversed())).toBe(code);
});
