import type { Flow } from '../../core/flow.ts';
import { scopeOf } from '../../core/inputs.ts';
import { resultOf } from '../../core/report.ts';
import type { Run } from '../../core/session.ts';
import { fillText } from '../../core/template.ts';
import { stepOf } from '../../core/walk.ts';
import { containerOf, statusOf } from '../findings.ts';
import { inner, type Page, type Scene } from '../page.ts';
import { joinParts, type Part } from '../parts.ts';
import { cut, ends, line, paragraph, span, wrap, type Line } from '../text.ts';
import { confidenceWords, statuses } from '../theme.ts';
import { evidenceLines, ruledOutLines, unseenLines, type Case } from './evidence.ts';
import { fixParts } from './fixes.ts';
import { many } from './seen.ts';
import { walked } from './trail.ts';

/** The end of a run: what is wrong, what proves it, what to do, what it is not, what stayed hidden. */
export const diagnosis = (scene: Scene, flow: Flow, run: Run): Page => {
  const scope = scopeOf(flow, run);
  const found: Case = {
    flow,
    run,
    result: resultOf(flow, run, scene.state.exchanges),
    cells: inner(scene.size),
    fill: (template) => fillText(template, scope).trim(),
  };
  const { lines, sections } = joinParts(partsOf(found, walked(scene, flow, run)));
  const hasBlind = found.result.blind.some(({ step }) => stepOf(flow, step));
  return {
    screen: 'diagnosis',
    title: verdictLines(found),
    body: { kind: 'lines', lines, sections },
    hints: [
      ...(hasBlind ? (['retry'] as const) : []),
      'page-down',
      ...(found.result.fixes.length > 0 ? (['fix'] as const) : []),
      'section',
      'back',
      'log',
      'commands',
      'write',
      'next',
      'explain',
    ],
  };
};

const verdictLines = ({ flow, run, result, cells }: Case): readonly Line[] => {
  const { symbol, word, tone } = statuses[statusOf(flow, run)];
  const about = run.subject?.label ?? containerOf(run);
  const fixes = result.fixes.length;
  const below = fixes > 0 ? `${many(fixes, 'way')} to mend it: f` : '';
  const where = about === undefined || about === 'target' ? '' : `  ${about}`;
  const left: Line = [span('  '), span(word, tone), span(where, 'quiet')];
  return [
    ...wrap([span(`${symbol} `, tone), span(result.title, 'strong')], cells, 2),
    below ? ends(left, [span(below, 'quiet')], cells) : cut(left, cells),
  ];
};

const partsOf = (found: Case, way: readonly Line[]): readonly Part[] => {
  const { result, cells } = found;
  const { outcome, confidence, explain, prevent } = result;
  const sure = confidence === null || confidence === 'confirmed' ? '' : confidenceWords[confidence];
  const hidden: Part = { heading: 'Could not see', lines: unseenLines(found) };
  const isOpen = outcome === 'inconclusive';
  return [
    // Where something stayed hidden, that part says it in full.
    { lines: isOpen && result.blind.length > 0 ? [] : paragraph(explain, cells) },
    { lines: sure ? wrap(line(sure, 'warn'), cells) : [] },
    ...(isOpen ? [hidden] : []),
    { heading: isOpen ? 'What was seen' : 'Evidence', lines: evidenceLines(found) },
    // What was not seen may speak against the cure: it comes before it.
    ...(isOpen ? [] : [hidden]),
    ...fixParts(found),
    { heading: 'Ruled out', lines: ruledOutLines(found) },
    {
      heading: 'So that it does not come back',
      lines: prevent ? paragraph(prevent, cells, 2) : [],
    },
    { heading: 'The way here', lines: way },
  ];
};
