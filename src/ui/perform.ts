import { resultOf } from '../core/report.ts';
import type { Run } from '../core/session.ts';
import { stepOf } from '../core/walk.ts';
import type { Actions } from './actions.ts';
import { emptyField } from './field.ts';
import { containerOf, findingsOf, isOpen } from './findings.ts';
import { answerFix, chooseFix, confirmByName, declined, performFix } from './perform-fix.ts';
import type { Frame } from './frame.ts';
import type { Command } from './keys.ts';
import type { Page, Scene } from './page.ts';
import { nextRow, scroll, scrollTo } from './scrolling.ts';
import { everythingSeen } from './screens/home.ts';
import { somethingElse } from './screens/questions.ts';
import type { Move, Place, View } from './view.ts';

/** What a command may look at, and what it may set in motion. */
export type Cockpit = {
  readonly scene: Scene;
  readonly view: View;
  readonly page: Page;
  readonly frame: Frame;
  readonly actions: Actions;
  move(move: Move): void;
};

/** Carries out what a key means on the present screen. */
export const perform = (cockpit: Cockpit, command: Command): void => {
  const { scene, page, actions, move } = cockpit;
  const { spot } = scene;
  const go = (to: Place): void => move({ do: 'go', to });
  switch (command) {
    case 'up':
      return scroll(cockpit, -1);
    case 'down':
      return scroll(cockpit, 1);
    case 'page-up':
      return scroll(cockpit, -cockpit.frame.scroll.page);
    case 'page-down':
      return scroll(cockpit, cockpit.frame.scroll.page);
    case 'top':
      return scroll(cockpit, -Infinity);
    case 'bottom':
      return scroll(cockpit, Infinity);
    case 'section':
      return scrollTo(cockpit, nextRow(cockpit, 0));
    case 'mark':
      return scrollTo(cockpit, nextRow(cockpit, 4));
    case 'list':
      if (page.body.kind === 'choices') move({ do: 'typing', on: false });
      return;
    case 'open':
      return enter(cockpit);
    case 'back':
      return back(cockpit);
    case 'stop':
      if (spot.at === 'run') actions.stop(spot.run);
      return;
    case 'retry':
      return retry(cockpit);
    case 'next':
      return next(cockpit);
    case 'again':
      return actions.again(scene.target?.id);
    case 'write':
      void actions.write().then((saved) => go({ at: 'saved', saved }));
      return;
    case 'log':
      return openLog(cockpit);
    case 'fix':
    case 'approve':
    case 'undo':
    case 'verify':
    case 'go-on':
      return performFix(cockpit, command);
    case 'commands':
      if (spot.at === 'run') go({ at: 'commands', run: spot.run });
      return;
    case 'explain':
      return explain(cockpit);
    case 'search':
      return spot.at === 'search' ? move({ do: 'typing', on: true }) : go({ at: 'search' });
    case 'paste':
      return spot.at === 'paste' ? move({ do: 'typing', on: true }) : go({ at: 'paste' });
    case 'practise':
      return go({ at: 'practise', recordings: actions.recordings() });
    case 'filter':
      return move({ do: 'typing', on: true });
    case 'follow':
      if (spot.at === 'log') spot.feed.follow(scene.log?.status !== 'following');
      return;
    case 'keys':
      return go({ at: 'keys', of: page.screen });
    case 'quit':
      return actions.quit('asked');
    case 'interrupt':
      return actions.quit('interrupted');
  }
};

/** Opens a choice. */
export const choose = (cockpit: Cockpit, value: string): void => {
  const { scene, page, actions, move } = cockpit;
  const { spot, matches } = scene;
  const open = (flow: string, inputs: Readonly<Record<string, string>>): void => {
    move({ do: 'go', to: { at: 'opening', flow } });
    void actions
      .open(flow, inputs, scene.target?.id)
      .then((runs) => move({ do: 'opened', flow, runs }));
  };
  switch (spot.at) {
    case 'hosts':
      return move({ do: 'go', to: { at: 'home', target: value } });
    case 'asked':
      return actions.reply(value);
    case 'home':
      return move({
        do: 'go',
        to: value === everythingSeen ? { at: 'seen' } : { at: 'run', run: value },
      });
    case 'search':
      return open(value, {});
    case 'paste':
      return open(value, matches.find(({ flow }) => flow === value)?.inputs ?? {});
    case 'practise': {
      const recording = spot.recordings.find(({ id }) => id === value);
      if (recording) void actions.practise(recording).then(() => move({ do: 'start' }));
      return;
    }
    case 'logs':
      return move({
        do: 'replace',
        to: { at: 'log', feed: actions.openLog(value, scene.target?.id) },
      });
    case 'run':
      if (value === somethingElse) return move({ do: 'typing', on: true });
      if (page.asks !== undefined) actions.answer(spot.run, page.asks, value);
      return;
    case 'fixes':
      return chooseFix(cockpit, spot.run, value);
    case 'fix':
    case 'fix-ask':
    case 'seen':
    case 'opening':
    case 'commands':
    case 'explain':
    case 'log':
    case 'keys':
    case 'saved':
      return;
  }
};

