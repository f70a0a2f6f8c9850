import { stringify } from 'yaml';
import { example } from '../core/example.ts';
import type { AnyProbe } from '../core/probe.ts';

/** The probe that a new flow begins with; its author replaces it. */
const first = 'container.health';

/** A flow to begin with: it lints clean, its cases hold, and each line waits to be replaced. */
export const newFlow = (
  id: string,
  probes: readonly AnyProbe[],
): Readonly<Record<string, string>> => {
  const health = probes.find(({ name }) => name === first);
  if (!health || typeof health.data === 'function') throw new Error(`there is no probe ${first}`);
  const { data } = health;
  const finds = (verdict: string) => ({ found: example(data, { verdict }) });
  const told = (about: string, answer: unknown, rest: object): string =>
    stringify({ about, inputs: { container: 'shop-api-1' }, answers: { health: answer }, ...rest });
  return {
    'flow.yaml': flowText(id),
    'cases/is-unhealthy.yaml': told(
      'The symptom is there, and so is its cause.',
      finds('unhealthy'),
      {
        expect: {
          diagnosis: 'is-unhealthy',
          confidence: 'confirmed',
          'ruled-out': ['works-now'],
        },
      },
    ),
    'cases/works-now.yaml': told(
      'The same words stand in the log, and the container has recovered since.',
      finds('healthy'),
      { 'near-miss': true, expect: { diagnosis: 'works-now' } },
    ),
    'cases/still-starting.yaml': told('It has just started.', finds('starting'), {
      expect: { outcome: 'inconclusive' },
    }),
    'cases/gone.yaml': told(
      'The container was removed between the list and the look.',
      { 'not-found': { subject: 'shop-api-1', detail: 'No such container: shop-api-1' } },
      { expect: { outcome: 'inconclusive' } },
    ),
    'cases/engine-out-of-sight.yaml': told(
      'The engine does not let us look, so nothing is known.',
      { permission: { subject: '/var/run/docker.sock', detail: 'EACCES: permission denied' } },
      { expect: { outcome: 'inconclusive', 'not-ruled-out': ['is-unhealthy'] } },
    ),
  };
};

const flowText = (id: string): string => `# yaml-language-server: $schema=../flow.schema.json
title: What the operator sees, in one line
about: >-
  The mechanism behind the symptom, in words that hold on another host.

# Texts that name this flow: at least 13 plain bytes that the error really prints.
signatures:
  - contains: '${id}: the very words of the error'

# What the flow is asked about, strongest reason first.
subjects:
  each: container
  where:
    - when: {texts: {above: 0}}
    - when: {health: unhealthy}

inputs:
  container: {ask: Which container shows it?, kind: container}

# The first step proves that the fault exists. Each outcome leads somewhere.
steps:
  health:
    title: Look at the health of {{container}}
    probe: container.health
    with: {container: '{{container}}'}
    found:
      - {when: {verdict: unhealthy}, go: is-unhealthy}
      - {when: {verdict: healthy}, go: works-now}
      - because: its health says neither yes nor no
        go: inconclusive
    not-found: inconclusive

diagnoses:
  is-unhealthy:
    title: What is wrong with {{container}}, never the cure
    explain: Why this happens.
    prevent: One habit, or one line of configuration.
    evidence: [health]
    fixes: [look-closer]

  works-now:
    verdict: healthy
    title: '{{container}} works now'
    explain: What was seen that proves it.
    prevent: What keeps it so.
    evidence: [health]

fixes:
  look-closer:
    title: Do what cures it
    risk: safe
    by-hand:
      - docker inspect {{container}}
    undo: It changes nothing.
`;
