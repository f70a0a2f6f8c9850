import { fixesOf } from '../core/by-hand.ts';
import { unreached } from '../core/reach.ts';
import type { TargetState } from '../core/session.ts';
import {
  findingsOf,
  tracesOf,
  type Finding,
  type Source,
  type TargetFindings,
} from './document.ts';
import {
  aboutWords,
  confidenceMeaning,
  plural,
  riskWords,
  unblockWords,
  verdictWords,
} from './words.ts';

/** An incident report to read and to pass on. */
export const markdown = (source: Source): string => {
  const targets = findingsOf(source);
  const blocks = [
    '# Incident report',
    targets.length === 1 ? '' : hostsTable(source, targets),
    ...targets.flatMap((each) => [
      targets.length === 1 ? '' : `# ${inline(each.target.label)}`,
      summary(source, each),
      ...each.findings.map((finding) => findingBlock(source, finding)),
      ...closing(each),
    ]),
  ];
  return `${blocks
    .filter(Boolean)
    .join('\n\n')
    .replace(/\n{3,}/g, '\n\n')}\n`;
};

/** Several targets: first which of them needs somebody. */
const hostsTable = ({ state }: Source, targets: readonly TargetFindings[]): string =>
  [
    '| host | worst finding |',
    '| --- | --- |',
    ...targets.map(({ target, findings }) => {
      const [worst] = findings;
      const lost = unreached(state, target);
      const words = lost
        ? `not reached: ${lost.message}`
        : worst
          ? `${verdictWords(worst.result)}: ${worst.result.title}`
          : 'nothing known to be wrong';
      return `| ${inline(target.label)} | ${inline(words)} |`;
    }),
  ].join('\n');

const summary = ({ state }: Source, { target, findings }: TargetFindings): string => {
  const found = findings.filter(({ result }) => result.outcome === 'diagnosed');
  const open = findings.filter(({ result }) => result.outcome === 'inconclusive');
  const lines = [
    `- Target: ${inline(target.label)}${engineWords(target)}`,
    `- Looked at: ${state.startedAt}, in ${plural(target.roundTrips, 'round trip')}; nothing was changed`,
    `- Session: ${code(state.id)}`,
    target.link === 'lost' ? `- Not reached: ${inline(target.detail)}` : '',
    `- Found: ${plural(found.length, 'problem')}${open.length > 0 ? `, and ${open.length} left open` : ''}`,
    ...findings.map(({ result, run }) => {
      const about = aboutWords(result.flow, run.subject?.label);
      return `  - ${inline(result.title)} (${verdictWords(result)}; ${inline(about)})`;
    }),
  ];
  return lines.filter(Boolean).join('\n');
};

const engineWords = ({ overview }: TargetState): string => {
  const engine = overview?.engine;
  if (!engine) return '';
  const compose = engine.compose === undefined ? '' : `, compose ${inline(engine.compose)}`;
  return `, docker ${inline(engine.version)}${compose}`;
};

const findingBlock = (source: Source, finding: Finding): string => {
  const { result, flow, run } = finding;
  const { confidence } = result;
  const sure = confidence === null ? '' : ` – ${confidenceMeaning[confidence]}`;
  const inputs = Object.entries(result.inputs).map(([name, value]) => `${name} = ${code(value)}`);
  const cures = flow.diagnoses[result.diagnosis ?? '']?.['not-cures'] ?? [];
  return [
    `## ${inline(result.title)}`,
    `${verdictWords(result)}${sure}. Flow ${code(result.flow)}${inputs.length > 0 ? `, ${inputs.join(', ')}` : ''}.`,
    inline(result.explain),
    section(
      'How it was found',
      result.path.map(
        ({ step, because, go, ms }, index) =>
          `${index + 1}. ${code(step)}: ${inline(because)} → ${code(go)} (${ms} ms)`,
      ),
    ),
    section('Evidence', result.evidence.flatMap(evidenceLines)),
    section(
      'Ruled out',
      result.ruledOut.map(({ diagnosis, because }) => `- ${code(diagnosis)}: ${inline(because)}`),
    ),
    section(
      'Could not be seen',
      result.blind.map(
        ({ step, outcome, detail, unblock }) =>
          `- ${code(step)} (${outcome}): ${inline(detail)}${unblock.length > 0 ? `. To see it: ${unblockWords(unblock)}` : ''}`,
      ),
    ),
    section(
      'Traces left on the target',
      tracesOf(source, finding).map((trace) => `- ${inline(trace)}`),
    ),
    ...fixesOf(flow, run).map(({ title, risk, lines, undo }) =>
      section(`Fix: ${inline(title)}`, [
        `Risk: ${riskWords[risk]}.`,
        '',
        ...fenced(lines.join('\n'), 'sh'),
        '',
        `Undone: ${inline(undo)}`,
      ]),
    ),
    section(
      'What does not help',
      cures.map(({ cure, because }) => `- ${inline(cure)}: ${inline(because)}`),
    ),
    result.prevent === '' ? '' : section('Prevention', [inline(result.prevent)]),
  ]
    .filter(Boolean)
    .join('\n\n');
};

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `### ${title}\n\n${lines.join('\n')}`;

const evidenceLines = (evidence: Finding['result']['evidence'][number]): readonly string[] => [
  `- ${code(evidence.step)} (${code(evidence.probe)}): ${inline(evidence.because)}`,
  ...(evidence.requests.length > 0 ? [`  Asked: ${evidence.requests.map(code).join(', ')}`] : []),
  ...(evidence.excerpt === ''
    ? []
    : ['', ...fenced(evidence.excerpt, '').map((line) => `  ${line}`), '']),
];

const closing = ({ target, quiet }: TargetFindings): readonly string[] => {
  const { overview } = target;
  const second = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : `## ${title}\n\n${lines.join('\n')}`;
  return [
    second(
      'Error lines that no flow knows',
      (overview?.unknown ?? []).map(
        ({ container, count, excerpt }) =>
          `- ${inline(container)}, ${plural(count, 'line')}: ${code(excerpt)}`,
      ),
    ),
    second(
      'Looked at, and not the cause',
      (target.link === 'lost' ? [] : quiet).map(
        ({ flow, outcome, reason }) => `- ${code(flow)} (${outcome}): ${inline(reason)}`,
      ),
    ),
    second('Bounds of this look', [
      ...(overview?.bounds ?? []).map((bound) => `- ${inline(bound)}`),
      ...(overview?.blind ?? []).map(
        ({ subject, detail }) => `- ${inline(subject)}: ${inline(detail)}`,
      ),
    ]),
  ];
};

/** Foreign words must not become headings, links or HTML; what stands in backticks is code. */
const inline = (text: string): string => {
  const pieces = text.replace(/\s+/g, ' ').trim().split('`');
  // An odd backtick opens nothing.
  if (pieces.length % 2 === 0) return escaped(pieces.join('`'));
  return pieces.map((piece, index) => (index % 2 === 0 ? escaped(piece) : code(piece))).join('');
};

const escaped = (text: string): string =>
  text.replace(/[\\`*[\]<>|]|^[#+-]|(?<!\w)_|_(?!\w)/g, '\\$&');

const code = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  const ticks = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${line}${pad}${ticks}`;
};

const fenced = (text: string, language: string): readonly string[] => {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return [`${fence}${language}`, ...text.trimEnd().split('\n'), fence];
};

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
