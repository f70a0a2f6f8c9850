import { stringify } from 'yaml';
import type { Candidate } from '../core/candidates.ts';
import type { AnyProbe } from '../core/probe.ts';
import { newFlow } from './new-flow.ts';

/** A new flow whose signatures and symptom are those of a text; its tree is still to be written. */
export const draftFlow = (
  id: string,
  candidates: readonly Candidate[],
  probes: readonly AnyProbe[],
): Readonly<Record<string, string>> => {
  const files = newFlow(id, probes);
  const signatures = candidates.flatMap(({ contains, nearTo }) => [
    ...(nearTo === undefined ? [] : [`  # Comes near to what healthy programs write: ${nearTo}`]),
    `  - ${stringify({ contains }, { lineWidth: 0 }).trimEnd()}`,
  ]);
  const symptom = stringify({ symptom: candidates.map(({ line }) => line).join('\n') });
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => {
      if (name === 'flow.yaml') {
        return [name, text.replace(/^ {2}- contains: .*$/m, () => signatures.join('\n'))];
      }
      return [name, name === 'cases/not-executable.yaml' ? `${text}${symptom}` : text];
    }),
  );
};
