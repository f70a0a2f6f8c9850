import type { z } from 'zod';
import type { AnyAction } from './action.ts';
import type { Fix, Flow, Step } from './flow.ts';
import { flowData } from './flow-data.ts';
import { knownAt, type Known } from './known.ts';
import { dataSchema, type AnyProbe } from './probe.ts';
import { references } from './template.ts';

/** A fault in a flow: which promise is broken, where, and how it is mended. */
export type Fault = {
  readonly rule: string;
  /** From the top of the file: `['steps', 'login', 'found', 0, 'go']`; a nearby node stands in. */
  readonly path: readonly (string | number)[];
  /** The key is at fault, not its value. */
  readonly on?: 'key';
  /** What is wrong, beginning with the place: `steps.login: nothing handles not-found`. */
  readonly message: string;
  readonly cure: string;
};

/** What lint knows of a flow before it judges: everything that several rules need. */
export type Survey = {
  readonly flow: Flow;
  readonly probes: readonly AnyProbe[];
  readonly flows: readonly Flow[];
  /** What fixes may call. */
  readonly actions: readonly AnyAction[];
  /** Comes with the program: held to rules that an operator's own flows are free of. */
  readonly shipped: boolean;
  /** The schema of what a step finds; none where its probe or flow is not known. */
  readonly data: ReadonlyMap<string, z.ZodObject>;
  /** The arguments of a fix: one that is absent then leaves the fix to be done by hand. */
  readonly isFix?: true;
  /** None where the tree has a cycle. */
  readonly known: ReadonlyMap<string, Known> | undefined;
};

export const survey = (
  flow: Flow,
  probes: readonly AnyProbe[],
  flows: readonly Flow[],
  { shipped, actions }: Pick<Survey, 'shipped' | 'actions'>,
): Survey => {
  const data = Object.entries(flow.steps).flatMap(([id, step]) => {
    const schema = dataOf(step, probes, flows);
    return schema ? [[id, schema] as const] : [];
  });
  return { flow, probes, flows, actions, shipped, data: new Map(data), known: knownAt(flow) };
};

/** What may be referred to inside a fix: what it asks a person, and what it looks for, stand as inputs and steps. */
export const inFix = (survey: Survey, { ask = {}, look = {} }: Fix): Survey => {
  const { flow, probes, flows } = survey;
  const data = Object.entries(look).flatMap(([id, called]) => {
    const schema = dataOf(called, probes, flows);
    return schema ? [[id, schema] as const] : [];
  });
  const steps = Object.entries(look).map(([id, called]): readonly [string, Step] => [
    id,
    { title: id, ...called, found: [] },
  ]);
  return {
    ...survey,
    flow: {
      ...flow,
      inputs: { ...flow.inputs, ...ask },
      steps: { ...flow.steps, ...Object.fromEntries(steps) },
    },
    data: new Map([...survey.data, ...data]),
  };
};

/** What a step or a detection calls, and with which arguments. */
export type Called = {
  readonly probe?: string | undefined;
  readonly flow?: string | undefined;
  readonly with: Readonly<Record<string, unknown>>;
};

/** The schema of what a step finds; undefined where its probe, its flow or an argument is unknown. */
export const dataOf = (
  step: Called,
  probes: readonly AnyProbe[],
  flows: readonly Flow[],
): z.ZodObject | undefined => {
  if (step.flow !== undefined) {
    const flow = flows.find(({ id }) => id === step.flow);
    return flow && flowData(flow);
  }
  const probe = probes.find(({ name }) => name === step.probe);
  if (!probe) return undefined;
  // A schema that depends on arguments can count on those that are written out, once they fit.
  const literal = Object.fromEntries(
    Object.entries(step.with).filter(([, value]) => references(value).length === 0),
  );
  const shape: Readonly<Record<string, z.ZodType>> = probe.args.shape;
  const fits = Object.entries(literal).every(
    ([name, value]) => shape[name]?.safeParse(value).success ?? false,
  );
  if (typeof probe.data === 'function' && !fits) return undefined;
  return dataSchema(probe, step.with);
};

/** `steps.login.found[1]`: a place in words. */
export const place = (path: readonly (string | number)[]): string =>
  path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : index ? `.${key}` : key))
    .join('');
