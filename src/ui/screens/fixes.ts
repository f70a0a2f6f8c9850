import { fixesOf, type ByHand } from '../../core/by-hand.ts';
import type { Part } from '../parts.ts';
import { shellRows } from '../shell-rows.ts';
import { span, wrap, type Line } from '../text.ts';
import { risks } from '../theme.ts';
import type { Case } from './evidence.ts';

/** What to do, line by line, with its risk; and what people try that does not help. */
export const fixParts = ({ flow, run, result, cells, fill }: Case): readonly Part[] => {
  const not = flow.diagnoses[result.diagnosis ?? '']?.['not-cures'] ?? [];
  return [
    ...fixesOf(flow, run).map((fix, at) => ({
      ...(at === 0 && { heading: 'What to do' }),
      lines: fixLines(fix, at + 1, cells),
    })),
    {
      heading: 'What does not help',
      lines: not.flatMap(({ cure, because }) => [
        ...wrap([span('  ✗ ', 'bad'), span(fill(cure))], cells, 4),
        ...wrap([span('    '), span(fill(because), 'quiet')], cells, 4),
      ]),
    },
  ];
};

const fixLines = (fix: ByHand, number: number, cells: number): readonly Line[] => {
  const { title, risk, lines, undo, canApply } = fix;
  const { symbol, word, tone } = risks[risk];
  return [
    ...wrap([span(`  ${number}. `), span(title, 'strong')], cells, 5),
    [span('     '), span(`${symbol} ${word}`, tone)],
    ...lines.flatMap((typed) => shellRows(typed, cells, 7)),
    ...(canApply
      ? wrap([span('     '), span('f shows what it would change, and asks.', 'accent')], cells, 5)
      : []),
    ...(undo ? wrap([span('     '), span(`Undo: ${undo}`, 'quiet')], cells, 11) : []),
  ];
};
