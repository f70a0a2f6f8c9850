import type { AnyAction } from '../core/action.ts';
import type { Asked } from '../core/engine.ts';
import type { Wish } from '../core/fix-events.ts';
import { fixOf } from '../core/fix-state.ts';
import type { Flow } from '../core/flow.ts';
import type { Failure } from '../core/outcome.ts';
import type { RunId } from '../core/session.ts';
import type { Change } from '../core/change.ts';
import type { Reply } from '../core/target.ts';
import { aborted, isOld, nextEnd } from './fix-renew.ts';
import { chooseFix, refuseOld, type FixAnswers } from './fix-choose.ts';
import type { FixWorld } from './fix-world.ts';
import { walkFix } from './fix.ts';
import type { Send } from './gather.ts';
import type { Answered } from './link.ts';
import type { Session } from './session.ts';
import type { UndoStore } from './undo-store.ts';
import type { Vault } from './vault.ts';

/** One target, as far as fixes need it. */
export type FixTarget = {
  readonly look: Send;
  change(change: Change, signal: AbortSignal): Promise<Reply>;
  settled(signal: AbortSignal): Promise<Failure | undefined>;
  ask(run: RunId, asked: Asked): Promise<Answered>;
  /** What was asked before is asked anew. */
  forget(): void;
  /** Everything that was looked at is looked at again: something was changed, or it is long ago. */
  again(because: 'changed' | 'old'): Promise<void>;
};

export type FixerOptions = {
  readonly session: Session;
  readonly vault: Vault;
  readonly flows: ReadonlyMap<string, Flow>;
  readonly actions: readonly AnyAction[];
  readonly kept: UndoStore;
  readonly readOnly: boolean;
  readonly who: string;
  permit<Value>(plan: string, work: () => Promise<Value>): Promise<Value>;
  targetOf(run: RunId): FixTarget;
};

/** What an operator does with the fixes of a session. Each returns where a person must go on. */
export type Fixer = {
  /** Freezes a fix that the diagnosis offers, with the answers to what it asks, and makes its plan. */
  choose(run: RunId, fix: string, answers?: FixAnswers): Promise<Failure | undefined>;
  /** Of the plan that stands there now; it covers that plan, and no other. */
  decide(run: RunId, approved: boolean, by: 'operator' | 'flag'): Promise<void>;
  /** The operator is still there, after what might have cut him off. */
  confirm(run: RunId, by: 'operator' | 'flag'): Promise<void>;
  want(run: RunId, wish: Wish): Promise<void>;
  /** An earlier process left it: its approval is void, and a call that was cut off is asked about. */
  settle(run: RunId): Promise<void>;
  /** Ends what only looks, lets a call that changes something come to its end, and begins no more. */
  stop(): Promise<void>;
};

export const createFixer = (options: FixerOptions): Fixer => {
  const { session, kept, vault, flows, readOnly, who } = options;
  const actions = new Map(options.actions.map((action) => [action.name, action]));
  const stop = new AbortController();
  const working = new Set<Promise<void>>();
  const turns = new Map<RunId, Promise<void>>();
  const shown: FixWorld['shown'] = new Map();

  const worldOf = (run: RunId): FixWorld => {
    const target = options.targetOf(run);
    return {
      ...{ session, kept, shown, vault, flows, actions, readOnly, who, signal: stop.signal },
      look: (request, signal) => target.look(request, signal),
      change: (change, signal) => target.change(change, signal),
      settled: (signal) => target.settled(signal),
      ask: (id, asked) => target.ask(id, asked),
      forget: () => target.forget(),
      permit: (plan, work) => options.permit(plan, work),
    };
  };
  /** How much was changed so far, and taken back. */
  const changesOf = (run: RunId): number => {
    const fix = fixOf(session.getState().fixes, run);
    return (fix?.forth.length ?? 0) + (fix?.back.length ?? 0);
  };
  const walk = async (run: RunId): Promise<void> => {
    const before = changesOf(run);
    // What is wanted while it comes to its end, such as its lock being given back, waits for that.
    const turn = (turns.get(run) ?? Promise.resolve()).then(() => walkFix(worldOf(run), run));
    turns.set(
      run,
      turn.catch(() => undefined),
    );
    await turn;
    const isStill = fixOf(session.getState().fixes, run)?.wish === 'nothing';
    if (isStill && changesOf(run) !== before && !stop.signal.aborted) {
      // A run that asks its operator something does not end by itself.
      await Promise.race([options.targetOf(run).again('changed'), aborted(stop.signal)]);
    }
  };
  const work = async (run: RunId): Promise<void> => {
    if (stop.signal.aborted) return;
    const walked = walk(run);
    working.add(walked);
    try {
      await walked;
    } finally {
      working.delete(walked);
    }
  };
  const fixIn = (run: RunId): string => fixOf(session.getState().fixes, run)?.fix ?? '';

  return {
    choose: async (run, name, answers = {}) => {
      const before = session.getState().runs[run];
      if (before?.ended && isOld(before, Date.now())) {
        const ended = nextEnd(session, run, stop.signal);
        await Promise.race([options.targetOf(run).again('old'), ended]);
        const { diagnosis } = before.ended;
        const now = session.getState().runs[run];
        if (now?.ended?.diagnosis !== diagnosis) {
          return refuseOld(worldOf(run), run, { fix: name, diagnosis: diagnosis ?? '' });
        }
      }
      const refused = await chooseFix(worldOf(run), run, { name, answers });
      if (refused) return refused;
      await work(run);
      return undefined;
    },
    decide: async (run, approved, by) => {
      await session.keep({ type: 'fix.decided', run, fix: fixIn(run), approved, by });
      await work(run);
    },
    confirm: async (run, by) => {
      // A link may stand over which nothing comes any more.
      const seen = await options.targetOf(run).look({ kind: 'clock' }, stop.signal);
      if (!seen.ok) return;
      await session.keep({ type: 'fix.confirmed', run, fix: fixIn(run), by });
      await work(run);
    },
    want: async (run, wish) => {
      await session.keep({ type: 'fix.wanted', run, fix: fixIn(run), wish });
      await work(run);
    },
    settle: async (run) => {
      await session.keep({ type: 'fix.wanted', run, fix: fixIn(run), wish: 'nothing' });
      await work(run);
    },
    stop: async () => {
      stop.abort();
      await Promise.allSettled(working);
    },
  };
};
