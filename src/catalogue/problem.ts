/** Something wrong in a file that a person wrote: where, what, and how to mend it. */
export type Problem = {
  readonly file: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly message: string;
  readonly cure: string;
};

/** One line that editors and terminals can jump to. */
export const problemLine = ({ file, line, column, rule, message, cure }: Problem): string =>
  `${file}:${line}:${column}: ${rule}: ${message}${/[.?]$/.test(message) ? '' : '.'} ${cure}`.trim();

export const inFileOrder = (problems: readonly Problem[]): readonly Problem[] =>
  problems.toSorted(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
  );

/** A problem of a file as a whole. */
export const topProblem = (file: string, rule: string, message: string, cure: string): Problem => ({
  file,
  line: 1,
  column: 1,
  rule,
  message,
  cure,
});
