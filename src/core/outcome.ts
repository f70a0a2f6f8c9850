/** Knowledge versus blindness: the vocabulary of the whole program. */

/** We looked, and this is why we could not see. Says nothing about the target. */
export type Blind =
  | 'permission' // EACCES, EPERM, 403, sudo wants a password, refused by --no-exec
  | 'timeout' // no answer within the limit; the command was killed
  | 'unreachable' // host, port, socket or engine does not answer
  | 'tool-missing' // the program the probe needs is not on the target
  | 'unreadable' // it answered, in a form (or a length) the probe cannot judge
  | 'stopped'; // the operator stopped or skipped it

export type Outcome = 'found' | 'not-found' | Blind;

export const blindOutcomes = [
  'permission',
  'timeout',
  'unreachable',
  'tool-missing',
  'unreadable',
  'stopped',
] as const satisfies readonly Blind[];

export const outcomes = ['found', 'not-found', ...blindOutcomes] as const;

export const isBlind = (outcome: Outcome): outcome is Blind =>
  outcome !== 'found' && outcome !== 'not-found';

/** What would let us see. */
export const unblocks = [
  'sudo',
  'docker-group',
  'other-user',
  'install',
  'timeout',
  'allow-exec',
  'start-engine',
] as const;

export type Unblock = (typeof unblocks)[number];

/** Every expected failure is a value. Only bugs are thrown. */
export type Failure = {
  readonly outcome: 'not-found' | Blind;
  /** What was looked at: a path, a container, a command. */
  readonly subject: string;
  /** The original words of the refusal. */
  readonly detail: string;
  readonly unblock?: readonly Unblock[];
};

export type ProbeResult<Data = unknown> =
  { readonly outcome: 'found'; readonly data: Data } | Failure;

export const found = <Data>(data: Data): ProbeResult<Data> => ({ outcome: 'found', data });

export const notFound = (subject: string, detail: string): Failure => ({
  outcome: 'not-found',
  subject,
  detail,
});

/** How sure the evidence can make us; never a made-up percentage. Strongest first. */
export const confidences = ['confirmed', 'likely', 'possible'] as const;
export type Confidence = (typeof confidences)[number];

export const lowest = (...all: readonly Confidence[]): Confidence =>
  all.reduce((a, b) => (confidences.indexOf(b) > confidences.indexOf(a) ? b : a), 'confirmed');
