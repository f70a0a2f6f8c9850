import type { Flow } from '../../core/flow.ts';
import { scopeOf } from '../../core/inputs.ts';
import type { Run } from '../../core/session.ts';
import { fillText } from '../../core/template.ts';
import { inner, type Choice, type Page, type Scene } from '../page.ts';
import { blank, cut, line, paragraph, span } from '../text.ts';
import { runTitle } from './trail.ts';

/** Value of the choice that opens the field. */
export const somethingElse = '\u0000else';

/** The one thing that detection could not settle: what fits, best first, or free text. */
export const questions = (scene: Scene, flow: Flow, run: Run, name: string): Page => {
  const { size, spot } = scene;
  const cells = inner(size);
  const input = flow.inputs[name];
  const { candidates = [], blind } = run.detected[name] ?? {};
  const ask = fillText(input?.ask ?? name, scopeOf(flow, run));
  const why = blind ?? (candidates.length > 1 ? 'More than one fits.' : 'Nothing here tells.');
  const title = [...runTitle(flow, run, cells), blank, ...paragraph(ask, cells, 0, 'strong')];
  const field = { label: name, hint: '⏎ answers, Esc goes back to the list' };
  const choices = [
    ...candidates.map(({ value, because }): Choice => ({
      value,
      lines: [cut(line(value), cells - 2), cut([span('  '), span(because, 'quiet')], cells - 2)],
    })),
    {
      value: somethingElse,
      lines: [line('Something else'), line('  type it yourself', 'quiet')],
    },
  ];
  return {
    screen: 'questions',
    asks: name,
    title: [...title, ...paragraph(why, cells, 0, 'quiet')],
    ...((spot.typing || candidates.length === 0) && { field }),
    body: { kind: 'choices', choices },
    hints: ['open', 'explain', 'log', 'back'],
  };
};
