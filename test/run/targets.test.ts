import { expect, test } from 'vitest';
import { unreached } from '../../src/core/reach.ts';
import type { Hooks } from '../../src/run/ground.ts';
import { mostAtOnce } from '../../src/run/look.ts';
import type { TargetPlan } from '../../src/run/target-look.ts';
import { json } from '../../src/reports/json.ts';
import { container, engine, look, plan, sample, target, text } from './stage.ts';

const answering = (verdict: string) => {
  const api = engine([container('api')]);
  return target((request) => (request.kind === 'read' ? text(verdict) : api(request))).transport;
};

const refusing = (label: string): TargetPlan => ({
  ...plan(answering('good'), label),
  connect: async () => ({
    transport: answering('good'),
    forget: () => undefined,
    link: async () => ({ kind: 'unreachable', detail: 'connection refused' }),
  }),
});

/** A host whose link never stands, until the test is over. */
const silent = (label: string): TargetPlan => ({
  ...plan(answering('good'), label),
  connect: async () => ({
    transport: answering('good'),
    forget: () => undefined,
    link: () => new Promise(() => undefined),
  }),
});

const documentOf = (opened: Awaited<ReturnType<typeof look>>) =>
  JSON.parse(json({ state: opened.session.getState(), flows: [sample], traceOf: () => undefined }));

test('each target has its own runs, overview and round trips', async () => {
  const opened = await look(answering('good'), {
    targets: [plan(answering('bad'), 'web-1'), plan(answering('good'), 'web-2')],
  });
  await opened.triage();
  const { runs, targets, roundTrips } = opened.session.getState();
  expect(runs['sample@web-1/api']?.ended).toMatchObject({ diagnosis: 'bad' });
  expect(runs['sample@web-2/api']?.ended).toMatchObject({ diagnosis: 'good' });
  expect(Object.keys(targets)).toEqual(['web-1', 'web-2']);
  const sum = Object.values(targets).reduce((all, each) => all + each.roundTrips, 0);
  expect(roundTrips).toBe(sum);
});

test('the same question to two targets has two answers in the log', async () => {
  const noting = (label: string, words: string): TargetPlan => ({
    ...plan(answering('good'), label),
    connect: async (hooks: Hooks) => {
      const request = { kind: 'clock' } as const;
      hooks.note({ key: 'k', trip: 1, request, reply: { ok: true, text: words }, ms: 1 });
      return { transport: answering('good'), forget: () => undefined };
    },
  });
  const targets = [noting('web-1', 'one'), noting('web-2', 'two')];
  const opened = await look(answering('good'), { targets });
  const replies = Object.values(opened.session.getState().exchanges).map(({ reply }) => reply);
  expect(replies).toMatchObject([{ text: 'one' }, { text: 'two' }]);
});

test('a target out of reach has an error and no results, and spoils no other', async () => {
  const opened = await look(answering('good'), {
    targets: [refusing('web-1'), plan(answering('bad'), 'web-2')],
  });
  await opened.triage();
  await opened.close();
  expect(documentOf(opened).targets).toMatchObject([
    {
      target: { label: 'web-1', kind: 'ssh' },
      error: { kind: 'unreachable', message: 'connection refused' },
      results: [],
      roundTrips: 0,
    },
    { target: { label: 'web-2' }, error: null, results: [{ diagnosis: 'bad' }] },
  ]);
});

test('a target that never answers delays no other', async () => {
  const opened = await look(answering('good'), {
    targets: [silent('web-1'), plan(answering('bad'), 'web-2')],
  });
  const settled = new Promise<void>((resolve) => {
    opened.session.watch((event) => {
      if (event.type === 'run.ended' && event.run === 'sample@web-2/api') resolve();
    });
  });
  void opened.triage();
  await settled;
  opened.halt();
  const { targets } = opened.session.getState();
  expect(targets['web-1']?.link).toBe('unknown');
});

test('no more links are made at a time than the bound, and all are made', async () => {
  let [open, most] = [0, 0];
  const counted = (label: string): TargetPlan => ({
    ...plan(answering('good'), label),
    connect: async () => ({
      transport: answering('good'),
      forget: () => undefined,
      link: async () => {
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setTimeout(resolve, 5));
        open -= 1;
        return undefined;
      },
    }),
  });
  const names = Array.from({ length: 3 * mostAtOnce }, (_, index) => `web-${index}`);
  const opened = await look(answering('good'), { targets: names.map(counted) });
  await opened.triage();
  expect(most).toBe(mostAtOnce);
  const { targets, runs } = opened.session.getState();
  expect(Object.values(targets).every(({ overview }) => overview !== undefined)).toBe(true);
  expect(Object.keys(runs)).toHaveLength(names.length);
});

test('after it was out of reach a target is reached by looking again', async () => {
  let refuse = true;
  const opened = await look(answering('good'), {
    targets: [
      {
        ...plan(answering('bad'), 'web-1'),
        connect: async () => ({
          transport: answering('bad'),
          forget: () => undefined,
          link: async () =>
            refuse ? ({ kind: 'unreachable', detail: 'no route' } as const) : undefined,
        }),
      },
    ],
  });
  await opened.triage();
  const before = opened.session.getState();
  expect(before.targets['web-1'] && unreached(before, before.targets['web-1'])).toEqual({
    kind: 'unreachable',
    message: 'no route',
  });
  refuse = false;
  await opened.again();
  const { runs, targets } = opened.session.getState();
  expect(targets['web-1']?.link).toBe('connected');
  expect(runs['sample@web-1/api']?.ended).toMatchObject({ diagnosis: 'bad' });
});

test('nothing is begun any more once the look is called off', async () => {
  const opened = await look(answering('good'), {
    targets: [plan(answering('bad'), 'web-1'), plan(answering('bad'), 'web-2')],
  });
  const walked = opened.triage();
  opened.halt();
  await walked;
  expect(opened.session.getState().runs).toEqual({});
});
