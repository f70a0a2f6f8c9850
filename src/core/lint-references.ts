import { lookUp } from './data-type.ts';
import type { Fix, Step } from './flow.ts';
import { provenBy, type Known } from './known.ts';
import { meant } from './nearest-word.ts';
import { inFix, place, type Fault, type Survey } from './survey.ts';
import { references, type Reference } from './template.ts';
import { allEdges } from './walk.ts';
import { edgePath } from './lint-graph.ts';

type Path = readonly (string | number)[];

/** A value, where it stands, and what is known there. */
type Spot = {
  readonly path: Path;
  readonly value: unknown;
  readonly known: Known;
  /** In words: which places must be led to by way of a step. */
  readonly to: string;
  /** The fix whose own questions and looks may be referred to. */
  readonly fix?: Fix;
};

/** Does each `{{reference}}` have a value wherever it is used? */
export const lintReferences = (survey: Survey): readonly Fault[] =>
  spotsOf(survey).flatMap((spot) =>
    references(spot.value).flatMap((reference) =>
      referenceFaults(spot.fix ? inFix(survey, spot.fix) : survey, spot, reference),
    ),
  );

const without: Known = { passed: new Set(), found: new Set(), possible: new Set() };

const spotsOf = (survey: Survey): readonly Spot[] => {
  const { flow, known } = survey;
  // A place that cannot be come to, or a tree with a cycle, is a fault of its own.
  if (!known) return [];
  const spots: Spot[] = [
    { path: ['title'], value: flow.title, known: without, to: 'the title' },
    { path: ['about'], value: flow.about, known: without, to: 'the text' },
  ];
  for (const [id, step] of Object.entries(flow.steps)) {
    const here = known.get(id);
    if (!here) continue;
    const to = `\`${id}\``;
    spots.push({ path: ['steps', id, 'title'], value: step.title, known: here, to });
    spots.push(...deep(['steps', id, 'with'], step.with, here, to));
  }
  spots.push(...rowSpots(survey));
  for (const [id, diagnosis] of Object.entries(flow.diagnoses)) {
    const here = known.get(id);
    if (!here) continue;
    const { title, explain, prevent } = diagnosis;
    const texts = { title, explain, prevent, 'not-cures': diagnosis['not-cures'] };
    spots.push(...deep(['diagnoses', id], texts, here, `\`${id}\``));
    for (const name of diagnosis.fixes) {
      const fix = flow.fixes[name];
      if (fix) spots.push(...fixSpots(['fixes', name], fix, here, `\`${id}\``));
    }
  }
  spots.push(...inputSpots(survey));
  return spots;
};

/** One spot for each text inside a value, so that a fault points at its own line. */
const deep = (path: Path, value: unknown, known: Known, to: string): readonly Spot[] => {
  if (typeof value !== 'object' || value === null) return [{ path, value, known, to }];
  return Object.entries(value).flatMap(([key, inner]) =>
    deep([...path, Array.isArray(value) ? Number(key) : key], inner, known, to),
  );
};

/** What a fix asks and looks for is known to its calls, and to what it looks for after. */
const fixSpots = (path: Path, fix: Fix, known: Known, to: string): readonly Spot[] => {
  const { apply, look = {}, ...words } = fix;
  const ids = Object.keys(look);
  const after = (count: number): Known => {
    const seen = ids.slice(0, count);
    return {
      ...known,
      found: new Set([...known.found, ...seen]),
      possible: new Set([...known.possible, ...seen]),
    };
  };
  return [
    ...deep(path, words, known, to),
    ...ids.flatMap((id, at) => deep([...path, 'look', id], look[id], after(at), to)),
    ...deep([...path, 'apply'], apply ?? [], after(ids.length), to),
  ].map((spot) => (isOwn(spot.path) ? { ...spot, fix } : spot));
};

const isOwn = ([, , part]: Path): boolean => part === 'apply' || part === 'look';

