import type { SubjectKind } from './flow.ts';
import { pattern } from './pattern.ts';
import { patternFault } from './pattern-fault.ts';
import type { Fault, Survey } from './survey.ts';
import { references } from './template.ts';

/** Is each input used, and does none wait for a later one? */
export const lintInputs = (survey: Survey): readonly Fault[] => [
  ...unused(survey),
  ...waiting(survey),
  ...idleDefaults(survey),
];

/** What a subject of each kind fills, besides what its text captured. */
const filledBy: Record<SubjectKind, readonly string[]> = {
  container: ['container'],
  service: ['container', 'service', 'project', 'compose-file'],
  project: ['project', 'compose-file'],
  file: ['file', 'container'],
  target: [],
};

const unused = ({ flow }: Survey): readonly Fault[] => {
  const { inputs: _, signatures, subjects, ...rest } = flow;
  const used = new Set([
    ...references(rest).map(({ head }) => head),
    ...references(Object.values(flow.inputs)).map(({ head }) => head),
    ...signatures.flatMap((signature) =>
      'matches' in signature ? groupsOf(signature.matches) : [],
    ),
    ...filledBy[subjects.each],
  ]);
  return Object.keys(flow.inputs)
    .filter((id) => !used.has(id))
    .map((id) => ({
      rule: 'unused-input',
      path: ['inputs', id],
      message: `inputs.${id}: no step, subject or signature uses it`,
      cure: 'Take it out, or use it.',
    }));
};

/** Inputs that an expression which compiles fills: RE2 allows no dash in a group's name. */
export const groupsOf = (source: string): readonly string[] =>
  patternFault([], source).length > 0
    ? []
    : pattern(source).groupNames.map((name) => name.replaceAll('_', '-'));

/** An optional input is never asked for, so its default is never taken. */
const idleDefaults = ({ flow }: Survey): readonly Fault[] =>
  Object.entries(flow.inputs).flatMap(([id, input]) => {
    if (!input.optional || input.default === undefined) return [];
    const path = ['inputs', id, 'default'];
    const message = `inputs.${id}: an optional input never takes its default`;
    return [{ rule: 'idle-default', path, message, cure: 'Leave out `optional:` or `default:`.' }];
  });

/** Detection may refer to earlier inputs only: two that wait for each other never start. */
const waiting = ({ flow }: Survey): readonly Fault[] => {
  const order = Object.keys(flow.inputs);
  return Object.entries(flow.inputs).flatMap(([id, { detect, ask }], index) =>
    references([detect?.with, ask]).flatMap(({ head }) => {
      if (!order.slice(index).includes(head)) return [];
      return [
        {
          rule: 'later-input',
          path: ['inputs', id],
          message: `inputs.${id}: it refers to \`${head}\`, which is not known before it`,
          cure: `Write \`${head}\` above \`${id}\`.`,
        },
      ];
    }),
  );
};
