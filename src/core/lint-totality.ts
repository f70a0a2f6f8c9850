import { absent, domainOf, onlyField, spoken, taken, valuesHeld } from './coverage-of-values.ts';
import type { Flow, Row, Step } from './flow.ts';
import { place, type Fault, type Survey } from './survey.ts';
import type { lookUp } from './data-type.ts';

type Path = readonly (string | number)[];
type Schema = Parameters<typeof lookUp>[0];

/** Is there a row for everything that can come back, and none for what cannot? */
export const lintTotality = (survey: Survey): readonly Fault[] =>
  Object.entries(survey.flow.steps).flatMap(([id, step]) => {
    const schema = survey.data.get(id);
    return [
      ...notFound(survey, id, step),
      ...exhaustive(['steps', id, 'found'], step.found, schema),
      ...deadRows(['steps', id, 'found'], step.found, schema),
      ...otherwiseDiagnoses(survey.flow, ['steps', id, 'found'], step.found, schema),
    ];
  });

const notFound = ({ probes }: Survey, id: string, step: Step): readonly Fault[] => {
  const probe = probes.find(({ name }) => name === step.probe);
  const says = step.flow === undefined ? probe?.missing : undefined;
  const handled = step['not-found'] !== undefined;
  if (!probe && step.flow === undefined) return [];
  if (says !== undefined && !handled) {
    const message = `steps.${id}: nothing handles not-found (${says})`;
    const cure = 'Add `not-found:` with a step, a diagnosis or `inconclusive`.';
    return [{ rule: 'not-found-unhandled', path: ['steps', id], message, cure }];
  }
  if (says === undefined && handled) {
    const name = step.flow === undefined ? (step.probe ?? '') : `flow ${step.flow}`;
    const message = `steps.${id}.not-found: \`${name}\` never says not-found`;
    const cure =
      'Take the line out; what it finds, and what it cannot see, have rows of their own.';
    return [{ rule: 'not-found-impossible', path: ['steps', id, 'not-found'], message, cure }];
  }
  return [];
};

const isOtherwise = ({ when }: Row): boolean => Object.keys(when ?? {}).length === 0;

const exhaustive = (
  path: Path,
  rows: readonly Row[],
  schema: Schema | undefined,
): readonly Fault[] => {
  const last = rows.at(-1);
  if (!last || isOtherwise(last) || !schema) return [];
  const field = onlyField(last) ?? '';
  const domain = domainOf(schema, field);
  const left = domain ? [...domain.values.difference(taken(rows, field, domain))] : [];
  if (domain && left.length === 0) return [];
  const message = domain?.few
    ? `${place(path)}: no row takes ${field} ${left.map(spoken).join(', ')}`
    : `${place(path)}: no row takes what the others leave`;
  const cure =
    left.length === 1 && left[0] === absent
      ? `\`${field}\` may be absent: add a row with \`exists: false\`, or one without \`when:\`.`
      : 'Add rows for these, or a last row without `when:`.';
  return [{ rule: 'not-exhaustive', path, message, cure }];
};

const deadRows = (path: Path, rows: readonly Row[], schema: Schema | undefined): readonly Fault[] =>
  rows.flatMap((row, index) => {
    const above = rows.slice(0, index);
    const why = deadBecause(row, above, schema);
    if (why === undefined) return [];
    const message = `${place([...path, index])}: this row is never taken: ${why}`;
    const cure = 'Take it out, or move it up.';
    return [{ rule: 'dead-row', path: [...path, index], message, cure }];
  });

const deadBecause = (
  row: Row,
  above: readonly Row[],
  schema: Schema | undefined,
): string | undefined => {
  if (above.some(isOtherwise)) return 'a row above takes everything';
  const earlier = above.find((other) => includes(row, other));
  if (earlier) return 'a row above holds whenever this one does';
  if (!schema) return undefined;
  const fields = isOtherwise(row)
    ? above.flatMap((other) => onlyField(other) ?? [])
    : Object.keys(row.when ?? {});
  for (const field of new Set(fields)) {
    const domain = domainOf(schema, field);
    if (!domain) continue;
    const condition = row.when?.[field];
    const held = condition === undefined ? domain.values : valuesHeld(condition, domain);
    const gone = taken(above, field, domain);
    if (held?.isSubsetOf(gone)) return `rows above take every ${field} that it is for`;
  }
  return undefined;
};

/** All conditions of `other` stand in `row` too, so `other` holds whenever `row` does. */
const includes = (row: Row, other: Row): boolean =>
  Object.entries(other.when ?? {}).every(
    ([field, condition]) => JSON.stringify(row.when?.[field]) === JSON.stringify(condition),
  );

/** What is left over may be a value that nobody thought of: it proves nothing by itself. */
const otherwiseDiagnoses = (
  flow: Flow,
  path: Path,
  rows: readonly Row[],
  schema: Schema | undefined,
): readonly Fault[] => {
  const index = rows.findIndex(isOtherwise);
  const row = rows[index];
  const fields = new Set(rows.slice(0, index).map((above) => onlyField(above)));
  const [field] = fields;
  if (!schema || !row || !Object.hasOwn(flow.diagnoses, row.go)) return [];
  if (fields.size !== 1 || field === undefined) return [];
  const domain = domainOf(schema, field);
  if (!domain?.few) return [];
  const left = [...domain.values.difference(taken(rows.slice(0, index), field, domain))];
  const at = [...path, index];
  const message = `${place(at)}: whatever ${field} is left over leads to the diagnosis \`${row.go}\``;
  const cure = `Write out the values that prove it: ${left.map(spoken).join(', ')}.`;
  return [{ rule: 'otherwise-diagnoses', path: at, message, cure }];
};
