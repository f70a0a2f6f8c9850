import type { TargetState } from '../core/session.ts';
import { marks, type Tone } from './theme.ts';

/** What is wrong with a target's link, in a few words; undefined: nothing. */
export const linkWords = (
  target: TargetState,
  awaySeconds: number | undefined,
): { readonly text: string; readonly tone: Tone } | undefined => {
  if (target.link !== 'lost') return undefined;
  if (!target.trying)
    return { text: target.overview ? 'link lost' : 'not reachable', tone: 'warn' };
  const since = awaySeconds === undefined ? '' : ` ${awaySeconds} s ago`;
  return { text: `link lost${since}, trying again`, tone: 'warn' };
};

/** Where the link stands while nothing is known of the target yet. */
export const lookingWords = ({ link }: Pick<TargetState, 'link'>): string =>
  link === 'connected' ? 'reading the containers and their logs' : 'connecting';

export const between = ` ${marks.bullet} `;
