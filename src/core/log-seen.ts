import type { Failure } from './outcome.ts';

/** A line of a log, cleaned, as a screen shows it. */
export type LogLineSeen = {
  /** RFC 3339, where the engine gave one. */
  readonly at?: string;
  readonly text: string;
  /** The flow whose signature it holds. */
  readonly marked?: string;
};

/** One container's log, as far as it has been read. */
export type LogSeen = {
  readonly container: string;
  readonly status: 'reading' | 'read' | 'following' | 'failed';
  readonly lines: readonly LogLineSeen[];
  /** What was not read: bounds, in words. */
  readonly bounds?: string;
  readonly failure?: Failure;
};
