import { fixesOf } from '../core/by-hand.ts';
import { changedWords, fixVerdict } from '../core/fix-outcome.ts';
import { oddWords } from '../core/odd-one-out.ts';
import { unreached } from '../core/reach.ts';
import type { Unseen } from '../core/report.ts';
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

/** Lines to append, top to bottom, for pipes, logs and screen readers. */

/** The verdict: every result in full, then what was looked at besides. */
export const plain = (source: Source): readonly string[] => {
  const targets = findingsOf(source);
  const isOne = targets.length === 1;
  const all = targets.flatMap(({ findings }) => findings);
  return [
    ...targets.flatMap((each) => [
      ...(isOne ? [] : ['', `== ${each.target.label} ==`]),
      ...(isOne ? targetLines(source, each) : [...targetLines(source, each), ...closing(each)]),
    ]),
    '',
    ...meanings(all),
    ...(isOne ? targets.flatMap(closing) : []),
    `session ${source.state.id}, ${plural(source.state.roundTrips, 'round trip')}; ${changedWords(source.state)}`,
  ];
};

const targetLines = (
  source: Source,
  { target, odd, findings }: TargetFindings,
): readonly string[] => {
  const hidden = findings.filter(({ run }) => run.ended?.hidden !== undefined);
  const seen = findings.filter((finding) => !hidden.includes(finding));
  return [
    ...lostLines(source, target),
    ...(target.warnings ?? []).map((words) => `warning: ${target.label}: ${oneLine(words)}`),
    ...odd.map((each) => `differs: ${oddWords(each)}`),
    ...seen.flatMap((finding) => ['', ...findingLines(source, finding)]),
    ...hiddenLines(hidden),
  ];
};

/** A target without a link says so before anything else. */
const lostLines = ({ state }: Source, target: TargetState): readonly string[] => {
  if (target.link !== 'lost') return [];
  const words = unreached(state, target)
    ? 'could not be reached'
    : 'lost; what was found before stands below';
  return [`${target.label} ${words}`, `  ${oneLine(target.detail)}`];
};

/** One refusal hides many flows: it is said once, with what would lift it. */
const hiddenLines = (hidden: readonly Finding[]): readonly string[] => {
  const refusals = new Map<
    string,
    { readonly words: readonly string[]; readonly flows: Set<string> }
  >();
  for (const { run, flow } of hidden) {
    if (!run.ended?.hidden) continue;
    const { subject, detail, unblock = [] } = run.ended.hidden;
    const words = [
      '',
      `inconclusive: ${subject} could not be looked at`,
      `  ${oneLine(detail)}`,
      ...(unblock.length > 0 ? [`  to see it, ${unblockWords(unblock)}`] : []),
    ];
    const key = words.join('\n');
    const refusal = refusals.get(key) ?? { words, flows: new Set() };
    refusal.flows.add(flow.id);
    refusals.set(key, refusal);
  }
  return [...refusals.values()].flatMap(({ words, flows }) => [
    ...words,
    `  not looked into: ${[...flows].join(', ')}`,
  ]);
};

const seeWords = ({ step, outcome, detail, unblock }: Unseen): string => {
  const way = unblock.length > 0 ? `; to see it, ${unblockWords(unblock)}` : '';
  return `${step} (${outcome}): ${detail}${way}`;
};

const findingLines = (source: Source, finding: Finding): readonly string[] => {
  const { flow, run, result } = finding;
  const cures = flow.diagnoses[result.diagnosis ?? '']?.['not-cures'] ?? [];
  return [
    `${verdictWords(result)} – ${result.title}`,
    `  ${aboutWords(result.flow, run.subject?.label)}`,
    `  ${oneLine(result.explain)}`,
    ...result.evidence.flatMap(({ step, because, excerpt, requests }) => [
      `  evidence: ${step}: ${because}`,
      ...requests.map((request) => `    asked: ${request}`),
      ...excerpt
        .split('\n')
        .filter(Boolean)
        .map((line) => `    | ${line}`),
    ]),
    ...result.ruledOut.map(({ diagnosis, because }) => `  ruled out: ${diagnosis}: ${because}`),
    ...result.blind.map((unseen) => `  could not see: ${seeWords(unseen)}`),
    ...tracesOf(source, finding).map((trace) => `  trace left: ${trace}`),
    ...fixesOf(flow, run).flatMap(({ id, title, risk, lines, undo, canApply }) => [
      `  fix: ${title} (${riskWords[risk]})`,
      ...lines.map((line) => `    ${line}`),
      ...(undo === '' ? [] : [`    undone: ${oneLine(undo)}`]),
      ...(canApply ? [`    to let the program do it: --fix ${id}`] : []),
    ]),
    ...cures.map(({ cure, because }) => `  does not help: ${oneLine(`${cure}: ${because}`)}`),
    ...(result.fix ? [`  fixing: ${result.fix.id}: ${fixVerdict(result.fix)}`] : []),
    ...(result.prevent === '' ? [] : [`  prevention: ${oneLine(result.prevent)}`]),
  ];
};

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

/** What the words for sureness mean: said once, and only those that were used. */
const meanings = (findings: readonly Finding[]): readonly string[] => {
  const used = new Set(findings.map(({ result }) => result.confidence));
  return Object.entries(confidenceMeaning)
    .filter(([word]) => used.has(word as keyof typeof confidenceMeaning))
    .map(([word, meaning]) => `${word} means: ${meaning}`);
};

const closing = ({ target, findings, quiet }: TargetFindings): readonly string[] => [
  ...(findings.length > 0 || target.link === 'lost'
    ? []
    : [`nothing known to be wrong on ${target.label}`]),
  ...(target.link === 'lost' ? [] : quiet).map(
    ({ flow, outcome, reason }) => `${outcome}: ${flow}: ${reason}`,
  ),
  ...(target.overview?.unknown ?? []).map(
    ({ container, count, excerpt }) => `unknown to every flow: ${container}: ${count} × ${excerpt}`,
  ),
  ...(target.overview?.bounds ?? []).map((bound) => `bound: ${bound}`),
];
