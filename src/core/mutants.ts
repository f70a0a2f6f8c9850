import type { Condition, Flow, Row } from './flow.ts';

/** A flow with one condition spoilt: its cases must notice, or they prove less than they seem to. */
export type Mutant = {
  readonly flow: Flow;
  /** `steps.login.found[1].when.verdict: holds always`. */
  readonly what: string;
  readonly path: readonly (string | number)[];
};

export const mutants = (flow: Flow): readonly Mutant[] =>
  Object.entries(flow.steps).flatMap(([id, { found }]) =>
    found.flatMap((row, index) =>
      Object.entries(row.when ?? {}).flatMap(([field, condition]) =>
        spoilt(row, field, condition, index === found.length - 1).map(({ rows, how }) => ({
          flow: withRows(flow, id, found.toSpliced(index, 1, ...rows)),
          what: `steps.${id}.found[${index}].when.${field}: ${how}`,
          path: ['steps', id, 'found', index, 'when', field],
        })),
      ),
    ),
  );

type Spoilt = { readonly rows: readonly Row[]; readonly how: string };

const spoilt = (
  row: Row,
  field: string,
  condition: Condition,
  last: boolean,
): readonly Spoilt[] => {
  const { [field]: _, ...rest } = row.when ?? {};
  const changed = (to: Condition, how: string): Spoilt => ({
    rows: [{ ...row, when: { ...row.when, [field]: to } }],
    how,
  });
  // The last row takes what the others leave: without its only condition it is the same row.
  const same = last && Object.keys(rest).length === 0;
  return [
    ...(same ? [] : [{ rows: [{ ...row, when: rest }], how: 'holds always' }]),
    { rows: [], how: 'never holds' },
    ...other(condition).map(({ to, how }) => changed(to, how)),
  ];
};

const other = (
  condition: Condition,
): readonly { readonly to: Condition; readonly how: string }[] => {
  if (Array.isArray(condition)) {
    return condition.map((value, index) => ({
      to: condition.toSpliced(index, 1),
      how: `without ${JSON.stringify(value)}`,
    }));
  }
  if (typeof condition !== 'object') return [{ to: { not: condition }, how: 'the contrary' }];
  if ('not' in condition) return [{ to: condition.not, how: 'the contrary' }];
  if ('exists' in condition) return [{ to: { exists: !condition.exists }, how: 'the contrary' }];
  if ('above' in condition && typeof condition.above === 'number') {
    return [{ to: { above: condition.above + 1 }, how: 'one more' }];
  }
  if ('below' in condition && typeof condition.below === 'number') {
    return [{ to: { below: condition.below - 1 }, how: 'one less' }];
  }
  return [];
};

/** Where a mutant goes with a result that none of its rows takes: lint would have noticed. */
export const noRow = '‹no row›';

const withRows = (flow: Flow, id: string, found: readonly Row[]): Flow => {
  const step = flow.steps[id];
  if (!step) return flow;
  const rows = [...found, { go: noRow }];
  return { ...flow, steps: { ...flow.steps, [id]: { ...step, found: rows } } };
};
