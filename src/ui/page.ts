import type { State, TargetId, TargetState } from '../core/session.ts';
import type { LogSeen } from '../core/log-seen.ts';
import type { Match } from './actions.ts';
import type { Flows } from './findings.ts';
import type { Command, ScreenId } from './keys.ts';
import type { Line } from './text.ts';
import type { Spot } from './view.ts';

export type Size = { readonly columns: number; readonly rows: number };

/** Everything a screen may be made of. */
export type Scene = {
  readonly state: State;
  readonly spot: Spot;
  /** The target that the screen is about; undefined: all of several. */
  readonly target: TargetState | undefined;
  /** How long each lost link has been away, as far as somebody watched, in seconds. */
  readonly away: Readonly<Record<TargetId, number>>;
  readonly flows: Flows;
  readonly size: Size;
  /** What a probe leaves behind, by its name: shown where it was asked. */
  readonly traces: ReadonlyMap<string, string>;
  /** The log on the screen, where one is. */
  readonly log?: LogSeen;
  /** Flows that the pasted text names. */
  readonly matches: readonly Match[];
  /** Flows that are nearest to what was typed or pasted, where none has it. */
  readonly near: readonly string[];
  /** A recorded incident is on the screen: no machine can be asked anything. */
  readonly practising: boolean;
  /** Since the step under way began, as long as somebody watches it. */
  readonly seconds: number;
};

export type Choice = {
  readonly value: string;
  /** Rows of the choice; every choice of a page has as many. */
  readonly lines: readonly Line[];
};

/** One screen, before it is cut to the terminal's height. */
export type Page = {
  readonly screen: ScreenId;
  /** Stays at the top. */
  readonly title: readonly Line[];
  /** A field for text, under the title. */
  readonly field?: {
    readonly label: string;
    readonly hint: string;
    /** What is typed is a secret: it is not shown. */
    readonly masked?: true;
  };
  readonly body:
    | {
        readonly kind: 'lines';
        readonly lines: readonly Line[];
        /** Where its parts begin. */
        readonly sections?: readonly number[];
        /** Stays at the end as lines come. */
        readonly follows?: true;
        /** Where to begin, until somebody scrolls. */
        readonly from?: number;
      }
    | {
        readonly kind: 'choices';
        readonly choices: readonly Choice[];
        readonly after?: readonly Line[];
      };
  /** The keys that matter here, most needed first. */
  readonly hints: readonly Command[];
  /** The input that this page asks for. */
  readonly asks?: string;
};

/** Text stands one cell in from either side. */
export const inner = ({ columns }: Size): number => Math.max(1, columns - 2);

/** Small terminals get no empty rows. */
export const isTight = ({ rows }: Size): boolean => rows < 16;

/** Rows that a title, a field and a body share: the head, the keys and the air are taken. */
export const roomFor = (size: Size): number => size.rows - 1 - 2 - (isTight(size) ? 0 : 3);

/** Below this nothing can be shown honestly but a few words. */
export const isTiny = ({ columns, rows }: Size): boolean => columns < 30 || rows < 9;
