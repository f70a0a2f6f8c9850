import { UserError } from '../errors.ts';
import type { FixEvent } from '../core/fix-events.ts';
import type { Event } from '../core/session.ts';

const fixKinds: Readonly<Record<FixEvent['type'], true>> = {
  'fix.chosen': true,
  'fix.wanted': true,
  'fix.previewed': true,
  'fix.decided': true,
  'fix.stopped': true,
  'fix.carried-out': true,
  'fix.verified': true,
  'fix.undone': true,
  'action.started': true,
  'action.finished': true,
  'action.undone': true,
  'revert.armed': true,
  'fix.confirmed': true,
  'revert.left': true,
  'lock.wanted': true,
  'lock.taken': true,
  'lock.left': true,
};

/** Every kind of event there is: one that is not among them was written by another version. */
const kinds: Readonly<Record<Event['type'], true>> = {
  'session.started': true,
  'session.ended': true,
  'target.connected': true,
  'target.lost': true,
  'overview.read': true,
  exchanged: true,
  'epoch.started': true,
  'run.started': true,
  'run.ended': true,
  'input.detected': true,
  'input.answered': true,
  'probe.started': true,
  'probe.finished': true,
  'step.stopped': true,
  'step.retried': true,
  'branch.taken': true,
  ...fixKinds,
};

const isEvent = (value: unknown): value is Event =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  Object.hasOwn(kinds, value.type) &&
  'at' in value &&
  'run' in value;

/** Parses a journal; says which line is broken. A cut last line (the program was killed) is left out. */
export const recordedEvents = (text: string, file: string): readonly Event[] => {
  const lines = text.split('\n');
  const events: Event[] = [];
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    try {
      const event: unknown = JSON.parse(line);
      if (!isEvent(event)) throw new Error('it is no event of this version');
      events.push(event);
    } catch (error) {
      if (index === lines.length - 1) return;
      const words = error instanceof Error ? error.message : String(error);
      throw new UserError(
        `${file}:${index + 1}: this line of the session log is broken: ${words}`,
        'Give a file that deploy-doctor wrote, from the sessions folder.',
      );
    }
  });
  const [first] = events;
  if (first?.type !== 'session.started') {
    throw new UserError(
      `${file}:1: this is no session log: its first line does not say session.started`,
      'Give a file that deploy-doctor wrote, from the sessions folder.',
    );
  }
  return events;
};
