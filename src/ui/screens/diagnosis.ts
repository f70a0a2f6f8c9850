import { fixesOf } from '../../core/by-hand.ts';
import type { Flow } from '../../core/flow.ts';
import { resultOf, type Evidence, type Result, type Unseen } from '../../core/report.ts';
import type { Run } from '../../core/session.ts';
import { fillText } from '../../core/template.ts';
import { stepOf } from '../../core/walk.ts';
import { scopeOf } from '../../core/inputs.ts';
import { containerOf, statusOf } from '../findings.ts';
import { shellRows } from '../shell-rows.ts';
import { inner, type Page, type Scene } from '../page.ts';
import { joinParts, type Part } from '../parts.ts';
import { blank, ends, line, paragraph, span, wrap, type Line } from '../text.ts';
import { confidenceWords, risks, statuses } from '../theme.ts';
import { many } from './seen.ts';
import { walked } from './trail.ts';

/** The end of a run: what is wrong, what proves it, what to do, what it is not, what stayed hidden. */
export const diagnosis = (scene: Scene, flow: Flow, run: Run): Page => {
  const cells = inner(scene.size);
  const result = resultOf(flow, run, scene.state.exchanges);
  const { lines, sections } = joinParts(partsOf(scene, flow, run, result));
  const hasBlind = result.blind.some(({ step }) => stepOf(flow, step));
  return {
    screen: 'diagnosis',
    title: verdictLines(flow, run, result, cells),
    body: { kind: 'lines', lines, sections },
    hints: [
      ...(hasBlind ? (['retry'] as const) : []),
      'page-down',
      'section',
      'back',
      'log',
      'commands',
      'write',
      'next',
      'explain',
    ],
  };
};

const verdictLines = (flow: Flow, run: Run, result: Result, cells: number): readonly Line[] => {
  const { symbol, word, tone } = statuses[statusOf(flow, run)];
  const about = run.subject?.label ?? containerOf(run);
  const fixes = result.fixes.length;
  const below = fixes > 0 ? `${many(fixes, 'way')} to mend it below` : '';
  const where = about === undefined || about === 'target' ? '' : `  ${about}`;
  return [
    ...wrap([span(`${symbol} `, tone), span(result.title, 'strong')], cells, 2),
    ends([span('  '), span(word, tone), span(where, 'quiet')], [span(below, 'quiet')], cells),
  ];
};

const partsOf = (scene: Scene, flow: Flow, run: Run, result: Result): readonly Part[] => {
  const cells = inner(scene.size);
  const { outcome, confidence, blind, ruledOut, evidence, explain, prevent } = result;
  const hidden = blind.flatMap((unseen) => unseenLines(flow, run, unseen, cells));
  const sure =
    confidence !== null && confidence !== 'confirmed'
      ? wrap(line(confidenceWords[confidence], 'warn'), cells)
      : [];
  const unsettled: Part = { heading: 'Could not see', lines: hidden };
  return [
    { lines: paragraph(explain, cells) },
    { lines: sure },
    ...(outcome === 'inconclusive' ? [unsettled] : []),
    {
      heading: 'Evidence',
      lines: evidence.flatMap((each, at) => evidenceLines(flow, run, each, at, cells)),
    },
    // What was not seen may speak against the cure: it comes before it.
    ...(outcome === 'inconclusive' ? [] : [unsettled]),
    ...fixParts(flow, run, result, cells),
    {
      heading: 'Ruled out',
      lines: ruledOut.flatMap(({ diagnosis: id, because }) => {
        const title = fillText(flow.diagnoses[id]?.title ?? id, scopeOf(flow, run)).trim();
        return [
          ...wrap([span('  – ', 'quiet'), span(title)], cells, 4),
          ...wrap([span('    '), span(because, 'quiet')], cells, 4),
        ];
      }),
    },
    {
      heading: 'So that it does not come back',
      lines: prevent ? paragraph(prevent, cells, 2) : [],
    },
    { heading: 'The way here', lines: walked(scene, flow, run) },
  ];
};

const evidenceLines = (
  flow: Flow,
  run: Run,
  { step, because, excerpt, requests }: Evidence,
  at: number,
  cells: number,
): readonly Line[] => {
  const title = fillText(stepOf(flow, step)?.title ?? step, scopeOf(flow, run));
  return [
    ...(at > 0 ? [blank] : []),
    ...wrap([span('  '), span(title)], cells, 2),
    ...wrap([span('  → ', 'accent'), span(because)], cells, 4),
    ...(excerpt ? quoted(excerpt, cells) : []),
    ...requests.flatMap((asked) => wrap([span(`    asked: ${asked}`, 'quiet')], cells, 6)),
  ];
};

/** Words of the target, set apart from ours. */
const quoted = (text: string, cells: number): readonly Line[] =>
  paragraph(text.trimEnd(), cells - 6).map((row): Line => [span('    │ ', 'quiet'), ...row]);

const fixParts = (flow: Flow, run: Run, result: Result, cells: number): readonly Part[] => {
  const leaf = result.diagnosis;
  const fixes = fixesOf(flow, run).map(({ title, risk, lines, undo }, at): Part => {
    const { symbol, word, tone } = risks[risk];
    return {
      ...(at === 0 && { heading: 'What to do' }),
      lines: [
        ...wrap([span(`  ${at + 1}. `), span(title, 'strong')], cells, 5),
        [span('     '), span(`${symbol} ${word}`, tone)],
        ...lines.flatMap((typed) => shellRows(typed, cells, 7)),
        ...(undo ? wrap([span('     '), span(`Undo: ${undo}`, 'quiet')], cells, 11) : []),
      ],
    };
  });
  const not = (leaf ? flow.diagnoses[leaf]?.['not-cures'] : undefined) ?? [];
  const scope = scopeOf(flow, run);
  return [
    ...fixes,
    {
      heading: 'What does not help',
      lines: not.flatMap(({ cure, because }) => [
        ...wrap([span('  ✗ ', 'bad'), span(fillText(cure, scope))], cells, 4),
        ...wrap([span('    '), span(fillText(because, scope), 'quiet')], cells, 4),
      ]),
    },
  ];
};

const unblockWords: Readonly<Record<string, string>> = {
  sudo: 'run it again with sudo',
  'docker-group': 'run it as a member of the docker group',
  'other-user': 'run it as another user',
  install: 'install the tool that is missing',
  timeout: 'give it more time: --timeout 60',
  'allow-exec': 'run it without --no-exec',
  'start-engine': 'start the engine (systemctl start docker), or name it with --docker',
};

const unseenLines = (
  flow: Flow,
  run: Run,
  { step, outcome, detail, unblock }: Unseen,
  cells: number,
): readonly Line[] => {
  const { symbol, word, tone } = statuses[outcome];
  const known = stepOf(flow, step);
  const title = known ? fillText(known.title, scopeOf(flow, run)) : step.replace(/^input:/, '');
  const ways = unblock.map((way) => unblockWords[way] ?? way);
  return [
    ...wrap([span(`  ${symbol} `, tone), span(`${title}: ${word}`)], cells, 4),
    ...(detail ? quoted(detail, cells) : []),
    ...ways.flatMap((way) => wrap([span('    → ', 'accent'), span(way)], cells, 6)),
    ...(known ? [line('    → R asks this step once more', 'quiet')] : []),
  ];
};
