import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { defineAction, noBlast } from '../../src/core/action.ts';
import { fixOf } from '../../src/core/fix-state.ts';
import { found } from '../../src/core/outcome.ts';
import { noJournal } from '../../src/run/journal.ts';
import { container, engine, flowOf, look, target, text } from './stage.ts';

// A plan rests on what is so now: what was seen over a minute ago is asked again before it.

const turn = defineAction({
  name: 'verdict.turn',
  doc: 'Turns a verdict.',
  args: z.object({}),
  preview: async () => ({ shows: ['turn it'], state: {}, touches: [], blast: noBlast }),
  undo: async () => [],
  apply: async () => found({ summary: 'turned' }),
});

const flow = flowOf({
  steps: {
    first: {
      title: 'First',
      probe: 'file.verdict',
      with: { path: '/first/{{container}}' },
      found: [
        { when: { verdict: 'bad' }, go: 'bad' },
        { when: { verdict: ['good', 'odd'] }, go: 'good' },
      ],
      'not-found': 'gone',
    },
  },
  diagnoses: {
    bad: { title: 't', explain: 'e', prevent: 'p', evidence: ['first'], fixes: ['mend'] },
    good: { title: 't', explain: 'e', prevent: 'p', evidence: ['first'], verdict: 'healthy' },
    gone: { title: 't', explain: 'e', prevent: 'p', evidence: ['first'] },
  },
  fixes: { mend: { title: 'Mend it', risk: 'safe', apply: [{ action: 'verdict.turn' }] } },
});

const id = 'sample@this machine/api';
const api = engine([container('api')]);

const diagnosed = async () => {
  const answers = { verdict: 'bad', reads: 0 };
  const { transport } = target((request) => {
    if (request.kind !== 'read') return api(request) ?? { ok: false, failure: absent };
    answers.reads += 1;
    return text(answers.verdict);
  });
  const journal = { ...noJournal, sync: () => Promise.resolve(undefined) };
  const opened = await look(transport, { flows: [flow], actions: [turn], journal });
  await opened.triage();
  return { opened, answers };
};
const absent = { outcome: 'not-found', subject: 'x', detail: 'no such file' } as const;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a path that is a minute old is asked again, and then planned', async () => {
  const { opened, answers } = await diagnosed();
  vi.advanceTimersByTime(61_000);
  expect(await opened.fixer.choose(id, 'mend')).toBeUndefined();
  expect(answers.reads).toBe(2);
  const epochs = opened.session.log().filter(({ type }) => type === 'epoch.started');
  expect(epochs).toMatchObject([{ because: 'old' }]);
  expect(fixOf(opened.session.getState().fixes, id)?.plan?.calls).toHaveLength(1);
});

test('a younger one is planned on as it is', async () => {
  const { opened, answers } = await diagnosed();
  vi.advanceTimersByTime(59_000);
  expect(await opened.fixer.choose(id, 'mend')).toBeUndefined();
  expect(answers.reads).toBe(1);
});

test('where the diagnosis does not hold any more there is no plan, and that is said', async () => {
  const { opened, answers } = await diagnosed();
  vi.advanceTimersByTime(61_000);
  answers.verdict = 'good';
  expect((await opened.fixer.choose(id, 'mend'))?.detail).toMatch(
    /does not hold any more \(now: good\)/,
  );
  const fix = fixOf(opened.session.getState().fixes, id);
  expect(fix).toMatchObject({ wish: 'nothing', calls: [], stopped: { subject: 'bad' } });
  expect(fix?.plan).toBeUndefined();
});
