import { fixesOf } from '../../core/by-hand.ts';
import type { Flow } from '../../core/flow.ts';
import type { Run } from '../../core/session.ts';
import { inner, type Choice, type Page, type Scene } from '../page.ts';
import { cut, line, span } from '../text.ts';
import { risks } from '../theme.ts';
import { runTitle } from './trail.ts';

/** Which of the fixes that the diagnosis offers. */
export const fixChoice = ({ size }: Scene, flow: Flow, run: Run): Page => {
  const cells = inner(size);
  const choices = fixesOf(flow, run).map((fix): Choice => {
    const { symbol, word, tone } = risks[fix.risk];
    const who = fix.canApply ? 'shown first, then carried out if you say so' : 'by hand';
    return {
      value: fix.id,
      lines: [
        cut(line(fix.title), cells - 2),
        cut([span(`  ${symbol} ${word}`, tone), span(`, ${who}`, 'quiet')], cells - 2),
      ],
    };
  });
  return {
    screen: 'fixes',
    title: [...runTitle(flow, run, cells), line('Which one? Nothing is changed yet.', 'quiet')],
    body: { kind: 'choices', choices },
    hints: ['open', 'back'],
  };
};
