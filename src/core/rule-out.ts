import type { Flow } from './flow.ts';
import type { Branch } from './session.ts';
import { reachable, startOf } from './walk.ts';

export type RuledOut = {
  readonly diagnosis: string;
  readonly step: string;
  readonly because: string;
};

/**
 * A diagnosis is ruled out at the first walked step after whose refuted edges it can no longer be
 * reached from the start. What is still reachable and was not reached is neither.
 */
export const ruledOut = (
  flow: Flow,
  path: readonly Branch[],
  reached: string | null,
): readonly RuledOut[] => {
  const closed = new Set<string>();
  const out = new Map<string, RuledOut>();
  for (const { step, refuted } of path) {
    for (const { edge } of refuted) closed.add(`${step}/${edge}`);
    const open = reachable(flow, startOf(flow), (edge) => !closed.has(`${edge.step}/${edge.edge}`));
    for (const [diagnosis, { verdict }] of Object.entries(flow.diagnoses)) {
      if (verdict === 'not-applicable') continue;
      if (open.has(diagnosis) || out.has(diagnosis) || diagnosis === reached) continue;
      const own = refuted.find(({ go }) => go === diagnosis);
      const because =
        own?.because ?? refuted.find(({ go }) => leadsTo(flow, go, diagnosis))?.because;
      out.set(diagnosis, { diagnosis, step, because: because ?? 'the way to it is closed' });
    }
  }
  return [...out.values()];
};

const leadsTo = (flow: Flow, from: string, to: string): boolean =>
  reachable(flow, from, () => true).has(to);
