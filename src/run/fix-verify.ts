import type { FixState } from '../core/fix-state.ts';
import type { Flow } from '../core/flow.ts';
import type { Run } from '../core/session.ts';
import {
  answered,
  canBeAsked,
  heldBefore,
  askedToVerify,
  milliseconds,
  stepsToVerify,
  unasked,
  verified,
  type Seen,
  type Verify,
} from '../core/verify.ts';
import { record, stopFix, type FixWorld } from './fix-world.ts';

/** Between two looks, while it is not so yet; and while it must stay so. */
const pauseMs = 1000;

/** The step that showed the fault is asked again: until it is so, then for as long as it must stay. */
export const verify = async (world: FixWorld, fix: FixState): Promise<void> => {
  const run = world.session.getState().runs[fix.run];
  const flow = run && world.flows.get(run.flow);
  const wanted = flow?.fixes[fix.fix]?.verify;
  const id = { run: fix.run, fix: fix.fix };
  if (!run || !flow || !wanted) {
    const because = 'this fix names no step that could tell; look again to see what it did';
    await record(world, { type: 'fix.verified', ...id, held: false, because, asked: 0, ms: 0 });
    return;
  }
  if (heldBefore(flow, run, fix.diagnosis, wanted)) {
    const because = `${wanted.step} said so before the fix already: that proves nothing`;
    await record(world, { type: 'fix.verified', ...id, held: false, because, asked: 0, ms: 0 });
    return;
  }
  const { seen, asked, ms } = await watch(world, { flow, run, wanted });
  if (world.signal.aborted) {
    const detail = 'stopped before the verification was over; the fix itself is done';
    return stopFix(world, fix, { outcome: 'stopped', subject: wanted.step, detail });
  }
  await record(world, { type: 'fix.verified', ...id, ...seen, asked, ms });
};

type Question = { readonly flow: Flow; readonly run: Run; readonly wanted: Verify };

const watch = async (
  world: FixWorld,
  question: Question,
): Promise<{ readonly seen: Seen; readonly asked: number; readonly ms: number }> => {
  const { within = '0s', for: stays = '0s' } = question.wanted;
  let asked = 0;
  let ms = 0;
  const look = async (): Promise<Seen> => {
    const { seen, tookMs } = await lookOnce(world, question);
    asked += 1;
    ms += tookMs;
    return seen;
  };
  const pause = async (): Promise<void> => {
    await world.look({ kind: 'wait', ms: pauseMs }, world.signal);
    ms += pauseMs;
  };
  let seen = await look();
  while (!seen.held && ms < milliseconds(within) && !world.signal.aborted) {
    await pause();
    seen = await look();
  }
  const since = ms;
  while (seen.held && ms - since < milliseconds(stays) && !world.signal.aborted) {
    await pause();
    seen = await look();
    if (!seen.held) {
      const because = `it was so, and after ${Math.round((ms - since) / 1000)} s no more: ${seen.because}`;
      return { seen: { held: false, because }, asked, ms };
    }
  }
  const stayed = seen.held && ms > since ? ` for ${Math.round((ms - since) / 1000)} s` : '';
  return { seen: { ...seen, because: `${seen.because}${stayed}` }, asked, ms };
};

const lookOnce = async (
  world: FixWorld,
  { flow, run, wanted }: Question,
): Promise<{ readonly seen: Seen; readonly tookMs: number }> => {
  world.forget();
  let now = unasked(run, wanted);
  let tookMs = 0;
  for (const step of stepsToVerify(flow, wanted)) {
    // What rests on something that could not be seen is not asked, and so is not so.
    if (!canBeAsked(flow, now, step)) break;
    const asked = askedToVerify(flow, now, step);
    const { result, ms } = await world.ask(run.id, asked);
    tookMs += ms;
    now = answered(now, asked, result);
  }
  return { seen: verified(flow, now, wanted), tookMs };
};
