import type { Failure } from '../core/outcome.ts';

/**
 * Bugs that runs met. One run's bug leaves the others' findings as they are: it is told where it
 * happened as something that could not be seen, and the command ends with it all the same.
 */
export type Bugs = {
  /** Keeps the error for the end, and gives what its run is told. */
  note(error: unknown, subject: string): Failure;
  all(): readonly unknown[];
};

export const createBugs = (): Bugs => {
  const bugs: unknown[] = [];
  return {
    note: (error, subject) => {
      bugs.push(error);
      const words = error instanceof Error ? error.message : String(error);
      const detail = `this is a bug in deploy-doctor, not a finding: ${words}`;
      return { outcome: 'unreadable', subject, detail };
    },
    all: () => bugs,
  };
};
