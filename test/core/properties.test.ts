import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { next, ready } from '../../src/core/engine.ts';
import type { Flow } from '../../src/core/flow.ts';
import { lint } from '../../src/core/lint.ts';
import { isBlind, outcomes, type ProbeResult } from '../../src/core/outcome.ts';
import { reduce } from '../../src/core/reduce.ts';
import { ruledOut } from '../../src/core/rule-out.ts';
import { emptyState, type Event, type Run } from '../../src/core/session.ts';
import { flow, oracle, result } from './random-flow.ts';
import { event, finished, runOf, started } from './walking.ts';

const isClean = (made: Flow): boolean => lint(made, [oracle], [made]).length === 0;
const clean = flow.filter(isClean);
const answers = fc.array(result, { minLength: 8, maxLength: 8 });

const stepNumber = (step: string): number => Number(step.replace('step-', ''));
const answerTo = (given: readonly ProbeResult[], step: string): ProbeResult => {
  const answer = given[stepNumber(step)];
  if (!answer) throw new Error(`no answer to ${step}`);
  return answer;
};

/** Walks to the end; `early` names steps that are answered before they are come to. */
const walked = (
  made: Flow,
  given: readonly ProbeResult[],
  early: (run: Run) => readonly string[],
): Run => {
  const events: Event[] = [...started(made.id)];
  for (let turns = 0; turns < 40; turns++) {
    const run = runOf(...events);
    const effect = next(made, run);
    if (effect.do === 'stop') return run;
    if (effect.do === 'branch') events.push(event({ type: 'branch.taken', ...effect.branch }));
    else if (effect.do === 'end') events.push(event({ type: 'run.ended', ...effect.ended }));
    else if (effect.do === 'probe') {
      const { step } = effect.asked;
      for (const ahead of early(run)) events.push(finished(ahead, answerTo(given, ahead)));
      events.push(finished(step, answerTo(given, step)));
    } else throw new Error(`nothing here needs ${effect.do}`);
  }
  throw new Error('it does not end');
};

const alone = () => [];

describe('every flow that lints clean', () => {
  it('ends, whatever comes back', () => {
    fc.assert(
      fc.property(clean, answers, (made, given) => {
        expect(walked(made, given, alone).ended).toBeDefined();
      }),
      { numRuns: 150 },
    );
  });

  it('takes the same way whether or not steps are asked ahead', () => {
    fc.assert(
      fc.property(clean, answers, (made, given) => {
        const early = (run: Run) => ready(made, run, () => true).map(({ step }) => step);
        const ahead = walked(made, given, early);
        const plain = walked(made, given, alone);
        expect(ahead.path).toEqual(plain.path);
        expect(ahead.ended).toEqual(plain.ended);
      }),
      { numRuns: 150 },
    );
  });

  it('never says more than a path with a blind step can bear', () => {
    fc.assert(
      fc.property(clean, answers, (made, given) => {
        const { path, ended } = walked(made, given, alone);
        const blind = path.some(({ outcome }) => isBlind(outcome));
        if (!blind) return;
        expect(ended?.reason).not.toBe('healthy');
        expect(ended?.confidence).not.toBe('confirmed');
        // The last look of a diagnosis was one that saw.
        if (ended?.diagnosis) expect(isBlind(path.at(-1)?.outcome ?? 'stopped')).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it('never rules out the diagnosis that it comes to', () => {
    fc.assert(
      fc.property(clean, answers, (made, given) => {
        const { path, ended } = walked(made, given, alone);
        const out = ruledOut(made, path, null).map(({ diagnosis }) => diagnosis);
        const leaf = path.at(-1)?.go ?? '';
        expect(out).not.toContain(leaf);
        expect(out).not.toContain(ended?.diagnosis ?? leaf);
      }),
      { numRuns: 150 },
    );
  });
});

describe('lint', () => {
  it('never throws, and points into the flow', () => {
    fc.assert(
      fc.property(flow, (made) => {
        for (const fault of lint(made, [oracle], [made])) {
          expect(fault.message).not.toBe('');
          expect(made).toHaveProperty([String(fault.path[0])]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('lets enough flows pass for the properties above to mean something', () => {
    const made = fc.sample(flow, { numRuns: 400, seed: 7 });
    expect(made.filter(isClean).length).toBeGreaterThan(40);
  });
});

const anyEvent: fc.Arbitrary<Event> = fc
  .record({
    type: fc.constantFrom<Event['type']>(
      'session.started',
      'target.connected',
      'target.lost',
      'overview.read',
      'exchanged',
      'epoch.started',
      'run.started',
      'input.detected',
      'input.answered',
      'probe.started',
      'probe.finished',
      'step.stopped',
      'step.retried',
      'branch.taken',
      'run.ended',
      'session.ended',
    ),
    run: fc.constantFrom('', 'r', 'other', '__proto__', 'constructor'),
    target: fc.constantFrom('t', 'nowhere', '__proto__'),
    step: fc.constantFrom('a', 'b', 'constructor', '__proto__'),
    name: fc.constantFrom('container', '__proto__', 'toString'),
    key: fc.constantFrom('k', '__proto__'),
    epoch: fc.integer({ min: 0, max: 2 }),
    trip: fc.nat(3),
    outcome: fc.constantFrom(...outcomes),
    go: fc.constantFrom('b', 'inconclusive'),
    by: fc.constantFrom('operator', 'flag', 'detected'),
    result,
  })
  .map((made) =>
    event({
      because: 'x',
      detail: 'x',
      flow: 'door',
      flowHash: 'h',
      command: 'run',
      id: 's',
      version: 1,
      targets: [{ id: 't', label: 'here', kind: 'local' }],
      overview: { containers: [], projects: [], texts: [], unknown: [], blind: [] },
      request: { kind: 'clock' },
      reply: { ok: true },
      candidates: [],
      value: 'v',
      ahead: false,
      probe: 'p',
      args: {},
      used: [],
      ms: 1,
      refuted: [],
      reason: 'healthy',
      diagnosis: null,
      confidence: null,
      roundTrips: 1,
      ...made,
    }),
  );

describe('the fold', () => {
  it('is total on any order of events', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const state = events.reduce(reduce, emptyState);
        for (const run of Object.values(state.runs)) {
          expect(Array.isArray(run.path)).toBe(true);
          expect(typeof run.facts).toBe('object');
        }
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
        expect(Object.getPrototypeOf(state.runs)).toBe(Object.prototype);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same state when a log is read in two parts', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), fc.nat(30), (events, cut) => {
        const whole = events.reduce(reduce, emptyState);
        const first = events.slice(0, cut).reduce(reduce, emptyState);
        const copied = structuredClone(first);
        expect(events.slice(cut).reduce(reduce, copied)).toEqual(whole);
      }),
    );
  });
});
