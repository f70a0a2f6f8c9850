import type { Flow } from '../core/flow.ts';
import type { Failure } from '../core/outcome.ts';
import type { RunId, Subject, TargetId } from '../core/session.ts';
import type { Ground } from './ground.ts';
import type { Session } from './session.ts';
import { mostSubjects, subjectsOf } from './subjects.ts';
import type { Vault } from './vault.ts';

/** Inputs given by flag, or by the operator when a flow is opened. */
export type Given = Readonly<Record<string, string>>;

export type Starter = {
  readonly session: Session;
  readonly ground: Ground;
  readonly vault: Vault;
  /** The target that is looked at; run ids name it. */
  readonly target: TargetId;
};

/** The input that a flow's subject fills: giving it makes it the subject. */
const subjectInput = (flow: Flow): string => flow.subjects.each;

const overviewOf = ({ session, target }: Starter) => session.getState().targets[target]?.overview;

/**
 * Starts a flow on what was given, else on its subjects. `asked`: somebody named this flow, so
 * where no subject shows itself a run starts all the same, and asks what it is about.
 */
export const startFlow = async (
  starter: Starter,
  flow: Flow,
  { given, asked }: { readonly given: Given; readonly asked: boolean },
): Promise<void> => {
  const overview = overviewOf(starter);
  const all = overview ? subjectsOf(flow, overview) : [];
  const subjects = all.filter((subject) => isMeant(flow, subject, given)).slice(0, mostSubjects);
  const input = subjectInput(flow);
  const named = given[input];
  if (named !== undefined) {
    const subject = subjects.find(({ fields }) => fields[input] === named);
    // Named by a person: what made the overview unsure no longer counts.
    await begin(starter, flow, given, subject && { ...subject, confidence: 'confirmed' });
    return;
  }
  if (subjects.length > 0) {
    await Promise.all(subjects.map((subject) => begin(starter, flow, given, subject)));
    return;
  }
  const hidden = overview?.engine === undefined ? overview?.blind[0] : undefined;
  if (hidden && flow.where === 'host' && flow.subjects.each !== 'target') {
    endUnseen(starter, flow, hidden);
  } else if (asked) {
    await begin(starter, flow, given, undefined);
  }
};

/** A service is not the one that is asked about where its project or its container is another. */
const isMeant = (flow: Flow, { fields }: Subject, given: Given): boolean =>
  flow.subjects.each !== 'service' ||
  ['project', 'container'].every(
    (name) => given[name] === undefined || fields[name] === given[name],
  );

/** Subjects that showed themselves since: runs that are there already walk again by themselves. */
export const startNew = async (starter: Starter, flow: Flow, given: Given): Promise<void> => {
  const { runs } = starter.session.getState();
  const overview = overviewOf(starter);
  const fresh = (overview ? subjectsOf(flow, overview) : []).filter(
    ({ label }) => runs[runId(flow, starter.target, label)] === undefined,
  );
  await Promise.all(fresh.map((subject) => begin(starter, flow, given, subject)));
};

const runId = (flow: Flow, target: TargetId, name: string): RunId =>
  `${flow.id}@${target}${name && `/${name}`}`;

const begin = (
  { session, ground, vault, target }: Starter,
  flow: Flow,
  given: Given,
  subject: Subject | undefined,
): Promise<void> => {
  const run = runId(flow, target, subject?.label ?? given[subjectInput(flow)] ?? '');
  session.append({
    type: 'run.started',
    run,
    target,
    flow: flow.id,
    flowHash: flow.hash,
    ...(subject && { subject }),
  });
  for (const [name, text] of Object.entries(given)) {
    if (!Object.hasOwn(flow.inputs, name)) continue;
    const value = flow.inputs[name]?.kind === 'secret' ? vault.secret(text) : text;
    session.append({ type: 'input.answered', run, name, value, by: 'flag' });
  }
  return ground.walk(run);
};

/** The engine hides whether this flow has a subject at all: that is not the same as having none. */
const endUnseen = ({ session, target }: Starter, flow: Flow, hidden: Failure): void => {
  const run = runId(flow, target, '');
  const started = { target, flow: flow.id, flowHash: flow.hash };
  session.append({ type: 'run.started', run, ...started });
  const end = { reason: 'inconclusive', diagnosis: null, confidence: null, hidden } as const;
  session.append({ type: 'run.ended', run, ...end });
};
