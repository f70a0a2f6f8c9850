import { askedInput } from '../asked.ts';
import type { Page, Scene } from '../page.ts';
import { line, paragraph, wrap } from '../text.ts';
import { inner } from '../page.ts';
import { statuses } from '../theme.ts';
import { diagnosis } from './diagnosis.ts';
import { questions } from './questions.ts';
import { trail } from './trail.ts';

/** One run, as far as it is: a question that only a person can answer, the way, or the end. */
export const run = (scene: Scene, id: string): Page => {
  const { state, flows, size } = scene;
  const now = state.runs[id];
  const flow = now && flows.get(now.flow);
  if (!flow) {
    const text = `This run is not in the session any more: ${id}.`;
    const body = { kind: 'lines', lines: paragraph(text, inner(size)) } as const;
    return { screen: 'trail', title: [], body, hints: ['back'] };
  }
  const asked = askedInput(flow, now);
  if (asked !== undefined) return questions(scene, flow, now, asked);
  if (now.ended) return diagnosis(scene, flow, now);
  return trail(scene, flow, now);
};

/** A flow was asked for before the containers were read: it starts as soon as they are. */
export const opening = ({ flows, size }: Scene, id: string): Page => ({
  screen: 'trail',
  title: wrap(line(flows.get(id)?.title ?? id, 'strong'), inner(size)),
  body: {
    kind: 'lines',
    lines: [line(`${statuses.walking.symbol} reading the containers and their logs`, 'accent')],
  },
  hints: ['explain', 'back'],
});
