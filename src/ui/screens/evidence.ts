import type { Flow } from '../../core/flow.ts';
import type { Result } from '../../core/report.ts';
import type { Run } from '../../core/session.ts';
import { stepOf } from '../../core/walk.ts';
import { blank, cut, line, paragraph, span, wrap, type Line } from '../text.ts';
import { statuses } from '../theme.ts';
import { wayWords } from '../ways.ts';

/** A run that has ended, with what its screen is drawn from. */
export type Case = {
  readonly flow: Flow;
  readonly run: Run;
  readonly result: Result;
  readonly cells: number;
  /** Puts the run's values into a text of the flow. */
  fill(template: string): string;
};

/** What the verdict rests on: each step with its reason, the words seen, and what was asked. */
export const evidenceLines = ({ flow, result, cells, fill }: Case): readonly Line[] =>
  seenIn(result).flatMap(({ step, because, excerpt, requests }, at, seen) => [
    ...(at > 0 ? [blank] : []),
    ...wrap([span('  '), span(fill(stepOf(flow, step)?.title ?? step))], cells, 2),
    ...wrap([span('  → ', 'accent'), span(because)], cells, 4),
    ...(excerpt && excerpt !== seen[at - 1]?.excerpt ? quoted(excerpt, cells) : []),
    ...askedLines(requests, cells),
  ]);

/** More than these only hide the rest: the screen of commands has them. */
const most = 3;

const askedLines = (requests: readonly string[], cells: number): readonly Line[] => {
  const all = [...new Set(requests)];
  const rows = all.slice(0, most).map((each) => `asked: ${shortIds(each)}`);
  const more = all.length - rows.length;
  if (more > 0) rows.push(`and ${more} more, which c shows`);
  return rows.map((row) => cut([span(`    ${row}`, 'quiet')], cells));
};

/** As the engine's own tools shorten what nobody reads. */
const shortIds = (text: string): string => text.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1');

/** What could not be seen stands in a part of its own. */
const seenIn = ({ evidence, blind }: Result): Result['evidence'] =>
  evidence.filter(({ step }) => blind.every((unseen) => unseen.step !== step));

/** Words of the target, set apart from ours. */
const quoted = (text: string, cells: number): readonly Line[] =>
  paragraph(text.trimEnd(), cells - 6).map((row): Line => [span('    │ ', 'quiet'), ...row]);

/** One reason often rules out many: it is said once, above them. */
export const ruledOutLines = ({ flow, result, cells, fill }: Case): readonly Line[] =>
  result.ruledOut.flatMap(({ diagnosis, because }, at) => [
    ...(result.ruledOut[at - 1]?.because === because
      ? []
      : wrap([span(`  ${because}`, 'quiet')], cells, 2)),
    ...wrap(
      [span('    – ', 'quiet'), span(fill(gist(flow.diagnoses[diagnosis]?.title ?? diagnosis)))],
      cells,
      6,
    ),
  ]);

/** A title without what it names last: of a cause that is none, nobody knows whom it would name. */
const gist = (title: string): string => title.replace(/: ?\{\{[^}]*\}\}$/, '');

/** What stayed hidden: the refusal in its own words, and what would open it. */
export const unseenLines = ({ flow, result, cells, fill }: Case): readonly Line[] =>
  result.blind.flatMap(({ step, outcome, detail, unblock }) => {
    const { symbol, word, tone } = statuses[outcome];
    const known = stepOf(flow, step);
    const title = known ? fill(known.title) : step.replace(/^input:/, '');
    return [
      ...wrap([span(`  ${symbol} `, tone), span(`${title}: ${word}`)], cells, 4),
      ...(detail ? quoted(detail, cells) : []),
      ...unblock.flatMap((way) => wrap([span('    → ', 'accent'), span(wayWords(way))], cells, 6)),
      ...(known ? [line('    → R asks this step once more', 'quiet')] : []),
    ];
  });
