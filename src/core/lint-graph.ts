import { inconclusive } from './flow.ts';
import { meant } from './nearest-word.ts';
import { isBlind, type Outcome } from './outcome.ts';
import { inOrder } from './known.ts';
import { place, type Fault, type Survey } from './survey.ts';
import { allEdges, edgesOf, reachable, startOf, stepOf, type Edge } from './walk.ts';

/** Where edges lead: targets, cycles, reach, length; and that blindness never diagnoses. */
export const lintGraph = (survey: Survey): readonly Fault[] => [
  ...noSteps(survey),
  ...doubledIds(survey),
  ...allEdges(survey.flow).flatMap((edge) => edgeFaults(survey, edge)),
  ...cycles(survey),
  ...unreachable(survey),
  ...budget(survey),
];

/** `found.0` is written as `found[0]`. */
export const edgePath = ({ step, edge }: Edge): readonly (string | number)[] => {
  const [outcome = '', index] = edge.split('.');
  return index === undefined ? ['steps', step, outcome] : ['steps', step, outcome, Number(index)];
};

const noSteps = ({ flow }: Survey): readonly Fault[] =>
  startOf(flow) === ''
    ? [
        {
          rule: 'no-step',
          path: ['steps'],
          message: 'steps: there is none, so nothing is ever looked at',
          cure: 'Write the step that proves that the fault exists.',
        },
      ]
    : [];

const doubledIds = ({ flow }: Survey): readonly Fault[] => {
  const seen = new Map([
    [inconclusive, 'the built-in leaf'],
    // What every object inherits would pass for a fact.
    ['constructor', 'the language'],
  ]);
  const faults: Fault[] = [];
  for (const part of ['inputs', 'steps', 'diagnoses', 'fixes'] as const) {
    for (const id of Object.keys(flow[part])) {
      const first = seen.get(id);
      if (first === undefined) seen.set(id, `${part}.${id}`);
      else {
        faults.push({
          rule: 'doubled-id',
          path: [part, id],
          message: `${part}.${id}: ${first} has this id already`,
          cure: 'Inputs, steps, diagnoses and fixes share one namespace: rename one of them.',
        });
      }
    }
  }
  return faults;
};

const edgeFaults = ({ flow }: Survey, edge: Edge): readonly Fault[] => {
  const { go, because } = edge.row;
  const path = [...edgePath(edge), 'go'];
  const at = place(edgePath(edge));
  const leaf = Object.hasOwn(flow.diagnoses, go);
  if (!leaf && go !== inconclusive && !stepOf(flow, go)) {
    const known = [...Object.keys(flow.steps), ...Object.keys(flow.diagnoses), inconclusive];
    const message = `${at}: nothing is called \`${go}\``;
    return [{ rule: 'unknown-target', path, message, cure: meant(go, known) }];
  }
  const outcome = edge.edge.split('.')[0] as Outcome;
  if (leaf && isBlind(outcome)) {
    return [
      {
        rule: 'blind-to-diagnosis',
        path,
        message: `${at}: a step that could not see leads to the diagnosis \`${go}\``,
        cure: 'Lead it to a step that looks another way, or leave it out: then it is inconclusive.',
      },
    ];
  }
  if (go === inconclusive && outcome === 'found' && because === undefined) {
    return [
      {
        rule: 'unexplained-inconclusive',
        path,
        message: `${at}: it ends as inconclusive and does not say why`,
        cure: 'Add `because:` with what remains open.',
      },
    ];
  }
  return [];
};

const cycles = (survey: Survey): readonly Fault[] => {
  const { flow, flows } = survey;
  const faults: Fault[] = [];
  if (!inOrder(flow)) {
    const edge = allEdges(flow).find(({ step, row }) =>
      reachable(flow, row.go, () => true).has(step),
    );
    const path = edge ? [...edgePath(edge), 'go'] : ['steps'];
    faults.push({
      rule: 'cycle',
      path,
      message: `${place(path)}: \`${edge?.row.go ?? ''}\` leads back to \`${edge?.step ?? ''}\``,
      cure: 'A path may pass a step once: ask again under another id, or end here.',
    });
  }
  for (const [id, step] of Object.entries(flow.steps)) {
    if (step.flow === undefined) continue;
    const path = ['steps', id, 'flow'];
    const way = wayBack(step.flow, flow.id, flows, []);
    if (!way) continue;
    const message = `${place(path)}: ${[flow.id, ...way].join(' → ')}`;
    const cure =
      'A flow may not run itself, not by another flow either: take one of these steps out.';
    faults.push({ rule: 'cycle', path, message, cure });
  }
  return faults;
};

/** The flows on the way from one to another, over their `flow:` steps. */
const wayBack = (
  from: string,
  to: string,
  flows: Survey['flows'],
  passed: readonly string[],
): readonly string[] | undefined => {
  const way = [...passed, from];
  if (from === to) return way;
  if (passed.includes(from)) return undefined;
  const flow = flows.find(({ id }) => id === from);
  for (const { flow: next } of Object.values(flow?.steps ?? {})) {
    const found = next === undefined ? undefined : wayBack(next, to, flows, way);
    if (found) return found;
  }
  return undefined;
};

const unreachable = ({ flow }: Survey): readonly Fault[] => {
  const reached = reachable(flow, startOf(flow), () => true);
  return (['steps', 'diagnoses'] as const).flatMap((part) =>
    Object.keys(flow[part])
      .filter((id) => !reached.has(id))
      .map((id) => ({
        rule: 'unreachable',
        path: [part, id],
        message: `${part}.${id}: no way leads here from \`${startOf(flow)}\``,
        cure: 'Let a row lead to it, or take it out.',
      })),
  );
};

const most = { probe: 8, flow: 2 } as const;

/** A person waits for the whole path: it stays short. */
const budget = ({ flow, known }: Survey): readonly Fault[] => {
  const order = known && inOrder(flow);
  if (!order) return [];
  return (['probe', 'flow'] as const).flatMap((kind) => {
    const longest = new Map<string, readonly string[]>();
    for (const from of order) {
      const step = stepOf(flow, from);
      if (!step) continue;
      const way = [...(longest.get(from) ?? []), ...(step[kind] === undefined ? [] : [from])];
      for (const { row } of edgesOf(from, step)) {
        if (way.length > (longest.get(row.go)?.length ?? -1)) longest.set(row.go, way);
      }
    }
    const worst = [...longest.values()].sort((a, b) => b.length - a.length)[0] ?? [];
    if (worst.length <= most[kind]) return [];
    const last = worst.at(most[kind]) ?? '';
    const message = `steps.${last}: a path has ${worst.length} ${kind}s, more than ${most[kind]}: ${worst.join(', ')}`;
    const cure = 'Ask the telling step earlier, or split the flow.';
    return [{ rule: 'path-too-long', path: ['steps', last], message, cure }];
  });
};
