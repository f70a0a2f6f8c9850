import { inner, type Page, type Scene } from '../page.ts';
import { cut, line, span } from '../text.ts';

/** No container is at hand: which log is wanted? Those with error lines come first. */
export const logs = ({ target, size }: Scene): Page => {
  const cells = inner(size) - 2;
  const overview = target?.overview;
  const noisy = (container: string): number =>
    [...(overview?.texts ?? []), ...(overview?.unknown ?? [])]
      .filter((seen) => seen.container === container)
      .reduce((sum, { count }) => sum + count, 0);
  const containers = (overview?.containers ?? []).toSorted(
    (a, b) => noisy(b.container) - noisy(a.container) || (a.container < b.container ? -1 : 1),
  );
  return {
    screen: 'logs',
    title: [line('Whose log?', 'strong')],
    body:
      containers.length === 0
        ? { kind: 'lines', lines: [line('No container was seen here.', 'warn')] }
        : {
            kind: 'choices',
            choices: containers.map(({ container, status }) => {
              const count = noisy(container);
              const errors = count > 0 ? `, ${count} error ${count === 1 ? 'line' : 'lines'}` : '';
              return {
                value: container,
                lines: [cut([span(container), span(`  ${status}${errors}`, 'quiet')], cells)],
              };
            }),
          },
    hints: ['open', 'back'],
  };
};
