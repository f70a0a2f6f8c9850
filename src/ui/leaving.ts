import { resultOf } from '../core/report.ts';
import { shellLine } from '../core/shell-words.ts';
import type { State } from '../core/session.ts';
import { scopeOf } from '../core/inputs.ts';
import { fillText } from '../core/template.ts';
import { stepOf } from '../core/walk.ts';
import { findingsOf, type Finding, type Flows } from './findings.ts';
import { many } from './screens/seen.ts';
import { cutText } from './text.ts';
import { statuses } from './theme.ts';

/** What stands on the normal screen once the wizard is left: verdicts, evidence, what to type next. */
export const leaving = (state: State, flows: Flows, columns: number): readonly string[] => {
  const findings = findingsOf(state, flows);
  const problems = findings.filter(({ run }) => run.ended?.reason === 'diagnosed');
  const open = findings.filter(({ status }) =>
    ['inconclusive', 'asks', 'walking'].includes(status),
  );
  const overview = Object.values(state.targets)[0]?.overview;
  const nothing = overview
    ? [`Nothing known fits: ${many(overview.containers.length, 'container')} looked at.`]
    : ['Left before anything was looked at.'];
  return [
    ...(findings.length === 0 ? nothing : []),
    ...problems.flatMap((finding) => problemLines(finding, state, flows, columns)),
    ...open.slice(0, most).flatMap((finding) => openLines(finding, columns)),
    ...(open.length > most ? [`  and ${open.length - most} more that could not be settled`] : []),
    ...(problems.length === 0 && open.length === 0 && findings.length > 0
      ? [
          `${statuses.healthy.symbol} healthy: ${many(findings.length, 'thing')} looked into, nothing wrong`,
        ]
      : []),
    state.id ? `session ${state.id}; nothing was changed` : 'nothing was changed',
  ];
};

const most = 5;

const problemLines = (
  { run, status, title, subject }: Finding,
  state: State,
  flows: Flows,
  columns: number,
): readonly string[] => {
  const flow = flows.get(run.flow);
  if (!flow) return [];
  const { symbol, word } = statuses[status];
  const { evidence, diagnosis } = resultOf(flow, run, state.exchanges);
  const given = Object.entries(run.subject?.fields ?? {}).filter(([name]) =>
    Object.hasOwn(flow.inputs, name),
  );
  const inputs = given.flatMap(([name, value]) => ['-i', `${name}=${value}`]);
  return [
    `${symbol} ${word}: ${title}${subject && ` (${subject})`}`,
    ...evidence.map(({ step, because }) => {
      const name = fillText(stepOf(flow, step)?.title ?? step, scopeOf(flow, run));
      return cutText(`    ${name}: ${because}`, columns);
    }),
    `    fixes and evidence:  ${shellLine(['deploy-doctor', 'run', flow.id, ...inputs, '--plain'])}`,
    `    what it means:       ${shellLine(['deploy-doctor', 'explain', `${flow.id}/${diagnosis ?? ''}`])}`,
    '',
  ];
};

const openLines = (
  { run, status, title, subject }: Finding,
  columns: number,
): readonly string[] => {
  const { symbol, word } = statuses[status];
  const why = run.path.at(-1)?.because ?? run.ended?.hidden?.detail ?? '';
  return [
    cutText(
      `${symbol} ${word}: ${title}${subject && ` (${subject})`}${why && `: ${why}`}`,
      columns,
    ),
  ];
};
