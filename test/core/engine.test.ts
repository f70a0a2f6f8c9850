import { describe, expect, it } from 'vitest';
import { next, ready } from '../../src/core/engine.ts';
import { found } from '../../src/core/outcome.ts';
import { flowFrom, sampleText } from './sample-flow.ts';
import { answered, blind, event, finished, runOf, started } from './walking.ts';

const flow = flowFrom(sampleText);
const start = started('door');
const container = answered('container', 'shop-api-1');
const key = answered('key', '/keys/front');
const branch = event({
  type: 'branch.taken',
  step: 'lock',
  outcome: 'found',
  because: '',
  go: 'hinges',
  refuted: [],
});
const shut = finished('lock', found({ state: 'shut', bolt: 'upper' }));
const always = () => true;

describe('next', () => {
  it('asks for an input that the step needs and nothing can find', () => {
    expect(next(flow, runOf(...start))).toEqual({ do: 'ask', input: 'container' });
  });

  it('does without an optional input', () => {
    expect(next(flow, runOf(...start, container))).toEqual({
      do: 'probe',
      asked: { step: 'lock', probe: 'door.lock', args: { house: 'shop-api-1' } },
    });
  });

  it('detects before it asks, with the inputs known by then', () => {
    expect(next(flow, runOf(...start, container, shut, branch))).toEqual({
      do: 'detect',
      input: 'key',
      probe: 'door.keys',
      args: { house: 'shop-api-1' },
    });
  });

  const detected = (...values: readonly [string, 'sure' | 'maybe'][]) =>
    event({
      type: 'input.detected',
      name: 'key',
      candidates: values.map(([value, strength]) => ({ value, because: 'x', strength })),
    });

  it('takes one candidate, and one that is sure among many', () => {
    const before = [...start, container, shut, branch];
    const answer = { do: 'answer', input: 'key', by: 'detected' };
    expect(next(flow, runOf(...before, detected(['a', 'maybe'])))).toEqual({
      ...answer,
      value: 'a',
    });
    expect(next(flow, runOf(...before, detected(['a', 'maybe'], ['b', 'sure'])))).toEqual({
      ...answer,
      value: 'b',
    });
  });

  it('asks where two candidates fit equally, never takes the first', () => {
    const before = [...start, container, shut, branch];
    const ask = { do: 'ask', input: 'key' };
    expect(next(flow, runOf(...before, detected(['a', 'maybe'], ['b', 'maybe'])))).toEqual(ask);
    expect(next(flow, runOf(...before, detected(['a', 'sure'], ['b', 'sure'])))).toEqual(ask);
    expect(next(flow, runOf(...before, detected()))).toEqual(ask);
  });

  it('waits for a step that is in flight', () => {
    const flying = event({ type: 'probe.started', step: 'lock', epoch: 0, ahead: false });
    expect(next(flow, runOf(...start, container, flying))).toEqual({ do: 'wait', step: 'lock' });
  });

  it('does not look at a fact of a step that it has not come to', () => {
    const ahead = finished('hinges', found({ rust: 9, squeak: true, notes: [] }));
    expect(next(flow, runOf(...start, container, key, ahead))).toMatchObject({
      do: 'probe',
      asked: { step: 'lock' },
    });
  });

  it('leaves an argument out whose step could not see', () => {
    const seenNothing = finished('lock', blind());
    const blindly = event({
      type: 'branch.taken',
      step: 'lock',
      outcome: 'permission',
      because: '',
      go: 'hinges',
      refuted: [],
    });
    expect(next(flow, runOf(...start, container, key, seenNothing, blindly))).toEqual({
      do: 'probe',
      asked: {
        step: 'hinges',
        probe: 'door.hinges',
        args: { house: 'shop-api-1', key: '/keys/front' },
      },
    });
  });

  it('stops once the run has ended', () => {
    const end = event({ type: 'run.ended', reason: 'left', diagnosis: null, confidence: null });
    expect(next(flow, runOf(...start, end))).toEqual({ do: 'stop' });
  });
});

describe('ready', () => {
  it('names no step whose arguments a step before it may still give', () => {
    expect(ready(flow, runOf(...start, container, key), always)).toEqual([]);
  });

  it('names a step that needs nothing of the ones before it', () => {
    const free = flowFrom(sampleText.replace(", secret: '{{lock.code?}}'}", '}'));
    const run = runOf(...start, container, key);
    expect(ready(free, run, always).map(({ step }) => step)).toEqual(['hinges']);
    expect(ready(free, run, () => false)).toEqual([]);
    expect(ready(free, runOf(...start, container), always)).toEqual([]);
  });

  it('names no step that is in flight or has been asked', () => {
    const free = flowFrom(sampleText.replace(", secret: '{{lock.code?}}'}", '}'));
    const before = [...start, container, key];
    const flying = event({ type: 'probe.started', step: 'hinges', epoch: 0, ahead: true });
    const asked = finished('hinges', blind());
    expect(ready(free, runOf(...before, flying), always)).toEqual([]);
    expect(ready(free, runOf(...before, asked), always)).toEqual([]);
  });
});
