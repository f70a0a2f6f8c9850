import type { z } from 'zod';
import { fieldsOf, lookUp, opened, typeOf, type Kind } from './data-type.ts';
import type { Input, Step } from './flow.ts';
import { meant } from './nearest-word.ts';
import { place, type Fault, type Survey } from './survey.ts';
import { references, type Reference } from './template.ts';

/** Does each step name a probe or a flow that exists, and hand it what it takes? */
export const lintArguments = (survey: Survey): readonly Fault[] => [
  ...Object.entries(survey.flow.steps).flatMap(([id, step]) =>
    callFaults(survey, ['steps', id], step),
  ),
  ...Object.entries(survey.flow.inputs).flatMap(([id, { detect }]) =>
    detect ? detectFaults(survey, ['inputs', id, 'detect'], detect) : [],
  ),
];

type Path = readonly (string | number)[];

const callFaults = (survey: Survey, path: Path, step: Step): readonly Fault[] => {
  if ((step.probe === undefined) === (step.flow === undefined)) {
    const says =
      step.probe === undefined ? 'neither a probe nor a flow' : 'both a probe and a flow';
    const message = `${place(path)}: it names ${says}`;
    return [{ rule: 'unknown-probe', path, message, cure: 'Name one: `probe:` or `flow:`.' }];
  }
  return step.flow === undefined
    ? probeFaults(survey, path, step.probe ?? '', step.with)
    : flowFaults(survey, path, step.flow, step.with);
};

/** Does the named probe exist, and is it handed what it takes? */
export const probeFaults = (
  survey: Survey,
  path: Path,
  name: string,
  given: Step['with'],
): readonly Fault[] => {
  const probe = survey.probes.find((known) => known.name === name);
  const at = [...path, 'probe'];
  if (!probe) {
    const message = `${place(at)}: there is no probe \`${name}\``;
    const cure = meant(
      name,
      survey.probes.map((known) => known.name),
    );
    return [{ rule: 'unknown-probe', path: at, message, cure }];
  }
  const faults: Fault[] = [];
  if (survey.shipped && name === 'command') {
    faults.push({
      rule: 'command-in-shipped-flow',
      path: at,
      message: `${place(at)}: a flow that comes with the program runs a command of its own`,
      cure: 'Use or write a probe that asks for this one thing.',
    });
  }
  return [...faults, ...argumentFaults(survey, [...path, 'with'], probe.args, given)];
};

const flowFaults = (
  survey: Survey,
  path: Path,
  name: string,
  given: Step['with'],
): readonly Fault[] => {
  const flow = survey.flows.find(({ id }) => id === name);
  const at = [...path, 'flow'];
  if (!flow) {
    const message = `${place(at)}: there is no flow \`${name}\``;
    const cure = meant(
      name,
      survey.flows.map(({ id }) => id),
    );
    return [{ rule: 'unknown-flow', path: at, message, cure }];
  }
  return Object.keys(given)
    .filter((input) => !Object.hasOwn(flow.inputs, input))
    .map((input) => ({
      rule: 'unknown-argument',
      path: [...path, 'with', input],
      on: 'key',
      message: `${place([...path, 'with', input])}: the flow \`${name}\` has no such input`,
      cure: meant(input, Object.keys(flow.inputs)),
    }));
};

const detectFaults = (
  survey: Survey,
  path: Path,
  detect: NonNullable<Input['detect']>,
): readonly Fault[] => {
  const faults = probeFaults(survey, path, detect.probe, detect.with);
  const probe = survey.probes.find(({ name }) => name === detect.probe);
  if (!probe || typeof probe.data === 'function') return faults;
  if (lookUp(probe.data, ['candidates']).known) return faults;
  const message = `${place(path)}: \`${detect.probe}\` finds no candidates`;
  const cure = 'Name a probe whose data holds `candidates`.';
  return [...faults, { rule: 'detects-nothing', path: [...path, 'probe'], message, cure }];
};

