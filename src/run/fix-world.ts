import type { Preview } from '../core/action.ts';
import type { Asked } from '../core/engine.ts';
import type { FixEvent } from '../core/fix-events.ts';
import type { FixState } from '../core/fix-state.ts';
import type { Flow } from '../core/flow.ts';
import type { Failure } from '../core/outcome.ts';
import type { RunId } from '../core/session.ts';
import type { Hands } from './call.ts';
import type { Answered } from './link.ts';
import type { Session } from './session.ts';
import type { UndoStore } from './undo-store.ts';

/** What carrying out a fix needs of the world. */
export type FixWorld = Hands & {
  readonly session: Session;
  readonly flows: ReadonlyMap<string, Flow>;
  readonly kept: UndoStore;
  /** What the calls of each run's latest plan showed, whole: the log holds no bytes of files. */
  readonly shown: Map<RunId, readonly Preview[]>;
  /** Who works here, in words that another operator knows. */
  readonly who: string;
  /** No change passes, whatever is approved. */
  readonly readOnly: boolean;
  /** Lets changes pass while `work` is under way. */
  permit<Value>(plan: string, work: () => Promise<Value>): Promise<Value>;
  /** Asks a probe of the run's target. */
  ask(run: RunId, asked: Asked): Promise<Answered>;
  /** What was asked before is asked anew. */
  forget(): void;
  /** Ends what only looks; a call that changes something is finished first. */
  readonly signal: AbortSignal;
};

export const record = (
  { session }: Pick<FixWorld, 'session'>,
  event: FixEvent & { readonly run: RunId },
): Promise<string | undefined> => session.keep(event);

export const stopFix = async (world: FixWorld, fix: FixState, failure: Failure): Promise<void> => {
  await record(world, { type: 'fix.stopped', run: fix.run, fix: fix.fix, failure });
};

/** Without the log nothing could be taken back. */
export const unwritten = (refusal: string): Failure => ({
  outcome: 'permission',
  subject: 'the session on disk',
  detail: `${refusal}; without it nothing is changed, because nothing could be taken back`,
});
