import type { Diagnosis } from './flow.ts';
import { edgePath } from './lint-graph.ts';
import { meant } from './nearest-word.ts';
import { isBlind, type Outcome } from './outcome.ts';
import { place, type Fault, type Survey } from './survey.ts';
import { allEdges, edgesOf } from './walk.ts';

/** Do diagnoses rest on what every path to them has seen, and promise no more than they can? */
export const lintLeaves = (survey: Survey): readonly Fault[] => [
  ...Object.entries(survey.flow.diagnoses).flatMap(([id, diagnosis]) => [
    ...evidence(survey, id, diagnosis),
    ...fixes(survey, id, diagnosis),
    ...see(survey, id, diagnosis),
  ]),
  ...unofferedFixes(survey),
  ...confidences(survey),
  ...despite(survey),
];

const evidence = ({ flow, known }: Survey, id: string, diagnosis: Diagnosis): readonly Fault[] => {
  const here = known?.get(id);
  return diagnosis.evidence.flatMap((step, index) => {
    const path = ['diagnoses', id, 'evidence', index];
    if (!Object.hasOwn(flow.steps, step)) {
      const message = `${place(path)}: there is no step \`${step}\``;
      return [
        { rule: 'unknown-target', path, message, cure: meant(step, Object.keys(flow.steps)) },
      ];
    }
    if (!here || here.passed.has(step)) return [];
    const message = `${place(path)}: a path to \`${id}\` does not pass \`${step}\``;
    const sure = [...here.passed].map((name) => `\`${name}\``).join(', ');
    const cure = `Every path passes ${sure}: cite these, or split the diagnosis.`;
    return [{ rule: 'evidence-not-on-every-path', path, message, cure }];
  });
};

const fixes = ({ flow }: Survey, id: string, diagnosis: Diagnosis): readonly Fault[] => {
  const path = ['diagnoses', id, 'fixes'];
  const unknown = diagnosis.fixes.flatMap((name, index): readonly Fault[] => {
    if (Object.hasOwn(flow.fixes, name)) return [];
    const at = [...path, index];
    const message = `${place(at)}: there is no fix \`${name}\``;
    return [{ rule: 'unknown-fix', path: at, message, cure: meant(name, Object.keys(flow.fixes)) }];
  });
  if (diagnosis.verdict === 'problem' || diagnosis.fixes.length === 0) return unknown;
  const message = `${place(path)}: nothing is wrong at \`${id}\`, yet it offers a fix`;
  return [...unknown, { rule: 'fix-on-healthy', path, message, cure: 'Take `fixes:` out.' }];
};

const see = ({ flow, flows }: Survey, id: string, diagnosis: Diagnosis): readonly Fault[] =>
  diagnosis.see.flatMap((name, index) => {
    if (name !== flow.id && flows.some((other) => other.id === name)) return [];
    const path = ['diagnoses', id, 'see', index];
    const names = flows.map((other) => other.id).filter((other) => other !== flow.id);
    const message = `${place(path)}: there is no other flow \`${name}\``;
    return [{ rule: 'unknown-flow', path, message, cure: meant(name, names) }];
  });

const unofferedFixes = ({ flow }: Survey): readonly Fault[] => {
  const offered = new Set(Object.values(flow.diagnoses).flatMap((diagnosis) => diagnosis.fixes));
  return Object.keys(flow.fixes)
    .filter((id) => !offered.has(id))
    .map((id) => ({
      rule: 'unoffered-fix',
      path: ['fixes', id],
      message: `fixes.${id}: no diagnosis offers it`,
      cure: 'Name it under `fixes:` of a diagnosis, or take it out.',
    }));
};

/** A healthy leaf says that the fault is not there; it cannot be a little not there. */
const confidences = ({ flow }: Survey): readonly Fault[] => {
  const cure = 'Lead what is less than certain to `inconclusive`, with `because:`.';
  const own = Object.entries(flow.diagnoses).flatMap(([id, { verdict, confidence }]) => {
    if (verdict === 'problem' || confidence === undefined) return [];
    const path = ['diagnoses', id, 'confidence'];
    const message = `${place(path)}: \`${id}\` is ${verdict}, which has no confidence`;
    return [{ rule: 'confidence-on-healthy', path, message, cure }];
  });
  const rows = allEdges(flow).flatMap((edge) => {
    const { go, confidence } = edge.row;
    const verdict = flow.diagnoses[go]?.verdict ?? 'problem';
    if (verdict === 'problem' || confidence === undefined) return [];
    const path = [...edgePath(edge), 'confidence'];
    const message = `${place(path)}: \`${go}\` is ${verdict}, which has no confidence`;
    return [{ rule: 'confidence-on-healthy', path, message, cure }];
  });
  return [...own, ...rows];
};

/** `despite` lifts the cap of a step that could not see: one that may have been passed blindly. */
const despite = ({ flow, known }: Survey): readonly Fault[] =>
  allEdges(flow).flatMap((edge) =>
    (edge.row.despite ?? []).flatMap((name, index): readonly Fault[] => {
      const path = [...edgePath(edge), 'despite', index];
      const step = flow.steps[name];
      if (!step) {
        const message = `${place(path)}: there is no step \`${name}\``;
        const cure = meant(name, Object.keys(flow.steps));
        return [{ rule: 'unknown-target', path, message, cure }];
      }
      const blind = edgesOf(name, step).some(({ edge: out }) => isBlind(out as Outcome));
      const before = known?.get(edge.step)?.possible.has(name) ?? true;
      if (blind && before) return [];
      const message = `${place(path)}: no path comes here that passed \`${name}\` without seeing`;
      return [{ rule: 'idle-despite', path, message, cure: 'Take it out.' }];
    }),
  );
