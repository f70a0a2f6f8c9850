import { changedWords } from '../core/fix-outcome.ts';
import { resultOf, type Result } from '../core/report.ts';
import { shellLine } from '../core/shell-words.ts';
import { targetFlags } from '../core/target-flags.ts';
import type { Failure } from '../core/outcome.ts';
import type { State, TargetState } from '../core/session.ts';
import { findingsOf, isOpen, type Finding, type Flows } from './findings.ts';
import { linkWords } from './link-words.ts';
import { many } from './screens/seen.ts';
import { cutText, paragraph, words } from './text.ts';
import { statuses } from './theme.ts';

/** What stands on the normal screen once the wizard is left: verdicts, evidence, what to type next. */
export const leaving = (state: State, flows: Flows, columns: number): readonly string[] => {
  const findings = findingsOf(state, flows);
  const problems = findings.filter(({ run }) => run.ended?.reason === 'diagnosed');
  const open = findings.filter(
    (finding) => finding.run.ended?.reason !== 'diagnosed' && isOpen(finding),
  );
  const hidden = findings.flatMap((finding) => finding.hidden ?? []);
  const overview = Object.values(state.targets)[0]?.overview;
  const unreached = Object.values(state.targets).filter(({ link }) => link === 'lost');
  const left = unreached.length > 0 ? [] : ['Left before anything was looked at.'];
  const nothing = overview
    ? [`Nothing known fits: ${many(overview.containers.length, 'container')} looked at.`]
    : left;
  return [
    ...(findings.length === 0 ? nothing : []),
    ...problems.flatMap((finding, at) => {
      const flow = flows.get(finding.run.flow);
      return flow
        ? problemLines(finding, resultOf(flow, finding.run, state.exchanges), {
            columns,
            isBrief: at >= inFull,
            target: state.targets[finding.run.target],
          })
        : [];
    }),
    ...open.slice(0, most).flatMap((finding) => openLines(finding, columns)),
    ...(open.length > most ? [`  and ${open.length - most} more that could not be settled`] : []),
    ...unreached.slice(0, most).flatMap((target) => lostLines(target, columns)),
    ...(unreached.length > most ? [`  and ${unreached.length - most} more out of reach`] : []),
    ...(hidden[0] ? hiddenLines(hidden[0], columns) : []),
    ...(problems.length === 0 && hidden.length === 0 && open.length === 0 && findings.length > 0
      ? [
          `${statuses.healthy.symbol} healthy: ${many(findings.length, 'thing')} looked into, nothing wrong`,
        ]
      : []),
    ...paragraph(
      state.id ? `session ${state.id}; ${changedWords(state)}` : changedWords(state),
      columns,
    ).map(words),
  ];
};

/** In full: it may hold fingerprints to compare, and a line to copy. */
const lostLines = (target: TargetState, columns: number): readonly string[] => {
  const how = linkWords(target, undefined)?.text ?? 'not reachable';
  return paragraph(`! ${target.label}: ${how}: ${target.detail}`, columns, 2).map(words);
};

/** More would push the first, which is the worst, off the screen. */
const inFull = 3;
const most = 5;

type Told = {
  readonly columns: number;
  readonly isBrief: boolean;
  readonly target: TargetState | undefined;
};

const problemLines = (
  { run, status, title, subject }: Finding,
  { flow, inputs, evidence, diagnosis }: Result,
  { columns, isBrief, target }: Told,
): readonly string[] => {
  const { symbol, word } = statuses[status];
  const given = Object.keys(run.subject?.fields ?? {}).filter((name) => name in inputs);
  const flags = given.flatMap((name) => ['-i', `${name}=${inputs[name] ?? ''}`]);
  const way = target?.spec ? targetFlags(target.spec) : [];
  const place = target?.kind === 'ssh' ? `${target.label}: ` : '';
  return [
    ...paragraph(`${symbol} ${word}: ${place}${title}${subject && ` (${subject})`}`, columns).map(
      words,
    ),
    ...(isBrief ? [] : evidence).flatMap(({ because }) =>
      paragraph(`→ ${because}`, columns, 4).map(words),
    ),
    `    fixes and evidence:  ${shellLine(['deploy-doctor', 'run', flow, ...way, ...flags, '--plain'])}`,
    ...(isBrief
      ? []
      : [`    what it means:       deploy-doctor explain ${flow}/${diagnosis ?? ''}`]),
    '',
  ];
};

/** One refusal hides every flow's subjects: it is told once. */
const hiddenLines = ({ subject, detail }: Failure, columns: number): readonly string[] =>
  paragraph(
    `${statuses.inconclusive.symbol} nothing could be looked at: ${subject}: ${detail}`,
    columns,
  ).map(words);

const openLines = (
  { run, status, title, subject }: Finding,
  columns: number,
): readonly string[] => {
  const { symbol, word } = statuses[status];
  const why = run.path.at(-1)?.because ?? '';
  return [
    cutText(
      `${symbol} ${word}: ${title}${subject && ` (${subject})`}${why && `: ${why}`}`,
      columns,
    ),
  ];
};
