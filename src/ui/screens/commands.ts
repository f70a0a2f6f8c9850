import { typedSteps } from '../../core/commands.ts';
import type { Flow } from '../../core/flow.ts';
import type { Run } from '../../core/session.ts';
import { inner, type Page, type Scene } from '../page.ts';
import { shellRows } from '../shell-rows.ts';
import { joinParts } from '../parts.ts';
import { line, paragraph, span, wrap } from '../text.ts';

/** The same look without this program: what the evidence rests on, to type by hand. */
export const commands = ({ state, size }: Scene, flow: Flow, run: Run): Page => {
  const cells = inner(size);
  const steps = typedSteps(flow, run, state);
  const { lines, sections } = joinParts(
    steps.map(({ title, lines: typed, refused }) => ({
      lines: [
        ...wrap(
          [span(title, 'strong'), ...(refused ? [span('  ! could not see', 'warn')] : [])],
          cells,
        ),
        ...(typed.length > 0
          ? typed.flatMap((each) => shellRows(each, cells, 2))
          : [line('  # nothing was asked: an earlier answer served', 'quiet')]),
      ],
    })),
  );
  const empty = paragraph('No step has been walked yet.', cells, 0, 'quiet');
  return {
    screen: 'commands',
    title: [
      line('The same look, by hand', 'strong'),
      ...paragraph('These read only. Passwords are yours to type.', cells, 0, 'quiet'),
    ],
    body: { kind: 'lines', lines: lines.length > 0 ? lines : empty, sections },
    hints: ['page-down', 'write', 'back'],
  };
};
