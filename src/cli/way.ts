import { targetLabel, type TargetSpec } from '../core/target-spec.ts';
import type { Writable } from '../core/change.ts';
import type { Transport } from '../core/target.ts';
import type { Hooks, Refused } from '../run/ground.ts';
import { connect } from '../transports/connect.ts';
import type { Asking } from '../transports/ssh-target.ts';
import { heldPassword, passwordOf } from '../transports/sudo-password.ts';
import type { Shell } from './shell.ts';

/** The way to a target: what carries requests there, and what keeps that up. */
export type Way = {
  readonly wire: Transport;
  /** What can change the target. */
  readonly hands: Writable;
  link?(): Promise<Refused | undefined>;
  awayMs?(): number;
  warning?(): string | undefined;
};

export type WayOptions = {
  readonly spec: TargetSpec;
  /** Signs what is changed there. */
  readonly session: string;
  readonly hooks: Pick<Hooks, 'lost' | 'linked' | 'gone'>;
  /** Absent: nobody can be asked. */
  readonly ask?: Asking;
};

/** From what the operator named to a way there. What carries ssh is loaded when a host is named. */
export const wayTo = async (
  shell: Shell,
  { spec, session, hooks, ask }: WayOptions,
): Promise<Way> => {
  const label = targetLabel(spec);
  const asked = ask && spec.sudo;
  const held = asked
    ? heldPassword((again) => ask.secret({ what: passwordOf(label, again), optional: true }))
    : undefined;
  const waitedMs = (): number => held?.waitedMs() ?? 0;
  const password = held?.ask;
  if (spec.kind === 'local') {
    const connected = await connect(spec, shell.env, { session, ...(password && { password }) });
    return held ? { ...connected, awayMs: waitedMs } : connected;
  }
  const [{ relinking }, { openHost }] = await Promise.all([
    import('../transports/relinking.ts'),
    import('../transports/open-host.ts'),
  ]);
  const { env, home } = shell;
  const wire = relinking({
    label,
    open: (hear, signal) => {
      const surroundings = {
        env,
        home,
        signal,
        session,
        ...(ask && { ask }),
        ...(password && { password }),
      };
      return openHost(spec, surroundings, hear);
    },
    ...hooks,
  });
  return {
    wire,
    hands: wire.hands,
    link: () => wire.link(),
    awayMs: () => wire.awayMs() + waitedMs(),
    warning: () => wire.warning(),
  };
};
