import type { Flow } from './flow.ts';
import type { Candidate, Run } from './session.ts';
import { fill, references, valueAt, type Scope } from './template.ts';

/** How an input gets its value: given, by the subject, detected, by default; last, by asking. */
export type InputState =
  | { readonly do: 'known' }
  | {
      readonly do: 'detect';
      readonly input: string;
      readonly probe: string;
      readonly args: Readonly<Record<string, unknown>>;
    }
  | {
      readonly do: 'answer';
      readonly input: string;
      readonly value: unknown;
      readonly by: 'detected' | 'default';
    }
  | { readonly do: 'ask'; readonly input: string };

/** Values of inputs, and of steps that the path has left; nothing of a step it has not come to. */
export const scopeOf = (flow: Flow, run: Run): Scope => {
  const walked = new Set(run.path.map(({ step }) => step));
  return ({ head, path }) => {
    if (Object.hasOwn(flow.inputs, head)) return valueAt(run.inputs[head]?.value, path);
    const result = walked.has(head) ? run.facts[head]?.result : undefined;
    return result?.outcome === 'found' ? valueAt(result.data, path) : undefined;
  };
};

/** One candidate, or one that is sure among many that may be. */
export const settled = (candidates: readonly Candidate[]): Candidate | undefined => {
  const sure = candidates.filter(({ strength }) => strength === 'sure');
  if (sure.length === 1) return sure[0];
  return candidates.length === 1 ? candidates[0] : undefined;
};

export const inputState = (flow: Flow, run: Run, name: string): InputState => {
  const input = flow.inputs[name];
  if (!input || run.inputs[name]) return { do: 'known' };
  if (input.detect && !run.detected[name]) {
    for (const { head } of references(input.detect.with)) {
      const earlier = inputState(flow, run, head);
      if (earlier.do !== 'known') return earlier;
    }
    const args = fill(input.detect.with, scopeOf(flow, run)) as Readonly<Record<string, unknown>>;
    return { do: 'detect', input: name, probe: input.detect.probe, args };
  }
  const detected = settled(run.detected[name]?.candidates ?? []);
  if (detected) return { do: 'answer', input: name, value: detected.value, by: 'detected' };
  if (input.optional) return { do: 'known' };
  if (input.default !== undefined && (run.detected[name]?.candidates ?? []).length === 0) {
    return { do: 'answer', input: name, value: input.default, by: 'default' };
  }
  return { do: 'ask', input: name };
};
