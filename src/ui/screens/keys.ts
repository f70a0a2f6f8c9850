import { keyLabel } from '../key-name.ts';
import { keys as table, type ScreenId } from '../keys.ts';
import { inner, type Page, type Scene } from '../page.ts';
import { line, span, wrap } from '../text.ts';

/** The keys of the screen one came from, then all the others. */
export const keys = ({ size }: Scene, of: ScreenId): Page => {
  const cells = inner(size);
  const rows = (here: boolean) =>
    table
      .filter(({ on }) => on.includes(of) === here)
      .flatMap(({ keys: names, words }) => {
        const label = names.map(keyLabel).join(' ');
        return wrap([span(`  ${label.padEnd(12)} `, 'accent'), span(words)], cells, 15);
      });
  return {
    screen: 'keys',
    title: [line('Keys', 'strong')],
    body: {
      kind: 'lines',
      lines: [...rows(true), line(''), line('On other screens', 'strong'), ...rows(false)],
    },
    hints: ['page-down', 'back', 'quit'],
  };
};
