import type { StoreApi } from 'zustand';
import type { Wish } from '../core/fix-events.ts';
import type { Failure } from '../core/outcome.ts';
import type { LogSeen } from '../core/log-seen.ts';
import type { LinkQuestion } from '../core/link-question.ts';
import type { RunId, State, TargetId } from '../core/session.ts';

/** Everything the operator can make happen beyond the screen; the wizard's command carries it out. */
export type Actions = {
  /** Starts a flow on what the operator named, or on its subjects; the runs that it has now. */
  open(
    flow: string,
    inputs: Readonly<Record<string, string>>,
    target?: TargetId,
  ): Promise<readonly RunId[]>;
  /** To what a link asks; undefined gives it up. */
  reply(answer: string | undefined): void;
  answer(run: RunId, input: string, value: string): void;
  /** Gives up the step under way. */
  stop(run: RunId): void;
  /** Asks a step once more. */
  retry(run: RunId, step: string): void;
  /** Starts a new epoch, of one target or of all. */
  again(target?: TargetId): void;
  readonly fixes: Fixes;
  openLog(container: string, target?: TargetId): LogFeed;
  lookup(text: string): readonly Match[];
  /** Flows whose words are like these, best first: no claim that they fit. */
  nearest(text: string): readonly string[];
  write(): Promise<Saved>;
  recordings(): readonly Recording[];
  /** Resolves once it is on the desk. */
  practise(recording: Recording): Promise<void>;
  /** From a recorded incident back to this machine. */
  endPractice(): void;
  quit(because: 'asked' | 'interrupted'): void;
};

/** What the operator does with a fix; what comes of it stands in the log. */
export type Fixes = {
  /** Makes its plan; nothing is changed. */
  choose(run: RunId, fix: string, answers: Readonly<Record<string, string>>): void;
  /** Of the plan that is on the screen. */
  decide(run: RunId, approved: boolean): void;
  /** Still there, after what might have cut the link. */
  confirm(run: RunId): void;
  want(run: RunId, wish: Wish): void;
};

/** A flow that a text names. */
export type Match = {
  readonly flow: string;
  readonly title: string;
  /** The line that matched, cleaned. */
  readonly line: string;
  readonly count: number;
  /** Inputs that the line fills. */
  readonly inputs: Readonly<Record<string, string>>;
};

export type Saved =
  { readonly ok: true; readonly path: string } | { readonly ok: false; readonly failure: Failure };

/** A recorded incident to practise on; its title does not give the cause away. */
export type Recording = { readonly id: string; readonly flow: string; readonly title: string };

/** One container's log while somebody looks at it. */
export type LogFeed = Watched<LogSeen> & {
  follow(on: boolean): void;
  close(): void;
};

/** What the wizard stands on now: this machine, or a recorded incident. */
export type Desk = {
  readonly state: Watched<State>;
  /** Set while a recorded incident is on the screen. */
  readonly practice?: string;
  /** What a link asks the operator before it stands. */
  readonly question?: LinkQuestion;
  /** Why the session is not kept on disk, once it is known not to be. */
  readonly unkept?: string;
};

/** A store that is only looked at. */
export type Watched<Value> = Pick<StoreApi<Value>, 'getState' | 'getInitialState' | 'subscribe'>;
