import {
  isFailure,
  type ActionContext,
  type AnyAction,
  type Applied,
  type Call,
  type PlanContext,
  type Preview,
  type Revert,
  type Undo,
} from '../core/action.ts';
import type { Failure, ProbeResult } from '../core/outcome.ts';
import type { Change } from '../core/change.ts';
import type { Reply, Request, Secret } from '../core/target.ts';
import { freeze, thaw } from './frozen.ts';
import type { Vault } from './vault.ts';

/** One target as actions see it. */
export type Hands = {
  readonly actions: ReadonlyMap<string, AnyAction>;
  readonly vault: Vault;
  /** Looks, and nothing else; never answered from memory. */
  look(request: Request, signal: AbortSignal): Promise<Reply>;
  /** Refused unless an approved plan is being carried out. */
  change(change: Change, signal: AbortSignal): Promise<Reply>;
  /** Resolves once nothing runs any more that was begun before; else why that is not known. */
  settled(signal: AbortSignal): Promise<Failure | undefined>;
};

export const previewCall = async (
  hands: Hands,
  call: Call,
  earlier: readonly Preview[],
  signal: AbortSignal,
): Promise<Preview | Failure> => {
  const ready = prepared(hands, call);
  if ('outcome' in ready) return ready;
  const { action, args } = ready;
  return action.preview(args as never, planContext(hands, signal), earlier);
};

/** The calls that lead back, with the secrets that they and this call need. */
export const undoOf = async (
  hands: Hands,
  call: Call,
  signal: AbortSignal,
): Promise<{ readonly undo: Undo; readonly needs: readonly Secret[] } | Failure> => {
  const ready = prepared(hands, call);
  if ('outcome' in ready) return ready;
  const needs: Secret[] = [];
  const keep = (secret: Secret): Promise<void> => {
    needs.push(secret);
    return Promise.resolve();
  };
  const { action, args } = ready;
  const undo = await action.undo(args as never, { ...planContext(hands, signal), keep });
  if (isFailure(undo)) return undo;
  if ('irreversible' in undo) return { undo, needs };
  return { undo: undo.map((back) => freeze(back, hands.vault)), needs };
};

/** How the target leads back alone; undefined where this action has no such way. */
export const revertOf = async (
  hands: Hands,
  call: Call,
  signal: AbortSignal,
): Promise<Revert | Failure | undefined> => {
  const ready = prepared(hands, call);
  if ('outcome' in ready) return ready;
  return ready.action.revert?.(ready.args as never, planContext(hands, signal));
};

export const applyCall = async (
  hands: Hands,
  call: Call,
  signal: AbortSignal,
): Promise<ProbeResult<Applied>> => {
  const ready = prepared(hands, call);
  if ('outcome' in ready) return ready;
  const context: ActionContext = {
    ...planContext(hands, signal),
    change: (change) => hands.change(change, signal),
  };
  return ready.action.apply(ready.args as never, context);
};

type Ready = { readonly action: AnyAction; readonly args: unknown };

/** The action, and its arguments as its schema has them. */
const prepared = ({ actions, vault }: Hands, call: Call): Ready | Failure => {
  const unreadable = (detail: string): Failure => ({
    outcome: 'unreadable',
    subject: call.action,
    detail,
  });
  const action = actions.get(call.action);
  if (!action) return unreadable('this version has no such action');
  const given = thaw(call, vault);
  if (!given) return unreadable('an argument is no longer in memory, and was not kept on disk');
  const parsed = action.args.safeParse(given);
  if (parsed.success) return { action, args: parsed.data };
  const [issue] = parsed.error.issues;
  return unreadable(
    `argument ${issue?.path.join('.') ?? '?'}: ${issue?.message ?? 'not accepted'}`,
  );
};

const planContext = ({ vault, look }: Hands, signal: AbortSignal): PlanContext => ({
  send: (request) =>
    // Time passes by itself: a clock and a wait are never remembered.
    look(
      request.kind === 'clock' || request.kind === 'wait' ? request : { ...request, fresh: true },
      signal,
    ),
  secret: (value) => vault.secret(value),
  reveal: (secret) => vault.reveal(secret),
  name: (value) => {
    vault.name(value);
  },
  seal: (value) => vault.seal(value),
  signal,
});
