import type { LinkQuestion } from '../core/link-question.ts';
import type { RunId, TargetId } from '../core/session.ts';
import type { LogFeed, Recording, Saved } from './actions.ts';
import { emptyField, type Field } from './field.ts';
import type { ScreenId } from './keys.ts';

/** Where the operator is: the only state of the interface that is not in the log. */
export type Place =
  | { readonly at: 'home'; readonly flow?: string; readonly target?: TargetId }
  /** Several hosts, one line each. */
  | { readonly at: 'hosts' }
  /** A link cannot be made without the operator. */
  | { readonly at: 'asked'; readonly question: LinkQuestion }
  | { readonly at: 'seen' }
  | { readonly at: 'search' }
  | { readonly at: 'paste' }
  | { readonly at: 'practise'; readonly recordings: readonly Recording[] }
  /** A flow was asked for, its runs are about to start. */
  | { readonly at: 'opening'; readonly flow: string }
  /** One run, as far as it is: its questions, its trail, its diagnosis. */
  | { readonly at: 'run'; readonly run: RunId }
  | { readonly at: 'commands'; readonly run: RunId }
  /** Which fix; and the one that was chosen, as far as it is. */
  | { readonly at: 'fixes'; readonly run: RunId }
  | { readonly at: 'fix'; readonly run: RunId }
  /** A fix that was chosen needs to be told something before it has a plan. */
  | {
      readonly at: 'fix-ask';
      readonly run: RunId;
      readonly fix: string;
      readonly given: Readonly<Record<string, string>>;
    }
  | { readonly at: 'explain'; readonly flow: string; readonly diagnosis?: string }
  | { readonly at: 'log'; readonly feed: LogFeed }
  | { readonly at: 'logs' }
  | { readonly at: 'keys'; readonly of: ScreenId }
  | { readonly at: 'saved'; readonly saved: Saved };

export type Spot = Place & {
  /** First line that is shown; below 0: nobody has scrolled yet. */
  readonly scroll: number;
  /** Value of the choice under the pointer. */
  readonly chosen?: string;
  readonly field: Field;
  /** Keys go into the field. */
  readonly typing: boolean;
};

/** Spots visited, the present one last. */
export type View = readonly [Spot, ...Spot[]];

export type Move =
  | { readonly do: 'go'; readonly to: Place; readonly field?: Field }
  | { readonly do: 'replace'; readonly to: Place }
  /** What was being opened is there; for an operator who has gone elsewhere it changes nothing. */
  | { readonly do: 'opened'; readonly flow: string; readonly runs: readonly RunId[] }
  /** A link asks: over whatever is on the screen. */
  | { readonly do: 'ask'; readonly question: LinkQuestion }
  /** It asks no more. */
  | { readonly do: 'answered' }
  | { readonly do: 'back' }
  | { readonly do: 'start' }
  | { readonly do: 'scroll'; readonly to: number }
  | { readonly do: 'choose'; readonly value: string }
  | { readonly do: 'type'; readonly field: Field }
  | { readonly do: 'typing'; readonly on: boolean };

const types = (place: Place): boolean =>
  place.at === 'search' ||
  place.at === 'paste' ||
  place.at === 'fix-ask' ||
  (place.at === 'asked' && place.question.ask === 'secret');

export const spotAt = (place: Place, field: Field = emptyField): Spot => ({
  ...place,
  scroll: -1,
  field,
  typing: types(place),
});

export const startView: View = [spotAt({ at: 'home' })];
export const hostsView: View = [spotAt({ at: 'hosts' })];

export const here = (view: View): Spot => view.at(-1) ?? view[0];

export const navigate = (view: View, move: Move): View => {
  switch (move.do) {
    case 'go':
      return [...view, spotAt(move.to, move.field)];
    case 'replace':
      return changed(view, spotAt(move.to));
    case 'opened': {
      const spot = here(view);
      const [run, ...others] = move.runs;
      if (spot.at !== 'opening' || spot.flow !== move.flow || run === undefined) return view;
      const { flow } = move;
      // Its list is about the target that the operator came from.
      const home = view.findLast((each) => each.at === 'home');
      const target =
        home?.at === 'home' && home.target !== undefined ? { target: home.target } : {};
      const list = { at: 'home', flow, ...target } as const;
      return changed(view, spotAt(others.length > 0 ? list : { at: 'run', run }));
    }
    case 'back':
      return view.length > 1 ? ([view[0], ...view.slice(1, -1)] as const) : view;
    case 'ask':
      return [...unasked(view), spotAt({ at: 'asked', question: move.question })];
    case 'answered':
      return unasked(view);
    case 'start': {
      const { chosen: _, ...root } = view[0];
      return [{ ...root, scroll: -1 }];
    }
    case 'scroll':
      return changed(view, { ...here(view), scroll: move.to });
    case 'choose':
      return changed(view, { ...here(view), chosen: move.value });
    case 'type': {
      // Another text has other answers: the pointer goes to the first, the scroll to the top.
      const { chosen: _, ...spot } = here(view);
      return changed(view, { ...spot, field: move.field, scroll: -1 });
    }
    case 'typing':
      return changed(view, { ...here(view), typing: move.on });
  }
};

const unasked = (view: View): View => {
  if (!view.some(({ at }) => at === 'asked')) return view;
  return [view[0], ...view.slice(1).filter(({ at }) => at !== 'asked')];
};

const changed = (view: View, spot: Spot): View =>
  view.length > 1 ? [view[0], ...view.slice(1, -1), spot] : [spot];
