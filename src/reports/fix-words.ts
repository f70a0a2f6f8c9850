import type { FixEvent } from '../core/fix-events.ts';
import type { FixState } from '../core/fix-state.ts';
import { planParts } from '../core/plan.ts';

/** A plan as lines to append. */
export const planLines = (fix: FixState, target: string): readonly string[] => [
  `${fix.plan?.way === 'undo' ? 'the way back from' : 'plan'}: ${fix.title}`,
  ...planParts(fix, target).flatMap(({ heading, lines }) => [
    `  ${heading}`,
    ...lines.map(({ text }) => `    ${text}`),
  ]),
];

/** What an event of a fix tells somebody who waits. */
export const fixProgress = (event: FixEvent): readonly string[] => {
  switch (event.type) {
    case 'fix.chosen':
      return [`fix: ${event.title}`];
    case 'action.started':
      return [`${event.way === 'undo' ? 'taking back: ' : ''}${event.call.action}: begun`];
    case 'action.finished': {
      const { result, settled } = event;
      const words =
        result.outcome === 'found'
          ? result.data.summary
          : `${result.outcome}: ${result.subject}: ${result.detail}`;
      return [`${settled === undefined ? '' : `${settled}: `}${words}`];
    }
    case 'fix.carried-out':
      return ['carried out; asking again what showed the fault'];
    case 'fix.verified':
      return [`${event.held ? 'verified' : 'not verified'}: ${event.because}`];
    case 'fix.stopped':
      return [`stopped: ${event.failure.subject}: ${event.failure.detail}`];
    case 'fix.undone':
      return event.differs.length === 0
        ? ['undone: all is as it was before the fix']
        : [`undone, and not as it was: ${event.differs.join(', ')}`];
    case 'revert.left':
    case 'lock.taken':
    case 'lock.left':
      return [event.summary];
    case 'revert.armed':
      return ['the target is told to take it back by itself, unless it is confirmed in time'];
    case 'fix.confirmed':
      return ['confirmed: the target is still reached'];
    case 'lock.wanted':
    case 'fix.wanted':
    case 'fix.previewed':
    case 'fix.decided':
    case 'action.undone':
      return [];
  }
};
