import { describe, expect, it } from 'vitest';
import { found, type ProbeResult } from '../../src/core/outcome.ts';
import { ruledOut } from '../../src/core/rule-out.ts';
import { flowFrom, sampleText } from './sample-flow.ts';
import { answered, blind, missing, walk } from './walking.ts';

const flow = flowFrom(sampleText);
const out = (results: Record<string, ProbeResult>) => {
  const run = walk(flow, results, answered('container', 'c'), answered('key', 'k'));
  return ruledOut(flow, run.path, run.ended?.diagnosis ?? null);
};
const lock = (state: string): ProbeResult => found({ state, bolt: 'upper' });

describe('a diagnosis is ruled out', () => {
  it('at the step after which no way leads to it, in the words of that step', () => {
    expect(out({ lock: lock('open') })).toEqual([
      { diagnosis: 'jammed', step: 'lock', because: 'state is "open"' },
      { diagnosis: 'rusty', step: 'lock', because: 'state is "open"' },
      { diagnosis: 'no-door', step: 'lock', because: 'state is "open"' },
    ]);
  });

  it('by the words of whoever found nothing', () => {
    const because = out({ lock: missing('no such house') }).map((each) => each.because);
    expect(new Set(because)).toEqual(new Set(['no such house']));
  });

  it('never by the absence of what was to be looked at', () => {
    const nothing = sampleText.replace(
      '    title: There is no door\n',
      '    title: There is no door\n    verdict: not-applicable\n',
    );
    const open = sampleText.replace('not-found: no-door', 'not-found: inconclusive');
    for (const text of [nothing, open]) {
      expect(text).not.toBe(sampleText);
      const other = flowFrom(text);
      const run = walk(
        other,
        { lock: missing('no such house') },
        answered('container', 'c'),
        answered('key', 'k'),
      );
      const known = ruledOut(other, run.path, null).map(({ diagnosis }) => diagnosis);
      // Nothing leads there any more, whatever is seen.
      expect(known.filter((diagnosis) => diagnosis !== 'no-door')).toEqual([]);
    }
  });

  it('never by a step that could not see', () => {
    expect(out({ lock: blind('timeout') })).toEqual([]);
  });

  it('never by a row that stands below the one that was taken and holds too', () => {
    const hinges = found({ rust: 9, squeak: true, notes: [] });
    const diagnoses = out({ lock: lock('shut'), hinges }).map(({ diagnosis }) => diagnosis);
    expect(diagnoses).toEqual(['jammed', 'no-door', 'works']);
  });

  it('after a blind step only by what was seen later', () => {
    const hinges = found({ rust: 0, squeak: false, notes: [] });
    expect(out({ lock: blind(), hinges })).toEqual([
      { diagnosis: 'rusty', step: 'hinges', because: 'rust is 0, not above 3' },
    ]);
  });
});
