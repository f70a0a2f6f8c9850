import type { FixEvent } from './fix-events.ts';
import type { FixState } from './fix-state.ts';
import type { LinkEvent } from './link-events.ts';
import type { LinkRefusal } from './link-refusal.ts';
import type { Confidence, Failure, ProbeResult } from './outcome.ts';
import type { Overview } from './overview.ts';
import type { ReplySeen } from './reply-seen.ts';
import type { TargetSpec } from './target-spec.ts';
import type { Request } from './target.ts';

/** The single source of truth: one session, many runs (a run is a flow on one subject of one target). */

export type RunId = string;
export type TargetId = string;

export type Strength = 'sure' | 'maybe';
export type Candidate = {
  readonly value: string;
  readonly because: string;
  readonly strength: Strength;
};

/** What a flow is asked about: fills the inputs that bear its fields' names. */
export type Subject = {
  readonly label: string;
  readonly because: string;
  readonly confidence: Confidence;
  readonly fields: Readonly<Record<string, string>>;
};

export type AnsweredBy = 'operator' | 'flag' | 'text' | 'subject' | 'detected' | 'default';

export type TargetInfo = {
  readonly id: TargetId;
  readonly label: string;
  readonly kind: 'local' | 'ssh';
  /** The way there, for whoever resumes the session. */
  readonly spec?: TargetSpec;
};

export type RunEnd = 'diagnosed' | 'healthy' | 'inconclusive' | 'not-applicable' | 'left';

/** An edge of the tree that a step's result rules out. */
export type Refuted = {
  /** Place within its step: `found.0`, `not-found`. */
  readonly edge: string;
  readonly go: string;
  readonly because: string;
};

export type Branch = {
  readonly step: string;
  readonly outcome: ProbeResult['outcome'];
  readonly because: string;
  readonly go: string;
  readonly confidence?: Confidence;
  readonly despite?: readonly string[];
  readonly refuted: readonly Refuted[];
};

export type Moment = {
  /** RFC 3339 with milliseconds. */
  readonly at: string;
  /** '' is the session itself. */
  readonly run: RunId;
};

export type Fact = {
  readonly step: string;
  readonly epoch: number;
  readonly probe: string;
  readonly args: unknown;
  readonly result: ProbeResult;
  /** Keys of the exchanges it rests on. */
  readonly used: readonly string[];
  readonly ms: number;
  /** In the state; in the log each event has a time of its own. */
  readonly answeredAt?: string;
};

export type Exchange = {
  readonly key: string;
  readonly target: TargetId;
  /** Which round trip carried it. */
  readonly trip: number;
  readonly request: Request;
  readonly reply: ReplySeen;
  readonly ms: number;
};

export type Event = Moment &
  (
    | {
        readonly type: 'session.started';
        readonly version: 1;
        readonly id: string;
        readonly command: string;
        readonly targets: readonly TargetInfo[];
      }
    | LinkEvent
    | {
        readonly type: 'overview.read';
        readonly target: TargetId;
        readonly epoch: number;
        readonly overview: Overview;
        readonly ms: number;
      }
    | ({ readonly type: 'exchanged' } & Exchange)
    | {
        readonly type: 'epoch.started';
        readonly target: TargetId;
        readonly epoch: number;
        readonly because: 'operator' | 'resumed' | 'changed' | 'old' | 'relinked';
      }
    | {
        readonly type: 'run.started';
        readonly target: TargetId;
        readonly flow: string;
        readonly flowHash: string;
        readonly subject?: Subject;
        readonly from?: { readonly run: RunId; readonly step: string };
      }
    | {
        readonly type: 'input.detected';
        readonly name: string;
        readonly candidates: readonly Candidate[];
        /** Set where detection could not see. */
        readonly blind?: string;
      }
    | {
        readonly type: 'input.answered';
        readonly name: string;
        readonly value: unknown;
        readonly by: AnsweredBy;
      }
    | {
        readonly type: 'probe.started';
        readonly step: string;
        readonly epoch: number;
        readonly ahead: boolean;
      }
    | ({ readonly type: 'probe.finished' } & Fact)
    | {
        readonly type: 'step.stopped' | 'step.retried';
        readonly step: string;
      }
    | ({ readonly type: 'branch.taken' } & Branch)
    | {
        readonly type: 'run.ended';
        readonly reason: RunEnd;
        readonly diagnosis: string | null;
        readonly confidence: Confidence | null;
        /** The input that stayed open, where that is why. */
        readonly open?: string;
        /** What hid the subjects from us, where no step was come to. */
        readonly hidden?: Failure;
      }
    | FixEvent
    | { readonly type: 'session.ended'; readonly roundTrips: number }
  );

export type EventOf<Type extends Event['type']> = Extract<Event, { readonly type: Type }>;

export type Answer = { readonly value: unknown; readonly by: AnsweredBy };

export type Detection = {
  readonly candidates: readonly Candidate[];
  readonly blind?: string;
};

export type Ended = Omit<EventOf<'run.ended'>, 'type' | keyof Moment> & {
  /** A fix was verified since: until it is looked at again, what was found is the past. */
  readonly mended?: true;
};

export type Run = {
  readonly id: RunId;
  readonly target: TargetId;
  readonly flow: string;
  readonly flowHash: string;
  readonly startedAt: string;
  readonly subject?: Subject;
  readonly from?: { readonly run: RunId; readonly step: string };
  readonly inputs: Readonly<Record<string, Answer>>;
  readonly detected: Readonly<Record<string, Detection>>;
  readonly epoch: number;
  /** Steps in flight: started in this epoch, not finished. */
  readonly flying: Readonly<Record<string, true>>;
  readonly facts: Readonly<Record<string, Fact>>;
  readonly path: readonly Branch[];
  readonly ended?: Ended;
  /** Facts of the epoch before, for the report; shown dimmed. */
  readonly before?: Readonly<Record<string, Fact>>;
};

export type TargetState = TargetInfo & {
  readonly epoch: number;
  readonly link: 'unknown' | 'connected' | 'lost';
  readonly detail: string;
  /** When the link became what it is now. */
  readonly linkAt?: string;
  /** Of a lost link: it is being made anew. */
  readonly trying?: true;
  /** Of a lost link that nobody tries to make anew. */
  readonly refusal?: LinkRefusal;
  /** What went wrong while links were made, and stopped nothing; each once. */
  readonly warnings?: readonly string[];
  readonly roundTrips: number;
  /** When it last told something. */
  readonly answeredAt?: string;
  readonly overview?: Overview;
  readonly overviewAt?: string;
  readonly overviewMs?: number;
};

export type State = {
  readonly id: string;
  readonly command: string;
  readonly startedAt: string;
  readonly targets: Readonly<Record<TargetId, TargetState>>;
  readonly runs: Readonly<Record<RunId, Run>>;
  /** Every attempt at a fix, in the order of choosing. */
  readonly fixes: readonly FixState[];
  readonly exchanges: Readonly<Record<string, Exchange>>;
  /** Of all targets together. */
  readonly roundTrips: number;
  readonly endedAt?: string;
};

export const emptyState: State = {
  id: '',
  command: '',
  startedAt: '',
  targets: {},
  runs: {},
  fixes: [],
  exchanges: {},
  roundTrips: 0,
};
