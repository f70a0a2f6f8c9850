import { describe, expect, it } from 'vitest';
import { endOf } from '../../src/core/decide.ts';
import type { ProbeResult } from '../../src/core/outcome.ts';
import { found } from '../../src/core/outcome.ts';
import { writtenSecret } from '../../src/core/secret.ts';
import { flowFrom, gateText, sampleText } from './sample-flow.ts';
import { answered, blind, decide, finished, missing, runOf, started, walk } from './walking.ts';

const flow = flowFrom(sampleText);
const inputs = [answered('container', 'shop-api-1'), answered('key', '/keys/front')];
const lock = (state: string, more = {}): ProbeResult => found({ state, bolt: 'upper', ...more });
const hinges = (rust: number, squeak: boolean): ProbeResult => found({ rust, squeak, notes: [] });
const ended = (results: Record<string, ProbeResult>) => walk(flow, results, ...inputs).ended;

const taken = (step: string, result: ProbeResult) => {
  const run = runOf(...started('door'), ...inputs, finished(step, result));
  return decide(flow, run, step, result);
};

describe('a branch', () => {
  it('says where it goes and why', () => {
    expect(taken('lock', lock('open'))).toMatchObject({
      outcome: 'found',
      go: 'works',
      because: 'state is "open"',
    });
  });

  it("fills its row's own words with what its step has just found", () => {
    expect(taken('lock', lock('jammed')).because).toBe('the bolt is upper');
  });

  it('never fills words that quote the target', () => {
    const quoting = flowFrom(
      sampleText
        .replace("        because: 'the bolt is {{lock.bolt}}'\n", '')
        .replace('- when: {state: jammed}', '- when: {bolt: {contains: left}}'),
    );
    const result = lock('jammed', { bolt: 'left of {{lock.state}}' });
    const run = runOf(...started('door'), ...inputs, finished('lock', result));
    const { because } = decide(quoting, run, 'lock', result);
    expect(because).toBe('bolt contains "left"');
    const open = lock('open', { bolt: '{{lock.state}}' });
    const other = { ...flow, steps: { ...flow.steps } };
    const step = flow.steps['lock'];
    if (step)
      other.steps['lock'] = {
        ...step,
        found: [{ when: { bolt: 'x' }, go: 'works' }, { go: 'works' }],
      };
    expect(decide(other, run, 'lock', open).because).toBe('bolt is "{{lock.state}}"');
  });

  it('refutes the rows that are false on this result, and the outcomes that did not happen', () => {
    expect(taken('lock', lock('open')).refuted).toEqual([
      { edge: 'found.0', go: 'jammed', because: 'state is "open"' },
      { edge: 'found.2', go: 'hinges', because: 'state is "open"' },
      { edge: 'not-found', go: 'no-door', because: 'state is "open"' },
      { edge: 'permission', go: 'hinges', because: 'state is "open"' },
    ]);
  });

  it('does not refute a later row that holds as well, nor an otherwise', () => {
    const { go, refuted } = taken('hinges', hinges(9, true));
    expect(go).toBe('rusty');
    expect(refuted).toEqual([]);
  });

  it('refutes everything found once nothing was found', () => {
    const { go, because, refuted } = taken('lock', missing('no such house'));
    expect([go, because]).toEqual(['no-door', 'no such house']);
    expect(refuted.map(({ edge }) => edge)).toEqual([
      'found.0',
      'found.1',
      'found.2',
      'permission',
    ]);
  });

  it('refutes nothing where it could not see', () => {
    expect(taken('lock', blind('permission'))).toMatchObject({ go: 'hinges', refuted: [] });
    expect(taken('lock', blind('timeout'))).toMatchObject({ go: 'inconclusive', refuted: [] });
  });
});

describe('an end', () => {
  it('is confirmed where every step was seen', () => {
    expect(ended({ lock: lock('jammed') })).toEqual({
      reason: 'diagnosed',
      diagnosis: 'jammed',
      confidence: 'confirmed',
    });
  });

  it('is no surer than the weakest row on its path', () => {
    expect(ended({ lock: lock('shut'), hinges: hinges(9, false) })?.confidence).toBe('likely');
  });

  it('is at most likely after a step that could not see', () => {
    const plain = flowFrom(sampleText.replace('        despite: [lock]\n', ''));
    const run = walk(plain, { lock: blind(), hinges: hinges(0, true) }, ...inputs);
    expect(run.ended).toMatchObject({ diagnosis: 'rusty', confidence: 'likely' });
  });

  it('is confirmed despite a blind step that its row makes unnecessary', () => {
    expect(ended({ lock: blind(), hinges: hinges(0, true) })).toMatchObject({
      diagnosis: 'rusty',
      confidence: 'confirmed',
    });
  });

  it('is healthy only where nothing was hidden', () => {
    expect(ended({ lock: lock('open') })).toEqual({
      reason: 'healthy',
      diagnosis: 'works',
      confidence: null,
    });
    const blindly = flowFrom(
      sampleText.replace('        go: rusty\n        despite: [lock]', '        go: works'),
    );
    const run = walk(blindly, { lock: blind(), hinges: hinges(0, true) }, ...inputs);
    expect(run.ended).toMatchObject({ reason: 'inconclusive', diagnosis: null });
  });

  it('is inconclusive where a blind step leads nowhere else', () => {
    expect(ended({ lock: blind('unreachable') })).toMatchObject({
      reason: 'inconclusive',
      diagnosis: null,
      confidence: null,
    });
  });

  it('is no surer than the subject it is about', () => {
    const run = walk(flow, { lock: lock('jammed') }, ...inputs);
    const subject = { label: 'x', because: 'y', confidence: 'possible', fields: {} } as const;
    expect(endOf(flow, { ...run, subject }, 'jammed').confidence).toBe('possible');
  });

  it('is no surer than a flow that ran inside it', () => {
    const outer = flowFrom(
      gateText
        .replace("probe: door.hinges\n    with: {house: '{{container}}'}", 'flow: door')
        .replace('{squeak: true}', '{verdict: problem}')
        .replace('{squeak: false}', '{verdict: [healthy, not-applicable]}'),
      'gate',
    );
    const inner = found({ verdict: 'problem', diagnosis: 'rusty', confidence: 'possible' });
    const run = walk(outer, { look: inner }, answered('container', 'c'));
    expect(run.ended).toMatchObject({ diagnosis: 'shut', confidence: 'possible' });
  });
});

describe('a comparison of secrets', () => {
  it('is one of values: what is known of their shape may differ', () => {
    const compared = flowFrom(
      sampleText
        .replace('{squeak: true}', "{squeak: '{{lock.code}}'}")
        .replace('despite: [lock]', 'confidence: possible'),
    );
    const once = writtenSecret('p1');
    const again = { ...once, shape: { ...once.shape, equalsAName: true as const } };
    const run = walk(
      compared,
      { lock: lock('shut', { code: once }), hinges: found({ rust: 0, squeak: again, notes: [] }) },
      ...inputs,
    );
    expect(run.ended?.diagnosis).toBe('rusty');
  });
});
