import { UserError } from '../errors.ts';
import type { Event } from '../core/session.ts';

/** Parses a journal; says which line is broken. A cut last line (the program was killed) is left out. */
export const recordedEvents = (text: string, file: string): readonly Event[] => {
  const lines = text.split('\n');
  const events: Event[] = [];
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    try {
      events.push(JSON.parse(line) as Event);
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
