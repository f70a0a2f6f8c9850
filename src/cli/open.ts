import { hostname, userInfo } from 'node:os';
import type { Flow } from '../core/flow.ts';
import { replySeen } from '../core/reply-seen.ts';
import { pattern } from '../core/pattern.ts';
import { signaturesOf } from '../core/signature.ts';
import { actions } from '../actions/index.ts';
import { targetLabel, type TargetSpec } from '../core/target-spec.ts';
import { probes } from '../probes/index.ts';
import type { Connection, Hooks } from '../run/ground.ts';
import { fileJournal, resumedJournal } from '../run/journal.ts';
import { openLook, type Look } from '../run/look.ts';
import { sessionId } from '../run/session-id.ts';
import { fileUndoStore } from '../run/undo-store.ts';
import { createVault } from '../run/vault.ts';
import { finderOf } from '../scan/finder.ts';
import { scanText } from '../scan/scan-text.ts';
import type { TargetPlan } from '../run/target-look.ts';
import { limiting } from '../transports/limiting.ts';
import { readOnly } from '../transports/read-only.ts';
import { recording } from '../transports/recording.ts';
import { remembering } from '../transports/remembering.ts';
import { closedPermit, permitted } from '../transports/permitted.ts';
import { revealing, revealingChanges } from '../transports/revealing.ts';
import type { Asking } from '../transports/ssh-target.ts';
import type { Recorded } from './session-files.ts';
import { holdSession } from './session-holder.ts';
import { sessionsFolder } from './sessions-folder.ts';
import type { Shell } from './shell.ts';
import type { TargetOptions } from './target-options.ts';
import { wayTo } from './way.ts';

export type Opening = {
  /** The command as sessions and reports name it: `run`, `triage`. */
  readonly command: string;
  readonly flows: readonly Flow[];
  readonly options: TargetOptions;
  /** Somebody can answer questions. */
  readonly interactive: boolean;
  /** Asks that somebody what only a person can answer while a link is made. */
  readonly ask?: Asking;
  /** The session that is gone on with. */
  readonly resumed?: Recorded;
};

/** A look at the targets that the command line names, with a session on disk: the composition root. */
export const openTarget = async (shell: Shell, opening: Opening): Promise<Look> => {
  const { command, flows, options, interactive, ask, resumed } = opening;
  const { specs, inputs, timeoutMs } = options;
  const id = resumed?.id ?? sessionId();
  // Under the same key the same secret has the same fingerprint; the values are to be found anew.
  const vault = createVault(resumed?.key);
  const kept = fileUndoStore(sessionsFolder(shell), id, vault);
  if (resumed) await kept.recall();
  const finder = finderOf(signaturesOf(flows, pattern));
  const permit = closedPermit();
  const isReadOnly = specs.some((spec) => spec.readOnly === true);

  // Outside in: what is remembered is not sent, what is sent is recorded before it is judged.
  const dress = async (spec: TargetSpec, hooks: Hooks): Promise<Connection> => {
    const { reveal, note } = hooks;
    const { wire, hands, ...way } = await wayTo(shell, {
      ...{ spec, hooks, session: id },
      ...(ask && { ask }),
    });
    const told = readOnly(revealing(limiting(wire, spec.timeoutMs), reveal), {
      noExec: spec.noExec,
    });
    const transport = remembering(
      recording(told, ({ reply, ...sent }) =>
        note({ ...sent, reply: replySeen(sent.request, reply) }),
      ),
    );
    return {
      ...way,
      transport,
      forget: () => transport.forget(),
      hands: permitted(revealingChanges(hands, reveal), { permit, readOnly: isReadOnly }),
    };
  };
  const planOf = (spec: TargetSpec): TargetPlan => {
    const label = targetLabel(spec);
    return {
      info: { id: label, label, kind: spec.kind, spec },
      connect: (hooks) => dress(spec, hooks),
      ...(spec.project !== undefined && { project: spec.project }),
    };
  };
  const journal = resumed
    ? await resumedJournal(resumed.file, resumed.wholeBytes)
    : await fileJournal(sessionsFolder(shell), id, vault.key);
  if (!resumed) holdSession(shell, id);
  return openLook({
    id,
    command,
    targets: specs.map(planOf),
    scan: (log) => scanText(log, finder),
    journal,
    ...(resumed && { past: resumed.events, triaged: command !== 'run' }),
    inputs,
    flows,
    probes,
    vault,
    actions,
    kept,
    readOnly: isReadOnly,
    who: `${userName()}@${hostname()}, session ${id}`,
    permit: (plan, work) => permit.during(plan, work),
    interactive,
    timeoutMs,
  });
};

/** What a probe leaves behind on the target, if it does. */
export const traceOf = (name: string): string | undefined =>
  probes.find((probe) => probe.name === name)?.trace;

/** A machine may have no name for the user, as a bare root or a container that runs as a number. */
const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? '?'}`;
  }
};
