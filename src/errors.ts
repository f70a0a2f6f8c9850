/** A mistake the operator can mend: what happened, and what to do next. Anything else thrown is a bug. */
export class UserError extends Error {
  readonly next: string;
  /** Exit code of CONTRACT: 2 wrong usage, 4 target not reached. */
  readonly exit: number;
  constructor(what: string, next: string, exit = 2) {
    super(what);
    this.name = 'UserError';
    this.next = next;
    this.exit = exit;
  }
}
