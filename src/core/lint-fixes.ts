import type { AnyAction } from './action.ts';
import type { Fix } from './flow.ts';
import { argumentFaults, probeFaults } from './lint-arguments.ts';
import { patternFaults, rowFaults } from './lint-rows.ts';
import { meant } from './nearest-word.ts';
import { inFix, place, type Fault, type Survey } from './survey.ts';
import { references } from './template.ts';

type Path = readonly (string | number)[];

/** Does each fix name actions that exist, hand them what they take, and say how it is proven? */
export const lintFixes = (survey: Survey): readonly Fault[] =>
  Object.entries(survey.flow.fixes).flatMap(([id, fix]) => {
    const path = ['fixes', id];
    return [
      ...emptiness(path, fix),
      ...own(survey, path, fix),
      ...calls(inFix(survey, fix), path, fix),
      ...irreversible(survey, path, fix),
      ...verification(survey, path, fix),
    ];
  });

const emptiness = (path: Path, fix: Fix): readonly Fault[] => {
  const at = place(path);
  if (!fix.apply && !fix['by-hand']) {
    const message = `${at}: it has nothing to do`;
    const cure = 'Name actions under `apply:`, or lines to type under `by-hand:`.';
    return [{ rule: 'empty-fix', path, on: 'key', message, cure }];
  }
  if (fix.apply || fix.undo !== undefined) return [];
  const message = `${at}: it is carried out by hand, and does not say how it is undone`;
  return [
    { rule: 'no-way-back', path, on: 'key', message, cure: 'Say it in words under `undo:`.' },
  ];
};

const actionOf = ({ actions }: Survey, name: string): AnyAction | undefined =>
  actions.find((action) => action.name === name);

/** What a fix asks and looks for: by names that nothing else has, of probes that exist, and used. */
const own = (survey: Survey, path: Path, fix: Fix): readonly Fault[] => {
  const { ask = {}, look = {}, apply = [] } = fix;
  const { inputs, steps, diagnoses } = survey.flow;
  const within = inFix(survey, fix);
  const used = new Set(
    references([apply, Object.values(look).map((each) => each.with)]).map(({ head }) => head),
  );
  const names = [
    ...Object.keys(ask).map((id) => [...path, 'ask', id]),
    ...Object.keys(look).map((id) => [...path, 'look', id]),
  ];
  return [
    ...names.flatMap((at): readonly Fault[] => {
      const id = at.at(-1)?.toString() ?? '';
      const taken =
        [inputs, steps, diagnoses].some((each) => Object.hasOwn(each, id)) ||
        (Object.hasOwn(ask, id) && Object.hasOwn(look, id));
      const fault = (rule: string, words: string, cure: string): readonly Fault[] => [
        { rule, path: at, on: 'key', message: `${place(at)}: ${words}`, cure },
      ];
      if (taken) return fault('duplicate-id', 'something else has this name', 'Give it another.');
      return used.has(id) ? [] : fault('unused-in-fix', 'no call refers to it', 'Leave it out.');
    }),
    ...Object.entries(look).flatMap(([id, { probe, with: given }]) =>
      probeFaults(within, [...path, 'look', id], probe, given),
    ),
  ];
};

const calls = (survey: Survey, path: Path, { apply = [] }: Fix): readonly Fault[] =>
  apply.flatMap((call, index): readonly Fault[] => {
    const at = [...path, 'apply', index];
    const named = [...at, 'action'];
    const action = actionOf(survey, call.action);
    if (!action) {
      const message = `${place(named)}: there is no action \`${call.action}\``;
      const cure = meant(
        call.action,
        survey.actions.map(({ name }) => name),
      );
      return [{ rule: 'unknown-action', path: named, message, cure }];
    }
    const faults = argumentFaults(
      { ...survey, isFix: true },
      [...at, 'with'],
      action.args,
      call.with,
    );
    if (!action.byHand || index === 0) return faults;
    const message = `${place(named)}: a person would have to step in between`;
    const cure = 'Put what is done by hand first, or into a fix of its own.';
    return [...faults, { rule: 'by-hand-in-between', path: named, message, cure }];
  });

const irreversible = (survey: Survey, path: Path, fix: Fix): readonly Fault[] => {
  if (fix['cannot-undo'] !== undefined) return [];
  return (fix.apply ?? []).flatMap(({ action }, index) => {
    if (actionOf(survey, action)?.irreversible === undefined) return [];
    const at = [...path, 'apply', index];
    const message = `${place(at)}: \`${action}\` cannot be undone, and the fix does not say so`;
    const cure = 'Say under `cannot-undo:` what does not come back, and why.';
    return [{ rule: 'irreversible-without-reason', path: at, message, cure }];
  });
};

const verification = (survey: Survey, path: Path, fix: Fix): readonly Fault[] => {
  const { verify } = fix;
  if (!verify) {
    const byHand = (fix.apply ?? []).every(({ action }) => actionOf(survey, action)?.byHand);
    if (byHand) return [];
    const message = `${place(path)}: nothing proves that it helped`;
    const cure = 'Name under `verify:` the step that showed the fault, and what it must now find.';
    return [{ rule: 'unverified-fix', path, on: 'key', message, cure }];
  }
  const at = [...path, 'verify'];
  const step = Object.hasOwn(survey.flow.steps, verify.step)
    ? survey.flow.steps[verify.step]
    : undefined;
  if (!step) {
    const named = [...at, 'step'];
    const message = `${place(named)}: there is no step \`${verify.step}\``;
    const cure = meant(verify.step, Object.keys(survey.flow.steps));
    return [{ rule: 'unknown-target', path: named, message, cure }];
  }
  const unmeetable = (on: string, words: string, cure: string): readonly Fault[] => [
    {
      ...{ rule: 'unmeetable-verify', path: [...at, on], cure },
      message: `${place([...at, on])}: ${words}`,
    },
  ];
  if (step.flow !== undefined) {
    const cure = 'Name a step that asks a probe.';
    return unmeetable('step', `\`${verify.step}\` asks a whole flow`, cure);
  }
  const outcomes = [verify.outcome].flat();
  const says = survey.probes.find(({ name }) => name === step.probe)?.missing !== undefined;
  const cure = 'Say what the step must find, under `when:`.';
  const never = outcomes.find((each) => each !== 'found' && !(each === 'not-found' && says));
  if (never !== undefined) {
    const words = `\`${verify.step}\` never proves anything by ${never}`;
    return unmeetable('outcome', words, cure);
  }
  const stranger = verify['as-found'].find((each) => !Object.hasOwn(survey.flow.steps, each));
  if (stranger !== undefined) {
    return unmeetable('as-found', `there is no step \`${stranger}\``, 'Name steps of this flow.');
  }
  if (!outcomes.includes('found')) {
    return verify.when ? unmeetable('when', 'what is not found has no data', cure) : [];
  }
  const schema = survey.data.get(verify.step);
  const when = [...at, 'when'];
  return [
    ...patternFaults(when, verify.when),
    ...(schema ? rowFaults(when, verify.when, schema) : []),
  ];
};
