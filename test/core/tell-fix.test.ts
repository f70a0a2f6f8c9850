import { describe, expect, it } from 'vitest';
import { caseFile, type Case } from '../../src/core/case.ts';
import { runCase } from '../../src/core/run-case.ts';
import { tellFix } from '../../src/core/tell-fix.ts';
import { flowFrom, sampleActions, sampleProbes, sampleText } from './sample-flow.ts';

const oil = `    apply:
      - {action: door.oil, with: {house: '{{container}}', drops: 3}}`;
const looking = sampleText.replace(
  oil,
  `    ask:
      brand: {ask: 'Which oil for {{container}}?', kind: text}
    look:
      again: {probe: door.lock, with: {house: '{{container}}', door: '{{brand}}'}}
    apply:
      - {action: door.oil, with: {house: '{{again.bolt}}'}}
      - {action: door.oil, with: {house: '{{brand}}'}}`,
);
const plain = flowFrom(sampleText);
const asking = flowFrom(looking);

const jammed = { state: 'jammed', bolt: 'upper' };
const open = { lock: { found: { ...jammed, state: 'open' } } };

const tell = (fix: object, flow = plain): readonly string[] => {
  const told: Case = {
    ...caseFile.parse({
      about: 'x',
      inputs: { container: 'c', key: 'k' },
      answers: { lock: { found: jammed } },
      fix,
      expect: { diagnosis: 'jammed' },
    }),
    name: 'story',
  };
  const { run, faults } = runCase(flow, told, sampleProbes, [flow]);
  expect(faults).toEqual([]);
  const world = { flow, told, run, probes: sampleProbes, flows: [flow], actions: sampleActions };
  return tellFix(world).map(({ words }) => words);
};

describe('a fix that a case tells', () => {
  it('is carried out, verified, and led back', () => {
    const fix = { choose: 'oil', previewed: ['door.oil', 'drops: 3'], after: open };
    expect(tell({ ...fix, verify: 'held', then: 'undo' })).toEqual([]);
  });

  it('is given what it asks, and what it looks for', () => {
    const fix = {
      ...{ choose: 'oil', answers: { brand: 'linseed' }, verify: 'held', then: 'undo' },
      look: { again: { found: { ...jammed, bolt: 'lower' } } },
      ...{ previewed: ['house: lower', 'house: linseed'], after: open },
    };
    expect(tell(fix, asking)).toEqual([]);
  });

  it('is left to a person, where a look does not find', () => {
    const fix = {
      ...{ choose: 'oil', answers: { brand: 'linseed' }, verify: 'held' },
      look: { again: { 'not-found': 'no lock any more' } },
      ...{ previewed: ['manual', 'again: no lock any more', 'oil c'], after: open },
    };
    expect(tell(fix, asking)).toEqual([]);
    expect(tell({ ...fix, then: 'undo' }, asking)).toEqual(['nothing leads back from it']);
  });

  it.each<[string, object, RegExp]>([
    ['a fix that is not offered', { choose: 'burn', verify: 'held' }, /does not offer `burn`/],
    [
      'a plan that says something else',
      { choose: 'oil', previewed: ['grease'], after: open, verify: 'held' },
      /does not say `grease`/,
    ],
    [
      'a verification that does not hold',
      { choose: 'oil', verify: 'held' },
      /verification: lock: state is "jammed"/,
    ],
    [
      'one that holds, where it should not',
      { choose: 'oil', after: open, verify: 'failed' },
      /verification: lock/,
    ],
    [
      'data that no probe finds',
      { choose: 'oil', after: { lock: { found: { state: 'ajar', bolt: 'x' } } }, verify: 'held' },
      /finds state/,
    ],
  ])('does not hold with %s', (_, fix, wanted) => {
    expect(tell(fix).join('\n')).toMatch(wanted);
  });

  it.each<[string, object, RegExp]>([
    ['a question without an answer', { look: { again: { found: jammed } } }, /`brand` is asked/],
    ['a look without an answer', { answers: { brand: 'x' } }, /`again` is looked for/],
    [
      'a look that finds what its probe cannot',
      { answers: { brand: 'x' }, look: { again: { found: { bolt: 1 } } } },
      /`again` finds/,
    ],
    [
      'an answer that its action does not take',
      { answers: { brand: 7 }, look: { again: { found: jammed } } },
      /is called with house|is asked with door/,
    ],
  ])('does not hold with %s', (_, more, wanted) => {
    const fix = { choose: 'oil', after: open, verify: 'held', ...more };
    expect(tell(fix, asking).join('\n')).toMatch(wanted);
  });
});
