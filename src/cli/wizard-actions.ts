import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Flow } from '../core/flow.ts';
import { longestPaste, parsePaste, rank } from '../core/lookup.ts';
import type { Nearest } from '../core/nearest.ts';
import type { LogSeen } from '../core/log-seen.ts';
import type { RunId, State, TargetId } from '../core/session.ts';
import { signaturesOf, type KnownSignature } from '../core/signature.ts';
import type { Request } from '../core/target.ts';
import type { Look } from '../run/look.ts';
import type { Actions, LogFeed, Match, Saved } from '../ui/actions.ts';
import { unchanging, type createDesk } from '../ui/desk.ts';
import { openLogFeed } from '../run/log-feed.ts';
import { finderOf } from '../scan/finder.ts';
import { reading, scan } from '../scan/scan.ts';
import { listRecordings, readRecording } from './recordings.ts';

export type Controls = {
  readonly flows: readonly Flow[];
  readonly desk: ReturnType<typeof createDesk>;
  /** The look at the target, once it is open. */
  readonly opened: Promise<Look>;
  /** The answer to what a link asks. */
  reply(answer: string | undefined): void;
  readonly cwd: string;
  readonly traces: ReadonlyMap<string, string>;
  quit(because: 'asked' | 'interrupted'): void;
};

/** What the operator does, over the look; what only a look can do waits until it is open. */
export const wizardActions = (controls: Controls): Actions => {
  const { flows, desk, opened, cwd, traces, reply, quit } = controls;
  // Expressions are heavy to load: the first frame does not wait for them.
  let known: readonly KnownSignature[] = [];
  let found: { readonly text: string; readonly matches: readonly Match[] } | undefined;
  let nearest: Nearest | undefined;
  let near: { readonly text: string; readonly flows: readonly string[] } | undefined;
  const signatures = opened.then(async () => {
    const { pattern } = await import('../core/pattern.ts');
    known = signaturesOf(flows, pattern);
    const { nearestOf } = await import('../core/nearest.ts');
    nearest = nearestOf(flows);
    // What was pasted meanwhile is looked up now.
    found = undefined;
    near = undefined;
    desk.setState({ ...desk.getState() }, true);
    return known;
  });
  signatures.catch(() => undefined);
  const isPractice = (): boolean => desk.getState().practice !== undefined;
  const state = (): State => desk.getState().state.getState();
  /** The state is published now and then; what the operator did shows at once. */
  const onLook = (act: (look: Look) => void): void => {
    if (isPractice()) return;
    void opened.then((look) => {
      act(look);
      look.session.store.setState(look.session.getState(), true);
    });
  };
  return {
    reply,
    open: async (flow, inputs, target) => {
      if (isPractice()) return runsOf(state(), flow);
      const look = await opened;
      // Before that nobody knows a flow's subjects.
      await look.overview(target);
      return openFlow(look, flows, { flow, inputs, target });
    },
    answer: (run, name, value) => onLook((look) => look.answer(run, name, value)),
    stop: (run) => onLook((look) => look.stop(run)),
    retry: (run, step) => onLook((look) => look.retry(run, step)),
    again: (target) => onLook((look) => void look.again(target)),
    fixes: {
      choose: (run, fix, answers) => onLook((look) => void look.fixer.choose(run, fix, answers)),
      decide: (run, approved) =>
        onLook((look) => void look.fixer.decide(run, approved, 'operator')),
      confirm: (run) => onLook((look) => void look.fixer.confirm(run, 'operator')),
      want: (run, wish) => onLook((look) => void look.fixer.want(run, wish)),
    },
    openLog: (container, target) => {
      if (isPractice()) return noLogFeed(container);
      const look = opened.then(({ send, clean }) => ({
        send: (request: Request) => send(request, target),
        clean,
      }));
      return openLogFeed({ container, signatures, look });
    },
    lookup: (text) => {
      // Asked at every frame: the same text has the same matches.
      if (found?.text !== text) found = { text, matches: matchesOf(text, flows, known) };
      return found.matches;
    },
    nearest: (text) => {
      if (near?.text !== text) {
        near = { text, flows: nearest?.(text).map(({ flow }) => flow) ?? [] };
      }
      return near.flows;
    },
    write: () => writeReport(cwd, state(), flows, traces),
    recordings: () => listRecordings(flows),
    practise: async (recording) => {
      const { replay } = await import('../run/replay.ts');
      const { session } = replay(readRecording(recording), {
        flows,
        command: 'practice',
        pace: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, longestPaceMs))),
      });
      const practice = `${recording.flow}, ${recording.title}`;
      desk.setState({ ...desk.getState(), state: session.store, practice }, true);
    },
    endPractice: () =>
      void opened.then((look) => {
        const { practice: _, ...rest } = desk.getState();
        desk.setState({ ...rest, state: look.session.store }, true);
      }),
    quit,
  };
};