const rowSpots = ({ flow, known }: Survey): readonly Spot[] =>
  allEdges(flow).flatMap((edge) => {
    const before = known?.get(edge.step);
    if (!before) return [];
    const path = edgePath(edge);
    const to = `\`${edge.step}\``;
    if (!edge.edge.startsWith('found.')) {
      return [{ path: [...path, 'because'], value: edge.row.because, known: before, to }];
    }
    // A row may speak of its own step's data; its words, of what its conditions have proven.
    const found = new Set([...before.found, edge.step]);
    const possible = new Set([...before.possible, edge.step]);
    const own = { ...before, found, possible };
    const proven = { ...own, found: new Set([...found, ...provenBy(edge.step, edge.row)]) };
    return [
      ...deep([...path, 'when'], edge.row.when ?? {}, own, to),
      { path: [...path, 'because'], value: edge.row.because, known: proven, to },
    ];
  });

/** An input is asked for by the steps that use it: its question knows what each of them knows. */
const inputSpots = ({ flow, known }: Survey): readonly Spot[] =>
  Object.entries(flow.inputs).flatMap(([id, { ask, detect }]) => {
    const users = Object.entries(flow.steps).filter(([, step]) => uses(step, id));
    return users.flatMap(([step]) => {
      const here = known?.get(step);
      if (!here) return [];
      const to = `\`${step}\`, which asks for it`;
      return [
        { path: ['inputs', id, 'ask'], value: ask, known: here, to },
        ...deep(['inputs', id, 'detect', 'with'], detect?.with ?? {}, here, to),
      ];
    });
  });

const uses = (step: Step, input: string): boolean =>
  references(step.with).some(({ head }) => head === input);

const written = ({ head, path }: Reference): string => [head, ...path].join('.');

const referenceFaults = (survey: Survey, spot: Spot, reference: Reference): readonly Fault[] => {
  const { head, path, optional } = reference;
  const { flow } = survey;
  const at = place(spot.path);
  const fault = (rule: string, words: string, cure: string): readonly Fault[] => [
    { rule, path: spot.path, message: `${at}: {{${written(reference)}}} ${words}`, cure },
  ];
  const input = Object.hasOwn(flow.inputs, head) ? flow.inputs[head] : undefined;
  if (input) {
    if (path.length > 0 && input.kind !== 'secret') {
      return fault('unknown-reference', 'is an input, which has no fields', `Write {{${head}}}.`);
    }
    if (optional || !input.optional) return [];
    const cure = `Write {{${head}?}}.`;
    return fault('reference-not-on-every-path', 'is an optional input and may be absent', cure);
  }
  if (!Object.hasOwn(flow.steps, head)) {
    const names = [...Object.keys(flow.inputs), ...Object.keys(flow.steps)];
    return fault('unknown-reference', 'is no input and no step', meant(head, names));
  }
  if (!spot.known.possible.has(head)) {
    const cure = 'Refer to a step that comes before.';
    return fault('unknown-reference', `is not known: no path passes \`${head}\` before`, cure);
  }
  const schema = survey.data.get(head);
  const looked = schema && lookUp(schema, path);
  if (looked && !looked.known) {
    const cure = meant(path.at(-1) ?? '', looked.fields);
    return fault(
      'unknown-field',
      `is not known: the step \`${head}\` finds no \`${looked.at}\``,
      cure,
    );
  }
  if (optional) return [];
  if (!spot.known.found.has(head)) {
    const cure = `Write {{${written(reference)}?}} where it may be absent, or lead every way through \`${head}\`.`;
    const words = `is not always known: a path to ${spot.to} does not leave \`${head}\` by found`;
    return fault('reference-not-on-every-path', words, cure);
  }
  if (!looked?.type.optional || spot.known.found.has(written(reference))) return [];
  const cure = `Write {{${written(reference)}?}}, or lead here by a row that tests it.`;
  return fault(
    'reference-not-on-every-path',
    `may be absent: \`${head}\` does not always find it`,
    cure,
  );
};
