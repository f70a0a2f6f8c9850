import { describe, expect, it } from 'vitest';
import { found } from '../../src/core/outcome.ts';
import { reduce } from '../../src/core/reduce.ts';
import { emptyState } from '../../src/core/session.ts';
import { answered, event, finished, runOf, started } from './walking.ts';

const start = started('door');
const went = (step: string, go: string) =>
  event({ type: 'branch.taken', step, outcome: 'found', because: '', go, refuted: [] });
const fact = (step: string, value = 1) => finished(step, found({ value }));
const end = event({ type: 'run.ended', reason: 'healthy', diagnosis: 'x', confidence: null });

describe('the fold', () => {
  it('drops facts and paths of a target when an epoch starts, and keeps them as before', () => {
    const epoch = event({
      type: 'epoch.started',
      run: '',
      target: 't',
      epoch: 1,
      because: 'operator',
    });
    const run = runOf(...start, fact('a'), went('a', 'b'), end, epoch);
    expect(run).toMatchObject({ epoch: 1, facts: {}, path: [], flying: {} });
    expect(run.ended).toBeUndefined();
    expect(Object.keys(run.before ?? {})).toEqual(['a']);
  });

  it('never lets an answer of an older epoch in', () => {
    const epoch = event({
      type: 'epoch.started',
      run: '',
      target: 't',
      epoch: 1,
      because: 'operator',
    });
    expect(runOf(...start, epoch, fact('a')).facts).toEqual({});
    expect(Object.keys(runOf(...start, epoch, finished('a', found({}), 1)).facts)).toEqual(['a']);
  });

  it('starts a run anew when the operator changes an input that something rests on', () => {
    const before = [...start, answered('container', 'one'), fact('a'), went('a', 'b')];
    const changed = runOf(...before, answered('container', 'two', 'operator'));
    expect(changed).toMatchObject({ facts: {}, path: [] });
    expect(changed.inputs['container']?.value).toBe('two');
    expect(runOf(...before, answered('key', 'k', 'detected')).path).toHaveLength(1);
  });

  it('forgets, when a step is asked again, everything that came after it', () => {
    const walked = [
      fact('a'),
      went('a', 'b'),
      fact('b'),
      went('b', 'c'),
      fact('c'),
      went('c', 'd'),
    ];
    const retried = event({ type: 'step.retried', step: 'b' });
    const run = runOf(...start, ...walked, fact('ahead'), end, retried);
    expect(Object.keys(run.facts)).toEqual(['a']);
    expect(run.path.map(({ step }) => step)).toEqual(['a']);
    expect(run.ended).toBeUndefined();
  });

  it('keeps its path when the step asked again is the one it stands at', () => {
    const retried = event({ type: 'step.retried', step: 'b' });
    const run = runOf(...start, fact('a'), went('a', 'b'), fact('b'), retried);
    expect(Object.keys(run.facts)).toEqual(['a']);
    expect(run.path).toHaveLength(1);
  });

  it('fills inputs from the subject', () => {
    const subject = { label: 'x', because: 'y', confidence: 'likely', fields: { container: 'c' } };
    const events = [
      ...start,
      event({ type: 'run.started', target: 't', flow: 'door', flowHash: 'h', subject }),
    ];
    expect(runOf(...events).inputs).toEqual({ container: { value: 'c', by: 'subject' } });
  });

  it('counts round trips by the last one', () => {
    const exchange = (trip: number) =>
      event({
        type: 'exchanged',
        target: 't',
        key: `k${trip}`,
        trip,
        request: { kind: 'clock' },
        reply: { ok: true },
        ms: 1,
      });
    const state = [...start, exchange(2), exchange(1)].reduce(reduce, emptyState);
    expect(state.roundTrips).toBe(2);
    expect(Object.keys(state.exchanges)).toEqual(['k2', 'k1']);
  });

  it('ignores what is about a run or a target that it has never heard of', () => {
    const strangers = [
      { ...fact('a'), run: 'nobody' },
      { ...went('a', 'b'), run: 'nobody' },
      event({ type: 'target.lost', run: '', target: 'nowhere', detail: 'x' }),
    ];
    const before = start.reduce(reduce, emptyState);
    expect(strangers.reduce(reduce, before)).toEqual(before);
  });
});
