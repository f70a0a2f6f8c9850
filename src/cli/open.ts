import { join } from 'node:path';
import type { Flow } from '../core/flow.ts';
import { replySeen } from '../core/reply-seen.ts';
import { pattern } from '../core/pattern.ts';
import { signaturesOf } from '../core/signature.ts';
import { probes } from '../probes/index.ts';
import type { Connection, Hooks } from '../run/ground.ts';
import { fileJournal } from '../run/journal.ts';
import { openLook, type Look } from '../run/look.ts';
import { sessionId } from '../run/session-id.ts';
import { createVault } from '../run/vault.ts';
import { finderOf } from '../scan/finder.ts';
import { scanText } from '../scan/scan-text.ts';
import { connect } from '../transports/connect.ts';
import { limiting } from '../transports/limiting.ts';
import { readOnly } from '../transports/read-only.ts';
import { recording } from '../transports/recording.ts';
import { remembering } from '../transports/remembering.ts';
import { revealing } from '../transports/revealing.ts';
import type { Shell } from './shell.ts';
import type { TargetOptions } from './target-options.ts';

export type Opening = {
  /** The command as sessions and reports name it: `run`, `triage`. */
  readonly command: string;
  readonly flows: readonly Flow[];
  readonly options: TargetOptions;
  /** Somebody can answer questions. */
  readonly interactive: boolean;
};

/** A look at the target that the command line names, with a session on disk: the composition root. */
export const openTarget = async (shell: Shell, opening: Opening): Promise<Look> => {
  const { command, flows, options, interactive } = opening;
  const { spec, inputs, timeoutMs } = options;
  const id = sessionId();
  const vault = createVault();
  const finder = finderOf(signaturesOf(flows, pattern));
  const { label, wire } = await connect(spec, shell.env);

  // Outside in: what is remembered is not sent, what is sent is recorded before it is judged.
  const dress = async ({ reveal, note }: Hooks): Promise<Connection> => {
    const told = readOnly(revealing(limiting(wire, spec.timeoutMs), reveal), {
      noExec: spec.noExec,
    });
    const transport = remembering(
      recording(told, ({ reply, ...sent }) =>
        note({ ...sent, reply: replySeen(sent.request, reply) }),
      ),
    );
    return { transport, forget: () => transport.forget() };
  };
  return openLook({
    id,
    command,
    label,
    connect: dress,
    scan: (log) => scanText(log, finder),
    journal: await fileJournal(sessionsFolder(shell), id, vault.key),
    inputs,
    ...(spec.project !== undefined && { project: spec.project }),
    flows,
    probes,
    vault,
    interactive,
    timeoutMs,
  });
};

export const sessionsFolder = ({ env, home }: Shell): string =>
  join(env['XDG_STATE_HOME'] || join(home, '.local/state'), 'deploy-doctor/sessions');

/** What a probe leaves behind on the target, if it does. */
export const traceOf = (name: string): string | undefined =>
  probes.find((probe) => probe.name === name)?.trace;
