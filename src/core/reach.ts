import type { LinkRefusal } from './link-refusal.ts';
import type { State, TargetState } from './session.ts';

/** Why nothing can be said of a target: CONTRACT's `error`. */
export type Unreached = { readonly kind: LinkRefusal; readonly message: string };

/**
 * A target that was never reached, or was lost before anything about it was settled. One that was
 * lost later keeps what was found: what was not seen then says so itself.
 */
export const unreached = ({ runs }: State, target: TargetState): Unreached | undefined => {
  if (target.link !== 'lost') return undefined;
  const isSettled = Object.values(runs).some(
    (run) => run.target === target.id && Boolean(run.ended?.diagnosis),
  );
  if (isSettled) return undefined;
  return { kind: target.refusal ?? 'unreachable', message: target.detail };
};
