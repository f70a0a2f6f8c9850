import type { Cockpit } from './perform.ts';

/** How far a page can be moved, and where to. */

export const scroll = (cockpit: Cockpit, by: number): void => {
  // A list moves its own pointer.
  if (cockpit.page.body.kind === 'choices') return;
  scrollTo(cockpit, cockpit.frame.scroll.at + by);
};

export const scrollTo = ({ frame, move }: Cockpit, row: number): void => {
  const { most } = frame.scroll;
  move({ do: 'scroll', to: Math.max(0, Math.min(most, row)) });
};

/** The next part below, with so many rows above it in sight; from the last one to the first. */
export const nextRow = ({ frame }: Cockpit, above: number): number => {
  const rows = frame.sections.map((row) => Math.max(0, row - above));
  return rows.find((row) => row > frame.scroll.at && row <= frame.scroll.most) ?? rows[0] ?? 0;
};
