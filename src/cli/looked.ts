import type { Flow } from '../core/flow.ts';
import type { Failure } from '../core/outcome.ts';
import { findingsOf, type Source } from '../reports/document.ts';
import { json } from '../reports/json.ts';
import { plain } from '../reports/plain.ts';
import { progress } from '../reports/progress.ts';
import type { Look } from '../run/look.ts';
import { exit, exitOf, type Verdict } from './exit.ts';
import { sayBugs, sayUnkept } from './failure.ts';
import { openTarget, traceOf, type Opening } from './open.ts';
import { writeReport, type Reporting } from './reporting.ts';
import type { Shell } from './shell.ts';

/** A look that asks nobody anything. */
export type Asked = Omit<Opening, 'interactive'> & {
  /** The flows that are asked, of all that there are. */
  readonly asked: readonly Flow[];
  walk(look: Look): Promise<void>;
};

/** Looks, and says what was found in the form that was asked for. Gives the exit code. */
export const lookAndSay = async (
  shell: Shell,
  asked: Asked,
  reporting: Reporting,
): Promise<number> => {
  const interruption = shell.interruption();
  const look = await openTarget(shell, { ...asked, interactive: false });
  const { session } = look;
  const unwatch = session.watch((event, state) => {
    for (const line of progress(event, state)) {
      // With --json, standard output is the document's alone.
      if (!reporting.json) shell.print(line);
      else if (shell.terminal.err) shell.say(line);
    }
  });
  const thrown: unknown[] = [];
  await walkInTime(look, asked, interruption).catch((error: unknown) => thrown.push(error));
  unwatch();
  await look.close();
  // Nothing was seen at all: there is nothing to tell but the bug.
  const sawAny = Object.values(session.getState().targets).some(({ overview }) => overview);
  if (thrown.length > 0 && !sawAny) throw thrown[0];
  const bugs = [...thrown, ...look.bugs()];
  sayUnkept(session.trouble(), shell);
  if (interruption.aborted) {
    shell.say('deploy-doctor: interrupted before the look was over.');
    return sayBugs(bugs, shell) ?? exit.interrupted;
  }
  const source: Source = { state: session.getState(), flows: asked.flows, traceOf };
  if (reporting.json) shell.write(json(source));
  else for (const line of plain(source)) shell.print(line);
  writeReport(shell, source, reporting);
  return sayBugs(bugs, shell) ?? exitOf(verdictsOf(source));
};

/** Until every run has ended, or the operator or the deadline ends the whole. */
const walkInTime = async (look: Look, asked: Asked, interruption: AbortSignal): Promise<void> => {
  const work = async (): Promise<undefined> => {
    await asked.walk(look);
  };
  const cut = await Promise.race([work(), cutOff(interruption, asked.options.deadlineMs)]);
  if (!cut) return;
  look.halt();
  endOpenRuns(look, asked.asked, cut);
};

const cutOff = (interruption: AbortSignal, deadlineMs: number | undefined): Promise<Failure> =>
  new Promise((resolve) => {
    const subject = 'the whole look';
    interruption.addEventListener('abort', () => {
      resolve({ outcome: 'stopped', subject, detail: 'interrupted by the operator' });
    });
    if (deadlineMs === undefined) return;
    setTimeout(() => {
      const detail = `its ${deadlineMs / 1000} s were over; give it more with --deadline`;
      resolve({ outcome: 'timeout', subject, detail });
    }, deadlineMs).unref();
  });

/** What was cut off is inconclusive: a flow that was not asked is not a flow that found nothing. */
const endOpenRuns = ({ session }: Look, asked: readonly Flow[], hidden: Failure): void => {
  const { runs, targets } = session.getState();
  const end = { reason: 'inconclusive', diagnosis: null, confidence: null, hidden } as const;
  for (const { id, ended } of Object.values(runs)) {
    if (!ended) session.append({ type: 'run.ended', run: id, ...end });
  }
  for (const { id: target, overview, link, trying } of Object.values(targets)) {
    if (overview || (link === 'lost' && !trying)) continue;
    for (const { id: flow, hash: flowHash } of asked) {
      const run = `${flow}@${target}`;
      session.append({ type: 'run.started', run, target, flow, flowHash });
      session.append({ type: 'run.ended', run, ...end });
    }
  }
};

const verdictsOf = (source: Source): readonly Verdict[] =>
  findingsOf(source).flatMap(({ target, findings }): readonly Verdict[] => [
    ...(target.link === 'lost' ? [{ outcome: 'unreached' } as const] : []),
    ...findings.map(({ result: { outcome, confidence } }) =>
      outcome === 'diagnosed' ? { outcome, confidence } : { outcome },
    ),
  ]);
