import { UserError } from '../../errors.ts';
import { placeholders, signatureWords } from '../../core/condition-words.ts';
import type { Diagnosis, Flow } from '../../core/flow.ts';
import { meant } from '../../core/nearest-word.ts';
import { riskWords } from '../../core/risk.ts';
import { readFlow, readPage } from '../catalogue.ts';
import { exit } from '../exit.ts';
import type { Given } from '../program.ts';
import type { Shell } from '../shell.ts';
import { treeLines, wayLines } from '../tree-lines.ts';
import { hang, wrap } from '../wrap.ts';

/** What a flow or one of its diagnoses means, why it happens, and what to do. Offline. */
export const explain = async (shell: Shell, what: string, given: Given): Promise<number> => {
  const folder = given['html'] as string | undefined;
  if (folder !== undefined) {
    const { explainHtml } = await import('./explain-html.ts');
    return explainHtml(shell, folder, given);
  }
  if (what === '') {
    throw new UserError(
      '`explain` was given no flow.',
      'Name one of `deploy-doctor list`, or write them all: `explain --html <dir>`.',
    );
  }
  const [id = '', leaf] = what.split('/');
  const page = leaf === undefined ? readPage(shell, given, id) : undefined;
  if (page !== undefined) {
    shell.write(page);
    return exit.fine;
  }
  const flow = await readFlow(shell, given, id);
  shell.print(
    leaf === undefined
      ? flowPage(flow, shell.columns)
      : diagnosisLines(flow, leaf, shell.columns).join('\n'),
  );
  return exit.fine;
};

/** What `explain <flow>` prints. */
export const flowPage = (flow: Flow, columns: number): string =>
  flowLines(flow, columns).join('\n');

const flowLines = (flow: Flow, columns: number): readonly string[] => [
  ...wrap(placeholders(flow.title), columns),
  '',
  ...wrap(placeholders(flow.about), columns),
  ...textLines(flow, columns),
  ...heading('How it is told apart'),
  ...treeLines(flow, columns),
  ...heading('What it can be'),
  ...Object.entries(flow.diagnoses).flatMap(([id, { title }]) => [
    `  ${id}`,
    ...wrap(placeholders(title), columns, '    ').map((line) => `    ${line.trimStart()}`),
  ]),
  '',
  ...wrap(`More on one of them: deploy-doctor explain ${flow.id}/<name>`, columns),
  ...wrap(`To look: deploy-doctor run ${flow.id}`, columns),
];

const textLines = (flow: Flow, columns: number): readonly string[] =>
  flow.signatures.length === 0
    ? []
    : [
        ...heading('Texts that name it'),
        ...flow.signatures.flatMap((text) => hang('  · ', signatureWords(text), columns)),
      ];

const diagnosisLines = (flow: Flow, leaf: string, columns: number): readonly string[] => {
  const found = Object.hasOwn(flow.diagnoses, leaf) ? flow.diagnoses[leaf] : undefined;
  if (!found) {
    throw new UserError(
      `${flow.id} has no diagnosis \`${leaf}\`. ${meant(leaf, Object.keys(flow.diagnoses))}`,
      `\`deploy-doctor explain ${flow.id}\` shows them all.`,
    );
  }
  return [
    ...wrap(placeholders(found.title), columns),
    '',
    ...wrap(placeholders(found.explain), columns),
    ...heading('How it is told apart'),
    ...wayLines(flow, leaf, columns),
    ...fixLines(flow, found, columns),
    ...cureLines(found, columns),
    ...heading('How it is prevented'),
    ...wrap(placeholders(found.prevent), columns, '  ').map(indented),
    ...(found.see.length > 0 ? ['', `See also: ${found.see.join(', ')}`] : []),
  ];
};

const indented = (line: string): string => `  ${line.trimStart()}`;

const heading = (words: string): readonly string[] => ['', words];

const fixLines = (
  flow: Flow,
  { fixes, verdict }: Diagnosis,
  columns: number,
): readonly string[] => {
  if (verdict !== 'problem') return [];
  if (fixes.length === 0) return [...heading('How it is fixed'), '  By hand: no fix is on record.'];
  return fixes.flatMap((id) => {
    const fix = flow.fixes[id];
    if (!fix) return [];
    return [
      ...heading(`How it is fixed: ${placeholders(fix.title)}`),
      `  Risk: ${riskWords[fix.risk]}`,
      ...(fix['by-hand'] ?? []).map((line) => `    ${placeholders(line)}`),
      ...(fix.undo ? hang('  Undone: ', placeholders(fix.undo), columns) : []),
    ];
  });
};

const cureLines = (found: Diagnosis, columns: number): readonly string[] =>
  found['not-cures'].length === 0
    ? []
    : [
        ...heading('What does not help'),
        ...found['not-cures'].flatMap(({ cure, because }) =>
          hang('  ✗ ', `${placeholders(cure)}: ${placeholders(because)}`, columns),
        ),
      ];
