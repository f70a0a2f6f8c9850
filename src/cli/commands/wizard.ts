import { isUndone, isUnfinished } from '../../core/fix-outcome.ts';
import { fixOf } from '../../core/fix-state.ts';
import { resultOf } from '../../core/report.ts';
import { reduce } from '../../core/reduce.ts';
import { emptyState, type Run, type State } from '../../core/session.ts';
import type { Look } from '../../run/look.ts';
import { createDesk } from '../../ui/desk.ts';
import { fieldOf } from '../../ui/field.ts';
import { leaving } from '../../ui/leaving.ts';
import { mount } from '../../ui/mount.tsx';
import { hostsView, spotAt, startView, type View } from '../../ui/view.ts';
import { exit, exitOf, type Verdict } from '../exit.ts';
import { questions } from '../asking.ts';
import { sayBugs, sayFailure, sayUnkept } from '../failure.ts';
import { asciiMarks, inkOutput } from '../ink-output.ts';
import { Keyboard, ownTerminal } from '../keyboard.ts';
import { isSpoken } from '../screen.ts';
import type { Shell } from '../shell.ts';
import { wizardActions } from '../wizard-actions.ts';
import type { WizardStart } from '../wizard-start.ts';

type Leave = 'asked' | 'interrupted';

/** The wizard, from the first frame to the exit code. */
export const openWizard = async (shell: Shell, start: WizardStart): Promise<number> => {
  const { env } = shell;
  const input = shell.terminal.in ? process.stdin : ownTerminal();
  if (env['TERM'] === 'dumb' || input === undefined) {
    const { withoutScreen } = await import('../wizard-plain.ts');
    return withoutScreen(shell, start);
  }

  const reader = isSpoken(env);
  const colour = !env['NO_COLOR'] && start.colour !== false;
  const keyboard = new Keyboard(input);
  if (!reader) shell.screen.enter();
  const output = inkOutput(process.stdout, hasUtf8(env) ? (frame) => frame : asciiMarks);
  const left = Promise.withResolvers<Leave>();
  const signals = onSignals(left);
  // What was recorded stands on the screen until it is looked at anew.
  const before = start.resumed?.events.reduce(reduce, emptyState);
  const desk = createDesk(start.options.specs, before);
  const { ask, reply } = questions((question) => {
    const { question: _, ...rest } = desk.getState();
    desk.setState(question ? { ...rest, question } : rest, true);
  });
  const flows = new Map(start.flows.map((flow) => [flow.id, flow]));
  const opened = Promise.withResolvers<Look>();
  // Nobody may be waiting for it when it fails: `begin` tells the failure.
  opened.promise.catch(() => undefined);
  const traces = new Map<string, string>();
  const actions = wizardActions({
    ...{ flows: start.flows, desk, traces, cwd: shell.cwd },
    ...{ opened: opened.promise, reply, quit: left.resolve },
  });

  const instance = mount(
    { desk, actions, flows, traces, colour, reader, start: firstView(start, before) },
    {
      stdin: keyboard as unknown as NodeJS.ReadStream,
      stdout: reader ? process.stdout : output.stream,
    },
  );
  instance.waitUntilExit().catch(left.reject);

  // The first frame stands; now everything that takes time may load.
  const begin = async (): Promise<void> => {
    const { openTarget, traceOf } = await import('../open.ts');
    const { flows: all, options } = start;
    const look = await openTarget(shell, {
      ...{ flows: all, options, ask, interactive: true },
      command: before?.command ?? 'wizard',
      ...(start.resumed && { resumed: start.resumed }),
    });
    for (const probe of probesOf(start)) {
      const trace = traceOf(probe);
      if (trace !== undefined) traces.set(probe, trace);
    }
    desk.setState({ state: look.session.store }, true);
    look.session.whenTroubled((unkept) => desk.setState({ unkept }));
    opened.resolve(look);
    const flow = all.find(({ id }) => id === start.flow);
    // One target: the first view opens the flow. Of several each has its own runs of it.
    if (start.undo !== undefined) await planUndo(look, start.undo);
    else if (before) await look.resume();
    else if (!flow) await look.triage();
    else if (options.specs.length > 1) await look.run(flow);
    else await look.overview();
  };
  void begin().catch((error: unknown) => {
    left.reject(error);
    opened.reject(error);
  });

  const bugs: unknown[] = [];
  let why: Leave = 'asked';
  try {
    why = await left.promise;
  } catch (error) {
    bugs.push(error);
  } finally {
    instance.unmount();
    output.close();
    shell.screen.leave();
    keyboard.close();
    signals.off();
  }
  const look = await Promise.race([opened.promise, Promise.resolve(undefined)]);
  if (look) {
    // A call that changes something comes to its end; nothing more is begun.
    await look.fixer.stop();
    endOpenRuns(look);
  }
  // Left while it was still being opened: what opens it does not wait for anybody.
  else void opened.promise.then((late) => late.close()).catch(() => undefined);
  const state = look?.session.getState() ?? desk.getState().state.getState();
  if (!signals.isHungUp() && (look || bugs.length === 0)) {
    for (const line of leaving(state, flows, shell.columns)) shell.print(line);
    sayUnkept(look?.session.trouble(), shell);
  }
  await look?.close();
  const [thrown] = bugs;
  // What was found stands above; a failure that ended the wizard has an exit code of its own.
  if (thrown !== undefined) return sayFailure(thrown, shell);
  const code = sayBugs(look?.bugs() ?? [], shell);
  if (code !== undefined) return code;
  return why === 'interrupted' ? exit.interrupted : codeOf(state, start);
};