/** Names, presence and types of arguments, into nested ones as far as the schema knows them. */
export const argumentFaults = (
  survey: Survey,
  path: Path,
  schema: z.core.$ZodType,
  given: unknown,
): readonly Fault[] => {
  const [only, ...more] = references(given);
  if (!only) return literalFaults(path, schema, given);
  if (typeof given === 'string') {
    const alone = more.length === 0 && /^\{\{[^{}]*\}\}$/.test(given.trim());
    const kinds = alone ? kindsOf(survey, only) : (['string'] as const);
    const mayBeAbsent = only.optional && alone && !survey.isFix;
    return kinds ? kindFaults(path, schema, kinds, mayBeAbsent) : [];
  }
  const { schemas } = opened(schema, 'given');
  if (Array.isArray(given)) {
    return given.flatMap((item: unknown, index) => {
      const inner = lookIn(schema, String(index));
      return inner ? argumentFaults(survey, [...path, index], inner, item) : [];
    });
  }
  const entries = Object.entries(given as Readonly<Record<string, unknown>>);
  const faults = entries.flatMap(([name, item]) => {
    const inner = lookIn(schema, name);
    if (inner) return argumentFaults(survey, [...path, name], inner, item);
    return [unknownArgument([...path, name], name, fieldsOf(schemas))];
  });
  return [
    ...faults,
    ...missing(
      path,
      schema,
      entries.map(([name]) => name),
    ),
  ];
};

const lookIn = (schema: z.core.$ZodType, name: string): z.core.$ZodType | undefined => {
  for (const outer of opened(schema, 'given').schemas) {
    const { def } = (outer as z.core.$ZodTypes)._zod;
    if (def.type === 'object' && Object.hasOwn(def.shape, name)) return def.shape[name];
    if (def.type === 'record') return def.valueType;
    if (def.type === 'array') return def.element;
    if (def.type === 'unknown' || def.type === 'any') return outer;
  }
  return undefined;
};

const unknownArgument = (path: Path, name: string, fields: readonly string[]): Fault => ({
  rule: 'unknown-argument',
  path,
  on: 'key',
  message: `${place(path)}: it takes no argument \`${name}\``,
  cure: meant(name, fields),
});

const missing = (path: Path, schema: z.core.$ZodType, names: readonly string[]): readonly Fault[] =>
  fieldsOf(opened(schema, 'given').schemas)
    .filter((name) => {
      const looked = lookUp(schema, [name], 'given');
      return !names.includes(name) && looked.known && !looked.type.optional;
    })
    .map((name) => ({
      rule: 'missing-argument',
      path,
      message: `${place(path)}: the argument \`${name}\` is not given`,
      cure: `Add \`${name}:\` under \`with:\`.`,
    }));

/** What is written out is judged by the schema itself; its words say what it wants. */
const literalFaults = (path: Path, schema: z.core.$ZodType, given: unknown): readonly Fault[] => {
  const { schemas } = opened(schema, 'given');
  const strays = isPlainObject(given)
    ? Object.keys(given).filter((name) => !lookIn(schema, name))
    : [];
  const faults = strays.map((name) => unknownArgument([...path, name], name, fieldsOf(schemas)));
  const gaps = isPlainObject(given) ? missing(path, schema, Object.keys(given)) : [];
  const parsed = (schema as z.ZodType).safeParse(given);
  if (parsed.success || faults.length + gaps.length > 0) return [...faults, ...gaps];
  return parsed.error.issues.map((issue) => {
    const at = [...path, ...issue.path.map((key) => (typeof key === 'symbol' ? '' : key))];
    const message = `${place(at)}: ${issue.message}`;
    return {
      rule: 'wrong-argument',
      path: at,
      message,
      cure: 'Give a value that it takes.',
    };
  });
};

const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const kindFaults = (
  path: Path,
  schema: z.core.$ZodType,
  given: readonly Kind[],
  mayBeAbsent: boolean,
): readonly Fault[] => {
  const { kinds, optional } = typeOf(opened(schema, 'given'));
  if (mayBeAbsent && !optional) {
    const message = `${place(path)}: an optional reference may leave out an argument that must be given`;
    const cure = 'Refer to a value that is always known, without `?`.';
    return [{ rule: 'missing-argument', path, message, cure }];
  }
  const fits =
    kinds.has('anything') || given.some((kind) => kind === 'anything' || kinds.has(kind));
  if (fits) return [];
  const message = `${place(path)}: it takes a ${[...kinds].join(' or a ')}, and is given a ${given.join(' or a ')}`;
  return [{ rule: 'wrong-argument', path, message, cure: 'Refer to a value of that kind.' }];
};

/** What a reference may bring; undefined where the reference is a fault of its own. */
const kindsOf = (survey: Survey, { head, path }: Reference): readonly Kind[] | undefined => {
  const input = survey.flow.inputs[head];
  if (input) {
    if (path.length > 0) return undefined;
    if (input.kind === 'secret') return ['secret'];
    return input.kind === 'number' ? ['number'] : ['string'];
  }
  const data = survey.data.get(head);
  const looked = data && lookUp(data, path);
  return looked?.known ? [...looked.type.kinds] : undefined;
};
