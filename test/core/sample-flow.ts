import { z } from 'zod';
import { loadFlow } from '../../src/catalogue/load.ts';
import { defineAction, noBlast, type AnyAction } from '../../src/core/action.ts';
import type { Flow } from '../../src/core/flow.ts';
import { found } from '../../src/core/outcome.ts';
import { defineProbe, type AnyProbe } from '../../src/core/probe.ts';
import { secretSchema } from '../../src/core/secret.ts';

/** A good flow that uses each part of the format once; tests spoil one line of it. */
export const sampleText = `title: The door does not open
about: A door that stays shut.
signatures:
  - contains: the door refuses to open
  - matches: 'lock (?P<door>[a-z]+) is jammed for good'
    proves: jammed
subjects:
  each: container
  where: [{when: {texts: {above: 0}}}]
inputs:
  container: {ask: Which container?, kind: container}
  door: {ask: 'Which door of {{container}}?', kind: text, optional: true}
  key:
    ask: Which key opens it?
    kind: path
    detect: {probe: door.keys, with: {house: '{{container}}'}}
steps:
  lock:
    title: Look at the lock of {{container}}
    probe: door.lock
    with: {house: '{{container}}', door: '{{door?}}'}
    found:
      - when: {state: jammed}
        because: 'the bolt is {{lock.bolt}}'
        go: jammed
      - when: {state: open}
        go: works
      - when: {state: shut}
        go: hinges
    not-found: no-door
    permission: hinges
  hinges:
    title: Look at the hinges
    probe: door.hinges
    with: {house: '{{container}}', key: '{{key}}', secret: '{{lock.code?}}'}
    found:
      - when: {rust: {above: 3}}
        go: rusty
        confidence: likely
      - when: {squeak: true}
        go: rusty
        despite: [lock]
      - because: 'nothing is to be seen on the hinges'
        go: inconclusive
diagnoses:
  jammed:
    title: The bolt {{lock.bolt}} is jammed
    explain: Bolts jam.
    prevent: Oil it.
    evidence: [lock]
    fixes: [oil]
  rusty:
    title: The hinges are rusty
    explain: Hinges rust.
    prevent: Oil them.
    evidence: [lock, hinges]
    see: [gate]
  no-door:
    title: There is no door
    explain: Walls have none.
    prevent: Build one.
    evidence: [lock]
  works:
    verdict: healthy
    title: The door opens
    explain: It does.
    prevent: Nothing.
    evidence: [lock]
fixes:
  oil:
    title: Oil the bolt
    risk: safe
    by-hand: ['oil {{container}}']
    undo: Wipe it off.
    apply:
      - {action: door.oil, with: {house: '{{container}}', drops: 3}}
    verify: {step: lock, when: {state: open}, within: 5s, for: 500ms}
`;

export const sampleActions: readonly AnyAction[] = [
  defineAction({
    name: 'door.oil',
    doc: 'Oils a door.',
    args: z.object({ house: z.string(), drops: z.int().optional() }),
    preview: async () => ({ shows: [], state: {}, touches: [], blast: noBlast }),
    undo: async () => [],
    apply: async () => found({ summary: 'oiled' }),
  }),
  defineAction({
    name: 'door.burn',
    doc: 'Burns a door.',
    args: z.object({ house: z.string() }),
    irreversible: 'ash is no door',
    preview: async () => ({ shows: [], state: {}, touches: [], blast: noBlast }),
    undo: async () => ({ irreversible: 'ash is no door' }),
    apply: async () => found({ summary: 'burnt' }),
  }),
  defineAction({
    name: 'manual',
    doc: 'A person does it.',
    args: z.object({ steps: z.array(z.string()) }),
    byHand: true,
    preview: async () => ({ shows: [], state: {}, touches: [], blast: noBlast }),
    undo: async () => ({ irreversible: 'a person did it' }),
    apply: async () => found({ summary: 'done' }),
  }),
];

export const sampleProbes: readonly AnyProbe[] = [
  defineProbe({
    name: 'door.lock',
    doc: 'Looks at a lock.',
    args: z.object({ house: z.string(), door: z.string().optional(), times: z.int().default(1) }),
    data: z.object({
      state: z.enum(['jammed', 'open', 'shut']),
      bolt: z.string(),
      code: secretSchema.optional(),
      excerpt: z.string().optional(),
    }),
    missing: 'the house has no door',
    ahead: true,
    run: async () => found({ state: 'open' as const, bolt: 'upper' }),
  }),
  defineProbe({
    name: 'door.hinges',
    doc: 'Looks at hinges.',
    args: z.object({
      house: z.string(),
      key: z.string().optional(),
      secret: secretSchema.optional(),
    }),
    data: z.object({ rust: z.number(), squeak: z.boolean(), notes: z.array(z.string()) }),
    ahead: true,
    run: async () => found({ rust: 0, squeak: false, notes: [] }),
  }),
  defineProbe({
    name: 'door.keys',
    doc: 'Lists keys.',
    args: z.object({ house: z.string() }),
    data: z.object({
      candidates: z.array(
        z.object({ value: z.string(), because: z.string(), strength: z.enum(['sure', 'maybe']) }),
      ),
    }),
    run: async () => found({ candidates: [] }),
  }),
  defineProbe({
    name: 'command',
    doc: 'Runs a command.',
    args: z.object({ argv: z.array(z.string()) }),
    data: z.object({ exit: z.number() }),
    run: async () => found({ exit: 0 }),
  }),
];

/** A second flow that steps may name. */
export const gateText = `title: The gate is shut
about: A gate.
subjects: {each: container, where: [{when: {texts: {above: 0}}}]}
inputs:
  container: {ask: Which container?, kind: container}
steps:
  look:
    title: Look
    probe: door.hinges
    with: {house: '{{container}}'}
    found:
      - {when: {squeak: true}, go: shut}
      - {when: {squeak: false}, go: fine}
diagnoses:
  shut: {title: Shut, explain: It is., prevent: Open it., evidence: [look]}
  fine: {verdict: healthy, title: Open, explain: It is., prevent: Nothing., evidence: [look]}
`;

export const flowFrom = (text: string, id = 'door'): Flow => {
  const { source, problems } = loadFlow(`${id}/flow.yaml`, text);
  if (!source) throw new Error(problems.map(({ message }) => message).join('\n'));
  return source.flow;
};
