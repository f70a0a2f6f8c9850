import { changeWords } from '../core/request-words.ts';
import type { Writable } from '../core/change.ts';
import { refusal } from './failure.ts';

/** Whether changes may pass. Closed from the start, and open only while an approved plan is applied. */
export type Permit = {
  /** Lets changes pass until `work` has settled. One plan at a time. */
  during<Value>(plan: string, work: () => Promise<Value>): Promise<Value>;
  /** The plan that is being applied. */
  plan(): string | undefined;
};

export const closedPermit = (): Permit => {
  let open: string | undefined;
  return {
    plan: () => open,
    during: async (plan, work) => {
      if (open !== undefined) throw new Error(`${plan} began while ${open} was being applied`);
      open = plan;
      try {
        return await work();
      } finally {
        open = undefined;
      }
    },
  };
};

/**
 * Passes changes while a plan that somebody approved is being applied, and no others. `readOnly`
 * (--read-only, DEPLOY_DOCTOR_READ_ONLY) wins over every approval.
 */
export const permitted = (
  inner: Writable,
  { permit, readOnly }: { readonly permit: Permit; readonly readOnly: boolean },
): Writable => ({
  label: inner.label,
  close: () => inner.close(),
  settled: (signal) => inner.settled(signal),
  change: (change, signal) => {
    const no = (why: string) => Promise.resolve(refusal('permission', changeWords(change), why));
    if (readOnly) return no('refused by --read-only: nothing is changed');
    if (permit.plan() === undefined) return no('no approved plan is being applied');
    return inner.change(change, signal);
  },
});