/** Nothing is looked at but what is to be taken back; the operator decides on its plan. */
const planUndo = async (look: Look, run: string): Promise<void> => {
  if (!(await look.reach(run))) return;
  await look.fixer.settle(run);
  await look.fixer.want(run, 'undo');
};

const firstView = (
  { flow, pasted, undo, options }: WizardStart,
  before: State | undefined,
): View => {
  const several = options.specs.length > 1;
  const [home] = several ? hostsView : startView;
  if (undo !== undefined) return [home, spotAt({ at: 'fix', run: undo })];
  if (pasted !== undefined) return [home, spotAt({ at: 'paste' }, fieldOf(pasted))];
  const [open, ...others] = Object.values(before?.runs ?? {}).filter(isUnderWay);
  if (open && others.length === 0) return [home, spotAt({ at: 'run', run: open.id })];
  return flow === undefined || several ? [home] : [home, spotAt({ at: 'opening', flow })];
};

/** It was left, or cut off, in the middle. */
const isUnderWay = ({ from, ended }: Run): boolean =>
  from === undefined && (!ended || ended.reason === 'left');

const probesOf = ({ flows }: WizardStart): ReadonlySet<string> =>
  new Set(flows.flatMap(({ steps }) => Object.values(steps).flatMap(({ probe }) => probe ?? [])));

/** What the operator left before its end is told as such, not as if it had ended. */
const endOpenRuns = ({ session }: Look): void => {
  for (const { id, ended } of Object.values(session.getState().runs)) {
    if (ended) continue;
    session.append({
      type: 'run.ended',
      run: id,
      ...{ reason: 'left', diagnosis: null, confidence: null },
    });
  }
};

const codeOf = (state: State, { flows, undo }: WizardStart): number => {
  if (undo !== undefined) {
    const fix = fixOf(state.fixes, undo);
    return fix && isUndone(fix) ? exit.fine : exit.unfixed;
  }
  if (state.fixes.some(isUnfinished)) return exit.unfixed;
  const links = Object.values(state.targets).flatMap((target): Verdict[] => {
    if (target.link === 'lost') return [{ outcome: 'unreached' }];
    return target.overview ? [] : [{ outcome: 'inconclusive' }];
  });
  const verdicts = Object.values(state.runs).flatMap((run): Verdict[] => {
    const flow = flows.find(({ id }) => id === run.flow);
    if (!flow || run.from) return [];
    const { outcome, confidence } = resultOf(flow, run, state.exchanges);
    const fix = fixOf(state.fixes, run.id);
    if (fix?.verified?.held && !fix.restored) return [{ outcome: 'healthy' }];
    return [outcome === 'diagnosed' ? { outcome, confidence } : { outcome }];
  });
  return exitOf([...links, ...verdicts]);
};

/** Whatever ends the wizard from outside ends it as `q` does: the terminal is given back first. */
const onSignals = (left: PromiseWithResolvers<Leave>) => {
  let hungUp = false;
  const interrupt = (): void => left.resolve('interrupted');
  const hangUp = (): void => {
    hungUp = true;
    // The terminal is gone: what is still written to it fails, and the session is to be ended all the same.
    for (const stream of [process.stdout, process.stdin]) stream.on('error', () => undefined);
    interrupt();
  };
  const bug = (error: unknown): void => left.reject(error);
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', hangUp);
  process.on('uncaughtException', bug);
  return {
    isHungUp: () => hungUp,
    off: () => {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt).off('SIGHUP', hangUp);
      process.off('uncaughtException', bug);
    },
  };
};

const hasUtf8 = (env: Shell['env']): boolean =>
  /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '');