const enter = (cockpit: Cockpit): void => {
  const { page, scene, actions, move } = cockpit;
  const { spot } = scene;
  if (!spot.typing) return;
  if (spot.at === 'log') return move({ do: 'typing', on: false });
  if (spot.at === 'fix') return confirmByName(cockpit);
  if (spot.at === 'fix-ask') return answerFix(cockpit);
  if (spot.at === 'asked') {
    if (spot.field.text !== '') actions.reply(spot.field.text);
    return;
  }
  if (spot.at === 'run' && page.asks !== undefined) {
    const text = spot.field.text.trim();
    if (text === '') return;
    move({ do: 'typing', on: false });
    return actions.answer(spot.run, page.asks, text);
  }
  const first = page.body.kind === 'choices' ? page.body.choices[0] : undefined;
  if (first) choose(cockpit, spot.chosen ?? first.value);
};

const back = ({ scene, view, actions, move }: Cockpit): void => {
  const { spot } = scene;
  if (spot.at === 'asked') return actions.reply(undefined);
  if (spot.typing && (spot.at === 'log' || spot.at === 'run' || spot.at === 'fix')) {
    if (spot.at === 'log') move({ do: 'type', field: emptyField });
    return move({ do: 'typing', on: false });
  }
  if (spot.at === 'log') spot.feed.close();
  // Who turns away from a plan does not approve of it.
  if (spot.at === 'fix') declined(scene, actions);
  if (view.length === 1 && scene.practising) actions.endPractice();
  move({ do: 'back' });
};

/** The run that the screen, or the pointer, is on. */
const runAtHand = ({ scene, page }: Cockpit): Run | undefined => {
  const { spot, state } = scene;
  if (spot.at === 'run' || spot.at === 'commands' || spot.at === 'fix' || spot.at === 'fixes')
    return state.runs[spot.run];
  if (spot.at !== 'home' || page.body.kind !== 'choices') return undefined;
  return state.runs[spot.chosen ?? page.body.choices[0]?.value ?? ''];
};

const openLog = (cockpit: Cockpit): void => {
  const run = runAtHand(cockpit);
  const container = run && containerOf(run);
  const { actions, move, scene } = cockpit;
  const to: Place =
    container === undefined
      ? { at: 'logs' }
      : { at: 'log', feed: actions.openLog(container, scene.target?.id) };
  move({ do: 'go', to });
};

const explain = (cockpit: Cockpit): void => {
  const { scene, page, move } = cockpit;
  const { spot } = scene;
  if (spot.at === 'opening') return move({ do: 'go', to: { at: 'explain', flow: spot.flow } });
  const run = runAtHand(cockpit);
  if (run) {
    const diagnosis = run.ended?.diagnosis;
    const of = diagnosis ? { diagnosis } : {};
    return move({ do: 'go', to: { at: 'explain', flow: run.flow, ...of } });
  }
  if ((spot.at !== 'search' && spot.at !== 'paste') || page.body.kind !== 'choices') return;
  const flow = spot.chosen ?? page.body.choices[0]?.value;
  if (flow !== undefined) move({ do: 'go', to: { at: 'explain', flow } });
};

const retry = ({ scene, actions }: Cockpit): void => {
  const { spot, state, flows } = scene;
  const run = spot.at === 'run' ? state.runs[spot.run] : undefined;
  const flow = run && flows.get(run.flow);
  if (!run || !flow) return;
  const blind = resultOf(flow, run, state.exchanges).blind.find(({ step }) => stepOf(flow, step));
  if (blind) actions.retry(run.id, blind.step);
};

/** Not this one: the next of the list, and after the last one the list itself. */
const next = ({ scene, move }: Cockpit): void => {
  const { spot, state, flows, target } = scene;
  if (spot.at !== 'run') return;
  const worth = findingsOf(state, flows, target?.id).filter(isOpen);
  const at = worth.findIndex(({ run }) => run.id === spot.run);
  const following = worth[at + 1];
  move(following ? { do: 'replace', to: { at: 'run', run: following.run.id } } : { do: 'start' });
};
