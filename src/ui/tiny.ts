import { findingsOf, isOpen } from './findings.ts';
import type { Page, Scene } from './page.ts';
import { many } from './screens/seen.ts';
import { cut, paragraph, words, type Line } from './text.ts';
import { statuses } from './theme.ts';

/** Too small for a screen: the most important words, and the way out. */
export const tinyLines = ({ size, state, flows, target }: Scene, page: Page): readonly Line[] => {
  const { columns, rows } = size;
  const open = findingsOf(state, flows, target?.id).filter(isOpen);
  const [first] = open;
  const texts = [
    first ? `${statuses[first.status].word}: ${first.title}` : words(page.title[0] ?? []),
    open.length > 1 ? many(open.length, 'finding') : '',
    'needs 40x12',
    'q quits',
  ];
  const needed = texts.filter(Boolean).map((text) => paragraph(text, columns));
  // The way out is the last to go; the first words give way.
  const room = Math.max(1, rows - 1);
  const rest = needed.slice(1).flat();
  const head = (needed[0] ?? []).slice(0, Math.max(1, room - rest.length));
  return [...head, ...rest].slice(0, room).map((each) => cut(each, columns));
};
