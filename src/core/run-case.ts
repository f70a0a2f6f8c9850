import { answersTo, resultOf, type Case, type CaseFault } from './case.ts';
import { expanded, misfits } from './case-data.ts';
import { next, type Asked } from './engine.ts';
import type { Flow } from './flow.ts';
import type { ProbeResult } from './outcome.ts';
import type { AnyProbe } from './probe.ts';
import { reduce } from './reduce.ts';
import { writtenSecret } from './secret.ts';
import { emptyState, type Event, type Run } from './session.ts';
import { dataOf } from './survey.ts';

/** What became of a case: the way it took, and everything that is not as it says. */
export type CaseRun = {
  readonly run: Run;
  /** None: the case can be told. */
  readonly faults: readonly CaseFault[];
  readonly events: readonly Event[];
};

type Told = {
  readonly flow: Flow;
  readonly told: Case;
  readonly probes: readonly AnyProbe[];
  readonly flows: readonly Flow[];
};

const runId = 'case';
const target = 'case';
const at = '2026-01-01T00:00:00.000Z';

/** Tells a flow its case. Every answer must be asked for, and every question answered. */
export const runCase = (
  flow: Flow,
  told: Case,
  probes: readonly AnyProbe[],
  flows: readonly Flow[],
): CaseRun => {
  const world: Told = { flow, told, probes, flows };
  const events: Event[] = opening(world);
  let state = events.reduce(reduce, emptyState);
  const asked = new Map<string, number>();
  const faults: CaseFault[] = [];
  for (;;) {
    const run = state.runs[runId];
    if (!run) throw new Error('runCase: the run did not start');
    const step = turn(world, run, asked);
    faults.push(...step.faults);
    if (step.events.length === 0) {
      // A case that stopped early leaves answers over; that much is said already.
      return { run, faults: faults.length > 0 ? faults : unused(told, asked), events };
    }
    for (const event of step.events) state = reduce(state, event);
    events.push(...step.events);
  }
};

const opening = ({ flow, told }: Told): Event[] => {
  const subject = told.subject && {
    label: told.name,
    because: told.about,
    confidence: told.subject.confidence,
    fields: {},
  };
  const moment = { at, run: runId };
  return [
    {
      at,
      run: '',
      type: 'session.started',
      version: 1,
      id: 'case',
      command: 'case',
      targets: [{ id: target, label: target, kind: 'local' }],
    },
    {
      ...moment,
      type: 'run.started',
      target,
      flow: flow.id,
      flowHash: flow.hash,
      ...(subject && { subject }),
    },
    ...Object.entries(told.inputs).map(([name, value]): Event => {
      const secret = flow.inputs[name]?.kind === 'secret' && typeof value === 'string';
      const given = secret ? writtenSecret(value) : value;
      return { ...moment, type: 'input.answered', name, value: given, by: 'operator' };
    }),
  ];
};

type Turn = { readonly events: readonly Event[]; readonly faults: readonly CaseFault[] };

const stopped = (...faults: readonly CaseFault[]): Turn => ({ events: [], faults });

/** One effect of the engine, answered by the case. No events: it is over. */
const turn = (world: Told, run: Run, asked: Map<string, number>): Turn => {
  const { flow, told } = world;
  const effect = next(flow, run);
  const moment = { at, run: runId };
  switch (effect.do) {
    case 'stop':
      return stopped();
    case 'wait':
      throw new Error(`runCase: ${effect.step} is in flight, and nothing flies here`);
    case 'branch':
      return { events: [{ ...moment, type: 'branch.taken', ...effect.branch }], faults: [] };
    case 'end':
      return { events: [{ ...moment, type: 'run.ended', ...effect.ended }], faults: [] };
    case 'answer': {
      const { input: name, value, by } = effect;
      return { events: [{ ...moment, type: 'input.answered', name, value, by }], faults: [] };
    }
    case 'ask': {
      const faults =
        told.expect.open === effect.input
          ? []
          : [
              {
                at: ['inputs'],
                words: `the input \`${effect.input}\` stays open: give it under \`inputs:\``,
              },
            ];
      const open = { reason: 'inconclusive', diagnosis: null, confidence: null } as const;
      return { events: [{ ...moment, type: 'run.ended', ...open, open: effect.input }], faults };
    }
    case 'detect': {
      const { input: name, probe, args } = effect;
      const { result, faults } = answer(world, { step: `input:${name}`, probe, args }, asked);
      if (!result) return stopped(...faults);
      const candidates = result.outcome === 'found' ? candidatesIn(result.data) : [];
      const blind = result.outcome === 'found' ? {} : { blind: result.detail };
      return {
        events: [{ ...moment, type: 'input.detected', name, candidates, ...blind }],
        faults,
      };
    }
    case 'probe': {
      const { step, args, probe = `flow ${effect.asked.flow ?? ''}` } = effect.asked;
      const { result, faults } = answer(world, effect.asked, asked);
      if (!result) return stopped(...faults);
      const fact = { step, epoch: run.epoch, probe, args, result, used: [], ms: 0 };
      return { events: [{ ...moment, type: 'probe.finished', ...fact }], faults };
    }
  }
};

const candidatesIn = (data: unknown) =>
  (data as { readonly candidates: Extract<Event, { type: 'input.detected' }>['candidates'] })
    .candidates;

/** The n-th answer to a step, checked against what its probe can give and was given. */
const answer = (
  world: Told,
  { step, probe: name, args }: Asked,
  asked: Map<string, number>,
): { readonly result?: ProbeResult; readonly faults: readonly CaseFault[] } => {
  const { flow, told, probes, flows } = world;
  const nth = asked.get(step) ?? 0;
  asked.set(step, nth + 1);
  const given = answersTo(told, step)[nth];
  const fault = (words: string, ...at: readonly (string | number)[]): CaseFault => ({
    at: ['answers', step, ...at],
    words: `\`${step}\` ${words}`,
  });
  if (!given) return { faults: [fault('is asked, and the case has no answer')] };
  const result = resultOf(step, given);
  const probe = probes.find((known) => known.name === name);
  const wrong = probe?.args.safeParse(args);
  const faults = (wrong?.error?.issues ?? []).map(({ path, message }) =>
    fault(`is asked with ${path.map(String).join('.')}: ${message}`),
  );
  if (result.outcome === 'not-found' && probe && probe.missing === undefined) {
    return {
      result,
      faults: [...faults, fault(`asks \`${probe.name}\`, which never says not-found`)],
    };
  }
  if (result.outcome !== 'found') return { result, faults };
  const called = flow.steps[step] ?? { probe: name, with: args };
  const schema = dataOf(called, probes, flows);
  if (!schema) return { result, faults: [...faults, fault('asks a probe that is not known')] };
  const data = expanded(schema, result.data);
  const unfit = misfits(schema, data).map(({ path, words }) =>
    fault(`finds ${path.join('.') || 'data'}: ${words}`, 'found', ...path),
  );
  // The rows are total over data that fits, and over no other.
  if (unfit.length > 0) return { faults: [...faults, ...unfit] };
  return { result: { outcome: 'found', data }, faults };
};

const unused = (told: Case, asked: ReadonlyMap<string, number>): readonly CaseFault[] =>
  Object.keys(told.answers).flatMap((step) => {
    const given = answersTo(told, step).length;
    const used = asked.get(step) ?? 0;
    if (used >= given) return [];
    const words =
      used === 0
        ? `the answer to \`${step}\` is never asked for`
        : `\`${step}\` is asked ${used} times and has ${given} answers`;
    return [{ at: ['answers', step], words }];
  });
