import { useInput, usePaste, useWindowSize } from 'ink';
import { useEffect, useReducer, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { LogSeen } from '../core/log-seen.ts';
import type { Actions, Desk, Watched } from './actions.ts';
import { Screen } from './components/screen.tsx';
import { useAbsences } from './absences.ts';
import { targetAtHand } from './at-hand.ts';
import { unchanging } from './desk.ts';
import { edit, fieldOf, insert } from './field.ts';
import type { Flows } from './findings.ts';
import { frameOf, headerOf } from './frame.ts';
import { keyName } from './key-name.ts';
import { commandOf } from './keys.ts';
import { isTiny, type Scene } from './page.ts';
import { choose, perform, type Cockpit } from './perform.ts';
import { screenFor } from './screen-for.ts';
import { symptoms } from './symptoms.ts';
import { tinyLines } from './tiny.ts';
import { Rows } from './components/rows.tsx';
import { here, navigate, type Spot, type View } from './view.ts';

export type AppProps = {
  readonly desk: Watched<Desk>;
  readonly actions: Actions;
  readonly flows: Flows;
  readonly traces: ReadonlyMap<string, string>;
  /** Where the operator comes in: home, a flow's run, the paste screen with a text. */
  readonly start: View;
  readonly colour: boolean;
  readonly reader: boolean;
};

/** Renders the session's state; what the operator does goes through `perform`. */
export const App = (props: AppProps): ReactNode => {
  const { actions, flows, traces, colour, reader } = props;
  const desk = useStore(props.desk);
  const state = useStore(desk.state);
  const [view, move] = useReducer(navigate, props.start);
  const size = useWindowSize();
  const spot = here(view);
  const log = useStore(spot.at === 'log' ? spot.feed : noLog);
  const text = spot.at === 'paste' ? spot.field.text : '';
  const matches = text.trim() ? actions.lookup(text) : [];
  const near = nearestTo(spot, matches, props);
  const seconds = useSeconds(stepUnderWay(state.runs, spot));
  const practising = desk.practice !== undefined;
  const away = useAbsences(state.targets);
  const target = targetAtHand(view, state);
  const scene: Scene = {
    ...{ state, spot, target, away, flows, traces, matches, near, seconds, practising },
    size: reader ? { ...size, rows: 10_000 } : size,
    ...(spot.at === 'log' && { log }),
  };
  const page = screenFor(scene);
  const facts = {
    ...desk,
    hosts: Object.keys(state.targets).length,
    away: target && away[target.id],
  };
  const frame = frameOf(page, spot, scene.size, headerOf(target, facts, size));
  const cockpit: Cockpit = { scene, view, page, frame, actions, move };

  const { question } = desk;
  // The link asks on its own: nobody pressed a key for it.
  useEffect(() => {
    move(question ? { do: 'ask', question } : { do: 'answered' });
  }, [question]);

  const { start } = props;
  // Opened on a flow from the command line: nobody pressed Enter for it.
  useEffect(() => {
    const asked = here(start);
    if (asked.at !== 'opening') return;
    const { flow } = asked;
    void actions.open(flow, {}).then((runs) => move({ do: 'opened', flow, runs }));
  }, [start, actions]);
  useInput((input, pressed) => {
    const key = keyName(input, pressed);
    const command = commandOf(page.screen, spot.typing, key);
    if (command !== undefined) return perform(cockpit, command);
    const field = spot.typing ? edit(spot.field, key) : undefined;
    if (field) move({ do: 'type', field });
  });
  usePaste((pasted) => {
    const isAnswer = spot.at === 'asked' || spot.at === 'fix-ask';
    const single = isAnswer ? pasted.replace(/[\r\n]+$/, '') : pasted;
    if (spot.typing) move({ do: 'type', field: insert(spot.field, single) });
    else if (isAnswer) return;
    else move({ do: 'go', to: { at: 'paste' }, field: fieldOf(pasted) });
  });

  if (isTiny(scene.size)) {
    return <Rows lines={tinyLines(scene, page)} colour={colour} reader={reader} />;
  }
  return (
    <Screen
      {...{ page, frame, spot, colour, reader }}
      size={scene.size}
      onChoose={(value) => move({ do: 'choose', value })}
      onOpen={(value) => choose(cockpit, value)}
    />
  );
};

const nothing: LogSeen = { container: '', status: 'reading', lines: [] };
const noLog = unchanging(nothing);

/** Asked only where no flow has what was typed or pasted. */
const nearestTo = (
  spot: Spot,
  matches: Scene['matches'],
  { actions, flows }: AppProps,
): readonly string[] => {
  const { text } = spot.field;
  if (text.trim() === '') return [];
  const isUnknown =
    spot.at === 'paste'
      ? matches.length === 0
      : spot.at === 'search' && symptoms(flows, text).length === 0;
  return isUnknown ? actions.nearest(text) : [];
};

/** The step that the operator watches, if one is under way. */
const stepUnderWay = (runs: Scene['state']['runs'], spot: Scene['spot']): string | undefined => {
  const run = spot.at === 'run' ? runs[spot.run] : undefined;
  const flying = run && !run.ended ? Object.keys(run.flying) : [];
  return flying.length > 0 ? `${run?.id} ${run?.path.length}` : undefined;
};

/** Counts seconds while somebody waits for a step; no timer runs otherwise. */
const useSeconds = (waiting: string | undefined): number => {
  const [counted, count] = useState({ of: waiting, seconds: 0 });
  // The one thing on the screen that moves by itself: a clock is what effects are for.
  useEffect(() => {
    if (waiting === undefined) return undefined;
    const timer = setInterval(() => {
      count(({ of, seconds }) => ({ of: waiting, seconds: of === waiting ? seconds + 1 : 1 }));
    }, 1000);
    return () => clearInterval(timer);
  }, [waiting]);
  return counted.of === waiting ? counted.seconds : 0;
};
