import type { Flow } from '../core/flow.ts';
import { scopeOf } from '../core/inputs.ts';
import type { Failure } from '../core/outcome.ts';
import type { Overview } from '../core/overview.ts';
import type { Run, State, TargetId } from '../core/session.ts';
import { fillText } from '../core/template.ts';
import { askedInput } from './asked.ts';
import type { statuses } from './theme.ts';

export type Flows = ReadonlyMap<string, Flow>;
export type FindingStatus = keyof Pick<
  typeof statuses,
  | 'confirmed'
  | 'likely'
  | 'possible'
  | 'mended'
  | 'healthy'
  | 'inconclusive'
  | 'not-applicable'
  | 'asks'
  | 'walking'
  | 'left'
>;

/** One run as the list of findings shows it. */
export type Finding = {
  readonly run: Run;
  readonly title: string;
  readonly status: FindingStatus;
  /** What it is about: a container, a file. */
  readonly subject: string;
  /** Why this flow was asked at all. */
  readonly because: string;
  readonly isDiagnosed: boolean;
  /** What it is about is not running, or not healthy. */
  readonly stops: boolean;
  /** What hid its subject: it was never looked into. */
  readonly hidden?: Failure;
  /** Of the last log line that led here, where there is one: `2 min ago`. */
  readonly age?: string;
};

const rank: Readonly<Record<FindingStatus, number>> = {
  confirmed: 0,
  likely: 1,
  possible: 2,
  asks: 3,
  walking: 4,
  inconclusive: 5,
  left: 5,
  mended: 5,
  healthy: 6,
  'not-applicable': 7,
};

/** Where a run stands, in one word. */
export const statusOf = (flow: Flow, run: Run): FindingStatus => {
  const { ended } = run;
  if (askedInput(flow, run) !== undefined) return 'asks';
  if (!ended) return 'walking';
  switch (ended.reason) {
    case 'diagnosed':
      return ended.mended ? 'mended' : (ended.confidence ?? 'confirmed');
    case 'left':
    case 'inconclusive':
    case 'healthy':
    case 'not-applicable':
      return ended.reason;
  }
};

/** What is wrong, once that is known; till then, what it looks like. */
export const titleOf = (flow: Flow, run: Run): string => {
  const leaf = run.ended?.diagnosis;
  const diagnosis = leaf && Object.hasOwn(flow.diagnoses, leaf) ? flow.diagnoses[leaf] : undefined;
  return diagnosis ? fillText(diagnosis.title, scopeOf(flow, run)).trim() : flow.title;
};

/** The container at hand: whose log is worth reading. */
export const containerOf = (run: Run): string | undefined => {
  const value = run.inputs['container']?.value ?? run.subject?.fields['container'];
  return typeof value === 'string' ? value : undefined;
};

/** Every run that stands on its own, best first; never in the order of arrival. */
export const findingsOf = (state: State, flows: Flows, target?: TargetId): readonly Finding[] =>
  Object.values(state.runs)
    .filter((run) => target === undefined || run.target === target)
    .flatMap((run): Finding[] => {
      const flow = flows.get(run.flow);
      if (!flow || run.from) return [];
      const subject = run.subject?.label ?? containerOf(run) ?? '';
      const overview = state.targets[run.target]?.overview;
      const age = ageOf(overview, run);
      const isDiagnosed = run.ended?.reason === 'diagnosed' && !run.ended.mended;
      return [
        {
          run,
          title: titleOf(flow, run),
          status: statusOf(flow, run),
          subject: subject === 'target' ? '' : subject,
          because: run.subject?.because ?? 'you asked',
          isDiagnosed,
          stops: isDiagnosed && stops(overview, run),
          ...(age !== undefined && { age }),
          ...(run.ended?.hidden && { hidden: run.ended.hidden }),
        },
      ];
    })
    .toSorted(
      (a, b) =>
        Number(b.isDiagnosed) - Number(a.isDiagnosed) ||
        Number(b.stops) - Number(a.stops) ||
        rank[a.status] - rank[b.status] ||
        order(a.run.flow, b.run.flow) ||
        order(a.run.id, b.run.id),
    );

/** What is worth a look: neither fine, nor without a subject that anybody could see. */
export const isOpen = ({ status, hidden }: Finding): boolean =>
  status !== 'healthy' && status !== 'not-applicable' && !hidden;

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A problem of a service that does not serve comes before one of a service that does. */
const stops = (overview: Overview | undefined, run: Run): boolean => {
  const seen = overview?.containers.find(({ container }) => container === containerOf(run));
  return seen !== undefined && (seen.state !== 'running' || seen.health === 'unhealthy');
};

const ageOf = (overview: Overview | undefined, run: Run): string | undefined => {
  const container = containerOf(run);
  const last = overview?.texts
    .filter((text) => text.flow === run.flow && text.container === container)
    .map(({ lastAt }) => lastAt ?? '')
    .toSorted()
    .at(-1);
  return last && overview?.at !== undefined ? ago(last, overview.at) : undefined;
};

/** How long before the target's own now something was; empty where either time is unknown. */
export const ago = (then: string, now: string): string | undefined => {
  const seconds = Math.round((Date.parse(now) - Date.parse(then)) / 1000);
  if (Number.isNaN(seconds)) return undefined;
  if (seconds < 5) return 'just now';
  const [most, unit] =
    seconds < 90
      ? [seconds, 's']
      : seconds < 5400
        ? [seconds / 60, 'min']
        : seconds < 129_600
          ? [seconds / 3600, 'h']
          : [seconds / 86_400, 'days'];
  return `${Math.round(most)} ${unit} ago`;
};
