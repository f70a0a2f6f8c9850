import type { Flow } from '../../core/flow.ts';
import { scopeOf } from '../../core/inputs.ts';
import { isBlind } from '../../core/outcome.ts';
import type { Branch, Run } from '../../core/session.ts';
import { fillText } from '../../core/template.ts';
import { stepAfter, stepOf } from '../../core/walk.ts';
import { containerOf, titleOf } from '../findings.ts';
import { inner, type Page, type Scene } from '../page.ts';
import { blank, cut, ends, line, span, wrap, type Line } from '../text.ts';
import { statuses } from '../theme.ts';

/** The way so far: each step, what came of it in words, how long it took; the step under way. */
export const trail = (scene: Scene, flow: Flow, run: Run): Page => {
  const cells = inner(scene.size);
  return {
    screen: 'trail',
    title: runTitle(flow, run, cells),
    body: {
      kind: 'lines',
      lines: [...walked(scene, flow, run), ...underWay(scene, flow, run)],
      follows: true,
    },
    hints: ['stop', 'explain', 'log', 'commands', 'back'],
  };
};

/** What a run is about, at the top of its screens. */
export const runTitle = (flow: Flow, run: Run, cells: number): readonly Line[] => {
  const about = run.subject?.label ?? containerOf(run);
  return [
    ...wrap(line(titleOf(flow, run), 'strong'), cells),
    ...(about === undefined || about === 'target' ? [] : [cut(line(about, 'quiet'), cells)]),
  ];
};

export const walked = (scene: Scene, flow: Flow, run: Run): readonly Line[] =>
  run.path.flatMap((branch) => stepLines(scene, flow, run, branch));

const stepTitle = (flow: Flow, run: Run, step: string): string => {
  const scope = scopeOf(flow, run);
  return fillText(stepOf(flow, step)?.title ?? step, scope);
};

const duration = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);

const stepLines = (
  { size, traces }: Scene,
  flow: Flow,
  run: Run,
  { step, outcome, because }: Branch,
): readonly Line[] => {
  const cells = inner(size);
  const { symbol, word, tone } = statuses[outcome];
  const fact = run.facts[step];
  const time = fact ? duration(fact.ms) : '';
  const [first = [], ...rest] = wrap(line(stepTitle(flow, run, step)), cells - 2 - 9);
  const head = ends([span(`${symbol} `, tone), ...first], [span(time, 'quiet')], cells);
  const said = isBlind(outcome) || outcome === 'not-found' ? `${word}: ${because}` : because;
  const trace = fact && traces.get(fact.probe);
  return [
    head,
    ...rest.map((more) => [span('  '), ...more]),
    ...wrap([span('  '), span(said, isBlind(outcome) ? 'warn' : 'quiet')], cells, 2),
    ...(trace === undefined
      ? []
      : wrap([span('  '), span(`leaves a trace: ${trace}`, 'warn')], cells, 2)),
  ];
};

const underWay = ({ size, seconds }: Scene, flow: Flow, run: Run): readonly Line[] => {
  if (run.ended) return [];
  const cells = inner(size);
  const { symbol, tone } = statuses.walking;
  const time = seconds > 0 ? `${seconds} s` : '';
  const title = stepTitle(flow, run, stepAfter(flow, run.path));
  const [first = [], ...rest] = wrap(line(title), cells - 2 - 9);
  return [
    ends([span(`${symbol} `, tone), ...first], [span(time, 'quiet')], cells),
    ...rest.map((more) => [span('  '), ...more]),
    ...(seconds >= 3 ? [line('  Esc stops this step; the rest goes on without it', 'quiet')] : []),
    blank,
  ];
};