/** A recorded step may have taken long; nobody learns from waiting. */
const longestPaceMs = 600;

const runsOf = ({ runs }: State, flow: string, target?: TargetId): readonly RunId[] =>
  Object.values(runs)
    .filter((run) => run.flow === flow && run.from === undefined)
    .filter((run) => target === undefined || run.target === target)
    .map(({ id }) => id);

const matchesOf = (
  text: string,
  flows: readonly Flow[],
  known: readonly KnownSignature[],
): readonly Match[] =>
  inText(text, flows, known).map(({ flow, title, last, count, inputs }) => ({
    flow,
    title,
    line: last.text,
    count,
    inputs,
  }));

/** What is longer than a screen's copy is a log: it goes through the scanner. */
const inText = (text: string, flows: readonly Flow[], known: readonly KnownSignature[]) =>
  text.length <= longestPaste || known.length === 0
    ? parsePaste(text, flows, known)
    : rank(flows, scan(reading(Buffer.from(text)), finderOf(known)).seen);

type Wanted = {
  readonly flow: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly target: TargetId | undefined;
};

/** Runs that stand already are shown; inputs that a text gave start new ones. */
const openFlow = (
  look: Look,
  flows: readonly Flow[],
  { flow: id, inputs, target }: Wanted,
): readonly RunId[] => {
  const flow = flows.find((each) => each.id === id);
  const { session } = look;
  const there = runsOf(session.getState(), id, target);
  if (!flow || (there.length > 0 && Object.keys(inputs).length === 0)) return there;
  const started: RunId[] = [];
  const unwatch = session.watch((event) => {
    if (event.type === 'run.started' && event.flow === id && !event.from) started.push(event.run);
  });
  // Its runs have started once it returns; how far they walk is told by the log.
  void look.run(flow, inputs, target);
  unwatch();
  session.store.setState(session.getState(), true);
  return started.length > 0 ? started : there;
};

const noLogFeed = (container: string): LogFeed => {
  const failure = {
    outcome: 'unreachable',
    subject: `log of ${container}`,
    detail: 'a recorded incident holds what its steps saw, not whole logs',
  } as const;
  const seen = { container, status: 'failed', lines: [], failure } as const;
  return { ...unchanging<LogSeen>(seen), follow: () => undefined, close: () => undefined };
};

/** Beside where the operator works, readable by nobody else, never over a file that is there. */
const writeReport = async (
  cwd: string,
  state: State,
  flows: readonly Flow[],
  traces: ReadonlyMap<string, string>,
): Promise<Saved> => {
  const { markdown } = await import('../reports/markdown.ts');
  const text = markdown({ state, flows, traceOf: (probe) => traces.get(probe) });
  for (let copy = 1; ; copy++) {
    const name = `deploy-doctor-${state.id || 'session'}${copy > 1 ? `-${copy}` : ''}.md`;
    const path = join(cwd, name);
    try {
      writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
      return { ok: true, path };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue;
      const detail = error instanceof Error ? error.message : String(error);
      return { ok: false, failure: { outcome: 'permission', subject: path, detail } };
    }
  }
};
