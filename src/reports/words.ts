import type { Confidence, Unblock } from '../core/outcome.ts';
import type { Result } from '../core/report.ts';

/** Words that every report says alike. */

export const confidenceMeaning: Readonly<Record<Confidence, string>> = {
  confirmed: 'the evidence leaves no other cause',
  likely: 'something that could speak against it was not seen',
  possible: 'it fits, and other causes fit as well',
};

const unblocks: Readonly<Record<Unblock, string>> = {
  sudo: 'run with sudo',
  'docker-group': 'run as a user who may use the Docker engine',
  'other-user': 'run as another user',
  install: 'install the program that is missing',
  timeout: 'give more time with --timeout',
  'allow-exec': 'leave out --no-exec',
  'start-engine': 'start the engine (systemctl start docker), or name another with --docker',
};

/** How to see what was not seen; a flag such as `-i container=…` speaks for itself. */
export const unblockWords = (unblock: readonly string[]): string =>
  unblock
    .map((way) => (way in unblocks ? unblocks[way as Unblock] : `give \`${way}\``))
    .join(', or ');

/** The verdict in a few words. */
export const verdictWords = ({ outcome, confidence, diagnosis }: Result): string => {
  switch (outcome) {
    case 'diagnosed':
      return `${confidence ?? 'confirmed'}: ${diagnosis ?? ''}`;
    case 'healthy':
      return 'healthy';
    case 'inconclusive':
      return 'inconclusive: something could not be seen';
    case 'not-applicable':
      return 'not applicable';
  }
};

export const riskWords = {
  safe: 'safe: nothing stops',
  downtime: 'downtime: something restarts',
  data: 'data: something may be lost',
} as const;

/** `flow` on `subject`. */
export const aboutWords = (flow: string, subject: string | undefined): string =>
  subject === undefined || subject === '' ? flow : `${flow} on ${subject}`;

export const plural = (count: number, one: string): string =>
  `${count} ${one}${count === 1 ? '' : 's'}`;
