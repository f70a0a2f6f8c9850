import type { Match } from '../core/lookup.ts';
import type { Near } from '../core/nearest.ts';
import { shellLine } from '../core/shell-words.ts';
import type { Shell } from './shell.ts';

const longestShown = 300;

/** What a text names, best first. */
export const sayMatches = (shell: Shell, matches: readonly Match[]): void => {
  matches.forEach((match, index) => {
    if (index > 0) shell.print('');
    for (const line of matchLines(match)) shell.print(line);
  });
};

const matchLines = (match: Match): readonly string[] => {
  const { flow, title, count, first, last, diagnosis, next } = match;
  const place =
    count === 1 ? `line ${first.line}` : `${count} lines, ${first.line} to ${last.line}`;
  return [
    `${flow}  ${title}`,
    `  ${place}: ${last.text.slice(0, longestShown)}`,
    diagnosis === null
      ? '  The text names the symptom; which cause it has, it does not say.'
      : `  This text proves: deploy-doctor explain ${flow}/${diagnosis}`,
    `  Next: ${shellLine(next)}`,
  ];
};

/** Nothing is claimed of what is near. */
export const sayNothing = (shell: Shell, near: readonly Near[]): void => {
  if (near.length === 0) {
    shell.print('No known text, and none that is near.');
    return;
  }
  shell.print('No known text. Nearest by its words, which proves nothing:');
  for (const { flow, title } of near) shell.print(`  ${flow}  ${title}`);
  const [first] = near;
  if (first) shell.print(`Read whether it fits: deploy-doctor explain ${first.flow}`);
};
