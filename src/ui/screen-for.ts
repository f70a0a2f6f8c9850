import type { Page, Scene } from './page.ts';
import { line } from './text.ts';
import { asked } from './screens/asked.ts';
import { commands } from './screens/commands.ts';
import { explain } from './screens/explain.ts';
import { fix } from './screens/fix.ts';
import { fixAsk } from './screens/fix-ask.ts';
import { fixChoice } from './screens/fix-choice.ts';
import { home } from './screens/home.ts';
import { hosts } from './screens/hosts.ts';
import { keys } from './screens/keys.ts';
import { log } from './screens/log.ts';
import { logs } from './screens/logs.ts';
import { paste } from './screens/paste.ts';
import { practise } from './screens/practise.ts';
import { opening, run } from './screens/run.ts';
import { saved } from './screens/saved.ts';
import { seen } from './screens/seen.ts';
import { search } from './screens/search.ts';

/** The screen is a function of the state and of where the operator is. */
export const screenFor = (scene: Scene): Page => {
  const { spot, state, flows } = scene;
  switch (spot.at) {
    case 'hosts':
      return hosts(scene);
    case 'asked':
      return asked(scene, spot.question);
    case 'home':
      return home(scene, spot.flow);
    case 'seen':
      return seen(scene);
    case 'search':
      return search(scene);
    case 'paste':
      return paste(scene);
    case 'practise':
      return practise(scene, spot.recordings);
    case 'opening':
      return opening(scene, spot.flow);
    case 'run':
      return run(scene, spot.run);
    case 'commands': {
      const now = state.runs[spot.run];
      const flow = now && flows.get(now.flow);
      return now && flow ? commands(scene, flow, now) : run(scene, spot.run);
    }
    case 'fixes': {
      const now = state.runs[spot.run];
      const flow = now && flows.get(now.flow);
      return now && flow ? fixChoice(scene, flow, now) : run(scene, spot.run);
    }
    case 'fix':
      return fix(scene, spot.run);
    case 'fix-ask':
      return fixAsk(scene, spot);
    case 'explain': {
      const flow = flows.get(spot.flow);
      return flow ? explain(scene, flow, spot.diagnosis) : unknownFlow(spot.flow);
    }
    case 'log':
      return log(scene, scene.log ?? spot.feed.getState());
    case 'logs':
      return logs(scene);
    case 'keys':
      return keys(scene, spot.of);
    case 'saved':
      return saved(scene, spot.saved);
  }
};

const unknownFlow = (id: string): Page => ({
  screen: 'explain',
  title: [line(`No flow is called ${id}`, 'strong')],
  body: { kind: 'lines', lines: [] },
  hints: ['back'],
});
