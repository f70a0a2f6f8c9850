import type { z } from 'zod';
import type { Failure, ProbeResult } from './outcome.ts';
import type { Context } from './probe.ts';
import type { Change } from './change.ts';
import type { Reply, Secret } from './target.ts';

/** One action with its arguments: a line of a fix, or of an undo. Secrets stand in it by reference. */
export type Call = {
  readonly action: string;
  readonly with: Readonly<Record<string, unknown>>;
};

/** What feels a change, beside what it is meant for. Names, never ids. */
export type Blast = {
  /** Services or containers that stop for a moment. */
  readonly restarts: readonly string[];
  /** Services that depend on those. */
  readonly dependents: readonly string[];
  /** Published ports that do not answer meanwhile: `0.0.0.0:8080->80/tcp`. */
  readonly ports: readonly string[];
  /** Volumes and folders that what restarts writes to; they stay. */
  readonly volumes: readonly string[];
  /** What is gone afterwards: files of a writable layer, what an ended process still had to write. */
  readonly lost: readonly string[];
  /** Clients that are connected now. */
  readonly connections: readonly string[];
  /** Expected, in words: `none`, `a few seconds`. */
  readonly downtime: string;
};

export const noBlast: Blast = {
  restarts: [],
  dependents: [],
  ports: [],
  volumes: [],
  lost: [],
  connections: [],
  downtime: 'none',
};

export type Preview = {
  /** Commands, unified diffs, words; values of secrets as fingerprints. The gate cleans them. */
  readonly shows: readonly string[];
  /**
   * What it stands on: name → seal of the part that matters (a file's bytes and mode, a container's
   * environment, image and mounts; no times). Names mean the same in every action: `file:/srv/.env`,
   * `container:shop-api-1`, `image:shop/api:1`, `role:shop-db-1/app`, `process:42`.
   */
  readonly state: Readonly<Record<string, string>>;
  /** Names, as in `state`, of what applying it changes. */
  readonly touches: readonly string[];
  /** Bytes that a touched file will hold, for the previews of later calls. In memory only: never logged. */
  readonly becomes?: Readonly<Record<string, Uint8Array>>;
  readonly blast: Blast;
  /** Present where all is already so; applying it then changes nothing. */
  readonly nothingToDo?: string;
  /** Present where this very change may cut the link or lock the operator out: why. */
  readonly mayCutLink?: string;
  /** What cannot be undone, in words; stands first in a plan. */
  readonly irreversible?: string;
};

/** A plan looks, keeps what an undo needs, and changes nothing. */
export type PlanContext = Context & {
  /** Same value, same seal, within a session; tells nothing of the value. */
  seal(value: string | Uint8Array): string;
};

export type UndoContext = PlanContext & {
  /** Puts a value that the undo needs on disk, before anything is changed. */
  keep(secret: Secret): Promise<void>;
};

export type ActionContext = PlanContext & {
  /** Sends a change; refused unless an approved plan is being applied. */
  change(request: Change): Promise<Reply>;
};

export type Undo = readonly Call[] | { readonly irreversible: string };

/** What an apply has to say. A `Failure` of `apply` says in its detail what was changed, if anything. */
export type Applied = {
  readonly summary: string;
  /** Nothing was changed: all was already so. */
  readonly nothingToDo?: true;
};

export type Action<Args = never> = {
  /** Noun first: `env-file.set`. */
  readonly name: string;
  /** One sentence: list, editor hover, report. */
  readonly doc: string;
  readonly args: z.ZodObject;
  /** Never has an undo: a fix that uses it must say `cannot-undo`. Why, in words. */
  readonly irreversible?: string;
  /** A person carries it out; `apply` only says so. */
  readonly byHand?: true;
  /**
   * Shows what would change. Earlier calls of the same fix are taken as done: `earlier` is the same
   * list when the plan is made and when it is asked again before the call is applied.
   */
  preview(
    args: Args,
    context: PlanContext,
    earlier: readonly Preview[],
  ): Promise<Preview | Failure>;
  /** Calls that lead back, worked out right before `apply`, in the order in which to apply them. */
  undo(args: Args, context: UndoContext): Promise<Undo | Failure>;
  /**
   * The command by which the target leads back alone, for a change that may cut off whoever made
   * it; asked where a preview says `mayCutLink`.
   */
  revert?(args: Args, context: PlanContext): Promise<Revert | Failure>;
  apply(args: Args, context: ActionContext): Promise<ProbeResult<Applied>>;
};

export type Revert = { readonly argv: readonly string[] };

export type AnyAction = Action;

/** Ties the three to their schema, then hides the types so that actions fit one list. */
export const defineAction = <A extends z.ZodObject>(
  action: Omit<Action, 'args' | 'preview' | 'undo' | 'revert' | 'apply'> & {
    readonly args: A;
    preview(
      args: z.output<A>,
      context: PlanContext,
      earlier: readonly Preview[],
    ): Promise<Preview | Failure>;
    undo(args: z.output<A>, context: UndoContext): Promise<Undo | Failure>;
    revert?(args: z.output<A>, context: PlanContext): Promise<Revert | Failure>;
    apply(args: z.output<A>, context: ActionContext): Promise<ProbeResult<Applied>>;
  },
): Action => action;

export const isFailure = (result: Preview | Undo | Revert | Failure): result is Failure =>
  'outcome' in result;
