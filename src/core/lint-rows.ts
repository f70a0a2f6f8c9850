import { lookUp, type DataType, type Kind, type Scalar } from './data-type.ts';
import type { Condition, When } from './flow.ts';
import { meant } from './nearest-word.ts';
import { patternFault } from './pattern-fault.ts';
import { place, type Fault, type Survey } from './survey.ts';
import { subjectData } from './subject-data.ts';
import { references } from './template.ts';

type Path = readonly (string | number)[];

/** Do rows ask about fields that the probe gives, and about values that these can have? */
export const lintRows = ({ flow, data }: Survey): readonly Fault[] => [
  ...Object.entries(flow.steps).flatMap(([id, step]) => {
    const schema = data.get(id);
    return step.found.flatMap((row, index) => {
      const path = ['steps', id, 'found', index, 'when'];
      return [
        ...patternFaults(path, row.when),
        ...(schema ? rowFaults(path, row.when, schema) : []),
      ];
    });
  }),
  ...flow.subjects.where.flatMap(({ when }, index) => {
    const path = ['subjects', 'where', index, 'when'];
    return [
      ...patternFaults(path, when),
      ...rowFaults(path, when, subjectData[flow.subjects.each]),
    ];
  }),
];

export const patternFaults = (path: Path, when: When = {}): readonly Fault[] =>
  Object.entries(when).flatMap(([field, condition]) => {
    if (typeof condition !== 'object' || !('matches' in condition)) return [];
    const at = [...path, field, 'matches'];
    return patternFault(at, condition.matches);
  });

export const rowFaults = (
  path: Path,
  when: When = {},
  schema: Parameters<typeof lookUp>[0],
): readonly Fault[] =>
  Object.entries(when).flatMap(([field, condition]) => {
    const at = [...path, field];
    const looked = lookUp(schema, field.split('.'));
    if (!looked.known) {
      const message = `${place(path)}: there is no field \`${looked.at}\``;
      return [
        {
          rule: 'unknown-field',
          path: at,
          on: 'key',
          message,
          cure: meant(lastKey(looked.at), looked.fields),
        },
      ];
    }
    return conditionFaults(at, condition, looked.type);
  });

const lastKey = (path: string): string => path.split('.').at(-1) ?? path;

const conditionFaults = (path: Path, condition: Condition, type: DataType): readonly Fault[] => {
  if (typeof condition !== 'object' || Array.isArray(condition)) {
    return listed(condition).flatMap((value, index) =>
      valueFaults(Array.isArray(condition) ? [...path, index] : path, value, type),
    );
  }
  if ('exists' in condition) {
    if (type.optional || type.kinds.has('anything')) return [];
    const message = `${place(path)}: it is always there, so \`exists\` asks nothing`;
    return [{ rule: 'unknown-value', path, message, cure: 'Ask about its value.' }];
  }
  if ('not' in condition) {
    return listed(condition.not).flatMap((value) => valueFaults([...path, 'not'], value, type));
  }
  if ('contains' in condition) return kindFault(path, 'contains', type, ['string', 'list']);
  if ('matches' in condition) return kindFault(path, 'matches', type, ['string']);
  return kindFault(path, 'above' in condition ? 'above' : 'below', type, ['number']);
};

const listed = (value: Scalar | readonly Scalar[]): readonly Scalar[] =>
  typeof value === 'object' ? value : [value];

const valueFaults = (path: Path, value: Scalar, { choices, kinds }: DataType): readonly Fault[] => {
  if (references(value).length > 0 || kinds.has('anything')) return [];
  if (choices && !choices.includes(value)) {
    const message = `${place(path)}: it is never ${JSON.stringify(value)}`;
    const cure = meant(String(value), choices.map(String));
    return [{ rule: 'unknown-value', path, message, cure }];
  }
  if (kinds.has(typeof value as Kind)) return [];
  const message = `${place(path)}: it is a ${[...kinds].join(' or a ')}, never ${JSON.stringify(value)}`;
  const cure = 'Compare it with a value of its own kind, or one of the operators.';
  return [{ rule: 'unknown-value', path, message, cure }];
};

const kindFault = (
  path: Path,
  operator: string,
  { kinds }: DataType,
  wanted: readonly Kind[],
): readonly Fault[] => {
  if (kinds.has('anything') || wanted.some((kind) => kinds.has(kind))) return [];
  const message = `${place(path)}: \`${operator}\` wants a ${wanted.join(' or a ')}; this is a ${[...kinds].join(' or a ')}`;
  return [
    { rule: 'unknown-value', path, message, cure: 'Use another operator, or another field.' },
  ];
};
