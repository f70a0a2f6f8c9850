import { stringify } from 'yaml';
import { example } from '../core/example.ts';
import type { AnyProbe } from '../core/probe.ts';

/** The probe that a new flow begins with; its author replaces it. */
const first = 'file.executable';

/** A flow to begin with: it lints clean, its cases hold, and each line waits to be replaced. */
export const newFlow = (
  id: string,
  probes: readonly AnyProbe[],
): Readonly<Record<string, string>> => {
  const probe = probes.find(({ name }) => name === first);
  if (!probe || typeof probe.data === 'function') throw new Error(`there is no probe ${first}`);
  const { data } = probe;
  const finds = (executable: boolean) => ({ found: example(data, { executable }) });
  const inputs = { container: 'shop-api-1', file: '/srv/shop/start.sh' };
  const told = (about: string, answer: unknown, rest: object): string =>
    stringify({ about, inputs, answers: { look: answer }, ...rest });
  return {
    'flow.yaml': flowText(id),
    'cases/not-executable.yaml': told('The symptom is there, and so is its cause.', finds(false), {
      expect: {
        diagnosis: 'not-executable',
        confidence: 'confirmed',
        'ruled-out': ['works-now'],
      },
    }),
    'cases/works-now.yaml': told(
      'The same words stand in the log, and the cause is gone since.',
      finds(true),
      { 'near-miss': true, expect: { diagnosis: 'works-now' } },
    ),
    'cases/gone.yaml': told(
      'The file was removed between the error and the look.',
      { 'not-found': { subject: inputs.file, detail: 'No such file or directory' } },
      { expect: { outcome: 'inconclusive' } },
    ),
    'cases/out-of-sight.yaml': told(
      'The folder may not be read, so nothing is known.',
      { permission: { subject: inputs.file, detail: 'EACCES: permission denied' } },
      { expect: { outcome: 'inconclusive', 'not-ruled-out': ['not-executable'] } },
    ),
  };
};

const flowText = (id: string): string => `# yaml-language-server: $schema=../flow.schema.json
title: What the operator sees, in one line
about: >-
  The mechanism behind the symptom, in words that hold on another host.

# Texts that name this flow: at least 13 plain bytes that the error really prints.
# A named group fills the input of its name.
signatures:
  - contains: '${id}: the very words of the error'

# What the flow is asked about, strongest reason first.
subjects:
  each: container
  where:
    - when: { texts: { above: 0 } }
    - when: { state: restarting }

# Detected where a probe can; a person is asked last.
inputs:
  container: { ask: Which container shows it?, kind: container }
  file: { ask: 'Which file does {{container}} start?', kind: path }

# The first step proves that the fault exists. Each outcome leads somewhere.
steps:
  look:
    title: Look whether {{file}} may be executed
    probe: ${first}
    with: { file: '{{file}}', container: '{{container}}' }
    found:
      - { when: { executable: false }, go: not-executable }
      - { when: { executable: true }, go: works-now }
    not-found: inconclusive

diagnoses:
  not-executable:
    title: What is wrong with {{file}}, never the cure
    explain: Why this happens.
    prevent: One habit, or one line of configuration.
    evidence: [look]
    fixes: [mend]

  works-now:
    verdict: healthy
    title: '{{file}} can be executed now'
    explain: What was seen that proves it.
    prevent: What keeps it so.
    evidence: [look]

fixes:
  mend:
    title: Do what cures it
    risk: safe
    by-hand:
      - chmod u+x {{file}}
    undo: chmod u-x {{file}}
`;
