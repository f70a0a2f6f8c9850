import { fixesOf } from '../core/by-hand.ts';
import { awaitsConfirmation } from '../core/fix-next.ts';
import { fixOf, type FixState } from '../core/fix-state.ts';
import { confirmationOf, type Confirmation } from '../core/plan.ts';
import type { Actions } from './actions.ts';
import type { Scene } from './page.ts';
import { emptyField } from './field.ts';
import { openAsk } from './open-ask.ts';
import type { Cockpit } from './perform.ts';
import type { Place } from './view.ts';

/** What keys do with a fix. Enter alone changes nothing. */
export const performFix = (
  cockpit: Cockpit,
  command: 'fix' | 'approve' | 'undo' | 'verify' | 'go-on',
): void => {
  const { scene, actions, move } = cockpit;
  const { spot } = scene;
  if (spot.at !== 'run' && spot.at !== 'fix') return;
  const { run } = spot;
  switch (command) {
    case 'fix':
      return begin(cockpit, run);
    case 'approve':
      return approve(cockpit, run);
    case 'undo':
    case 'verify':
    case 'go-on':
      actions.fixes.want(run, command === 'go-on' ? 'apply' : command);
      return move({ do: 'replace', to: { at: 'fix', run } });
  }
};

/** The one fix there is, the choice between several, or the one that was begun already. */
const begin = (cockpit: Cockpit, id: string): void => {
  const { scene, move } = cockpit;
  const { state, flows } = scene;
  const run = state.runs[id];
  const flow = run && flows.get(run.flow);
  if (!flow || scene.practising) return;
  if (standing(scene, id)) return move({ do: 'go', to: { at: 'fix', run: id } });
  const offered = fixesOf(flow, run);
  const [only, ...others] = offered;
  if (!only) return;
  if (others.length > 0) return move({ do: 'go', to: { at: 'fixes', run: id } });
  const to = placeOf(cockpit, { run: id, fix: only.id, given: {} });
  move({ do: 'go', to });
};

type Chosen = Pick<Extract<Place, { readonly at: 'fix-ask' }>, 'run' | 'fix' | 'given'>;

/** Where a chosen fix leads: to its next question, or, with all of them answered, to its plan. */
const placeOf = ({ scene, actions }: Cockpit, chosen: Chosen): Place => {
  const { run, fix, given } = chosen;
  const now = scene.state.runs[run];
  const flow = now && scene.flows.get(now.flow);
  const offered = flow && fixesOf(flow, now).find(({ id }) => id === fix);
  if (offered && openAsk(offered, given)) return { at: 'fix-ask', ...chosen };
  actions.fixes.choose(run, fix, given);
  return { at: 'fix', run };
};

export const chooseFix = (cockpit: Cockpit, run: string, fix: string): void =>
  cockpit.move({ do: 'replace', to: placeOf(cockpit, { run, fix, given: {} }) });

/** Enter under the answer to what a fix asks; nothing is no answer. */
export const answerFix = (cockpit: Cockpit): void => {
  const { scene, move } = cockpit;
  const { spot, state, flows } = scene;
  if (spot.at !== 'fix-ask') return;
  const { run, fix, given, field } = spot;
  const now = state.runs[run];
  const flow = now && flows.get(now.flow);
  const offered = flow && fixesOf(flow, now).find(({ id }) => id === fix);
  const open = offered && openAsk(offered, given);
  // An Enter that came together with the text, as terminals hand over a paste, is no part of it.
  const whole = field.text.replace(/^\n+|\n+$/g, '');
  const text = open?.kind === 'secret' ? whole : whole.trim();
  if (!open || text === '') return;
  move({
    do: 'replace',
    to: placeOf(cockpit, { run, fix, given: { ...given, [open.name]: text } }),
  });
};

/** A fix that changed something and is not led back, or that is under way. */
const standing = ({ state }: Scene, run: string): FixState | undefined => {
  const fix = fixOf(state.fixes, run);
  if (!fix || fix.restored) return undefined;
  return fix.wish !== 'nothing' || fix.forth.length > 0 ? fix : undefined;
};

type Planned = { readonly fix: FixState; readonly needed: Confirmation };

const planned = ({ state }: Scene, run: string): Planned | undefined => {
  const fix = fixOf(state.fixes, run);
  if (!fix?.plan || fix.approved) return undefined;
  const target = state.targets[state.runs[run]?.target ?? '']?.label ?? '';
  return { fix, needed: confirmationOf(fix, target) };
};

/** Where something stops or may be lost, the end of the plan must be on the screen. */
const approve = ({ scene, frame, actions, move }: Cockpit, run: string): void => {
  if (awaitsConfirmation(fixOf(scene.state.fixes, run))) return actions.fixes.confirm(run);
  const plan = planned(scene, run);
  if (!plan) return;
  const { needed } = plan;
  const isAtEnd = frame.scroll.at >= frame.scroll.most;
  if (!isAtEnd && (needed.by === 'name' || needed.seenToEnd)) {
    return move({ do: 'scroll', to: frame.scroll.at + frame.scroll.page });
  }
  if (needed.by === 'name') return move({ do: 'typing', on: true });
  actions.fixes.decide(run, true);
  move({ do: 'replace', to: { at: 'fix', run } });
};

/** Enter under a typed name: only the right one counts. */
export const confirmByName = ({ scene, actions, move }: Cockpit): void => {
  const { spot } = scene;
  if (spot.at !== 'fix') return;
  const plan = planned(scene, spot.run);
  if (plan?.needed.by !== 'name') return;
  if (spot.field.text.trim() !== plan.needed.name) return move({ do: 'type', field: emptyField });
  actions.fixes.decide(spot.run, true);
  move({ do: 'replace', to: { at: 'fix', run: spot.run } });
};

export const declined = (scene: Scene, actions: Actions): void => {
  const { spot } = scene;
  if (spot.at === 'fix' && planned(scene, spot.run)) actions.fixes.decide(spot.run, false);
};
