import { expect, test } from 'vitest';
import type { AnyProbe } from '../../src/core/probe.ts';
import { resultOf } from '../../src/core/report.ts';
import type { Request } from '../../src/core/target.ts';
import { replay } from '../../src/run/replay.ts';
import type { Look } from '../../src/run/look.ts';
import { container, engine, fileVerdict, flowOf, look, sample, target, text } from './stage.ts';

const api = engine([container('api')]);
const run = (opened: Look, id = 'sample@this machine/api') => {
  const found = opened.session.getState().runs[id];
  if (!found)
    throw new Error(`no run ${id}: ${Object.keys(opened.session.getState().runs).join()}`);
  return found;
};
const until = (opened: Look, wanted: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const check = (): void => {
      if (!wanted()) return;
      unwatch();
      resolve();
    };
    const unwatch = opened.session.watch(check);
    check();
  });

test('every subject of a flow is walked to its own verdict', async () => {
  const two = engine([container('api'), container('web'), container('old', { State: 'exited' })]);
  const { transport } = target((request) =>
    request.kind === 'read' ? text(request.path.endsWith('api') ? 'bad' : 'good') : two(request),
  );
  const opened = await look(transport);
  await opened.overview();
  await opened.triage();
  expect(run(opened).ended).toMatchObject({
    reason: 'diagnosed',
    diagnosis: 'bad',
    confidence: 'confirmed',
  });
  expect(run(opened, 'sample@this machine/web').ended?.reason).toBe('healthy');
  expect(Object.keys(opened.session.getState().runs)).toHaveLength(2);
});

test('an overview is two waves, whatever the number of containers', async () => {
  const many = Array.from({ length: 40 }, (_, index) => container(`c${index}`));
  const { transport, trips } = target(engine(many));
  const opened = await look(transport);
  await opened.overview();
  expect(trips).toHaveLength(2);
});

test('a refused probe leads on, caps the confidence, and is never taken for a no', async () => {
  const refused = { outcome: 'permission' as const, subject: '/first/api', detail: 'EACCES' };
  const answers: Record<string, ReturnType<typeof text>> = { '/second': text('bad') };
  const { transport } = target((request) =>
    request.kind === 'read'
      ? (answers[request.path] ?? { ok: false, failure: refused })
      : api(request),
  );
  const opened = await look(transport);
  await opened.overview();
  await opened.triage();
  const result = resultOf(sample, run(opened), opened.session.getState().exchanges);
  expect(result).toMatchObject({ diagnosis: 'bad', confidence: 'likely' });
  expect(result.blind).toMatchObject([{ step: 'first', outcome: 'permission' }]);
});

test('a healthy leaf behind a blind step is inconclusive', async () => {
  const refused = { outcome: 'permission' as const, subject: 'x', detail: 'EACCES' };
  const { transport } = target((request) =>
    request.kind === 'read'
      ? request.path === '/second'
        ? text('good')
        : { ok: false, failure: refused }
      : api(request),
  );
  const opened = await look(transport);
  await opened.overview();
  await opened.triage();
  expect(run(opened).ended).toMatchObject({ reason: 'inconclusive', diagnosis: null });
});

test('a probe that does not answer in time is blind, with the way to unblock it', async () => {
  const { transport } = target((request) =>
    request.kind === 'read' ? new Promise(() => undefined) : api(request),
  );
  const opened = await look(transport, { timeoutMs: 50 });
  await opened.overview();
  await opened.triage();
  const [unseen] = resultOf(sample, run(opened), {}).blind;
  expect(unseen).toMatchObject({ outcome: 'timeout', unblock: ['timeout'] });
});

test('Esc stops the step under way, and only that', async () => {
  const { transport } = target((request) =>
    request.kind === 'read' ? new Promise(() => undefined) : api(request),
  );
  const opened = await look(transport);
  await opened.overview();
  const walked = opened.triage();
  await until(opened, () => run(opened).flying['first'] === true);
  opened.stop(run(opened).id);
  await walked;
  expect(run(opened).facts['first']?.result.outcome).toBe('stopped');
  expect(run(opened).ended?.reason).toBe('inconclusive');
});

test('looking again starts an epoch: facts are asked anew, the old ones stay for comparison', async () => {
  let verdict = 'bad';
  const { transport } = target((request) =>
    request.kind === 'read' ? text(verdict) : api(request),
  );
  const opened = await look(transport);
  await opened.overview();
  await opened.triage();
  verdict = 'good';
  await opened.again();
  expect(run(opened).ended?.reason).toBe('healthy');
  expect(run(opened).before?.['first']?.result).toMatchObject({ data: { verdict: 'bad' } });
  expect(run(opened).epoch).toBe(1);
});

test('nobody to ask: the open input ends the run, and the flag that settles it is named', async () => {
  const two = engine([
    container('api', { State: 'exited' }),
    container('web', { State: 'exited' }),
  ]);
  const { transport } = target(two);
  const opened = await look(transport);
  await opened.overview();
  await opened.run(sample);
  const result = resultOf(sample, run(opened, 'sample@this machine'), {});
  expect(result.outcome).toBe('inconclusive');
  expect(result.blind[0]?.detail).toContain('api, web');
  expect(result.blind[0]?.unblock).toEqual(['-i container=api']);
});

test("the operator's answer lets a waiting run go on", async () => {
  const two = engine([
    container('api', { State: 'exited' }),
    container('web', { State: 'exited' }),
  ]);
  const { transport } = target((request) => (request.kind === 'read' ? text('bad') : two(request)));
  const opened = await look(transport, { interactive: true });
  await opened.overview();
  const walked = opened.run(sample);
  const id = 'sample@this machine';
  await until(opened, () => run(opened, id).detected['container'] !== undefined);
  opened.answer(id, 'container', 'web');
  await walked;
  expect(run(opened, id)).toMatchObject({
    ended: { diagnosis: 'bad' },
    inputs: { container: { value: 'web', by: 'operator' } },
  });
});

test('an engine that cannot be seen hides every flow, and says so for each', async () => {
  const failure = { outcome: 'unreachable' as const, subject: 'engine', detail: 'ENOENT' };
  const { transport } = target(() => ({ ok: false, failure }));
  const opened = await look(transport);
  await opened.overview();
  await opened.triage();
  expect(run(opened, 'sample@this machine').ended).toMatchObject({
    reason: 'inconclusive',
    hidden: failure,
  });
});

test('a step that names a flow takes its verdict as data, and its confidence as a cap', async () => {
  const outer = flowOf(
    {
      steps: {
        first: {
          title: 'Inner',
          flow: 'sample',
          with: { container: '{{container}}' },
          found: [{ when: { diagnosis: 'bad' }, go: 'bad' }, { go: 'good' }],
        },
      },
    },
    'outer',
  );
  const refused = { outcome: 'permission' as const, subject: 'x', detail: 'EACCES' };
  const { transport } = target((request) =>
    request.kind === 'read'
      ? request.path === '/second'
        ? text('bad')
        : { ok: false, failure: refused }
      : api(request),
  );
  const opened = await look(transport, { flows: [outer, sample], inputs: {} });
  await opened.overview();
  await opened.run(outer);
  expect(run(opened, 'outer@this machine/api').ended).toMatchObject({
    diagnosis: 'bad',
    confidence: 'likely',
  });
  expect(run(opened, 'outer@this machine/api/first').from?.step).toBe('first');
});

/** Breaks where the file says so; a bug of ours, whatever the target. */
const breaking = (ahead: boolean): AnyProbe => ({
  ...fileVerdict,
  ...(ahead && { ahead }),
  run: async (args, context) => {
    const result = await fileVerdict.run(args, context);
    const broken = result.outcome === 'found' && JSON.stringify(result.data).includes('broken');
    if (broken) throw new Error('the invariant that broke');
    return result;
  },
});

test.each([false, true])(
  'a bug in one run leaves the others as they are; ahead: %s',
  async (ahead) => {
    const two = engine([container('api'), container('web')]);
    const { transport } = target((request) =>
      request.kind === 'read'
        ? text(request.path.endsWith('api') ? 'broken' : 'bad')
        : two(request),
    );
    const opened = await look(transport, { probes: [breaking(ahead)] });
    await opened.overview();
    await opened.triage();
    expect(run(opened, 'sample@this machine/web').ended).toMatchObject({ diagnosis: 'bad' });
    const result = resultOf(sample, run(opened), {});
    expect(result).toMatchObject({ outcome: 'inconclusive', ruledOut: [] });
    expect(result.blind[0]?.detail).toContain(
      'this is a bug in deploy-doctor, not a finding: the invariant that broke',
    );
    expect(opened.bugs()).toEqual([new Error('the invariant that broke')]);
  },
);

test('a flow that breaks the engine ends its own run, and its log says the same again', async () => {
  const { first } = sample.steps;
  // Lint refuses such a flow: none of its rows takes this answer.
  const hole = {
    ...sample,
    steps: { ...sample.steps, first: { ...first!, found: first!.found.slice(0, 1) } },
  };
  const { transport } = target((request) =>
    request.kind === 'read' ? text('good') : api(request),
  );
  const opened = await look(transport, { flows: [hole, flowOf({ steps: { first } }, 'other')] });
  await opened.overview();
  await opened.triage();
  await opened.close();
  expect(run(opened, 'other@this machine/api').ended?.reason).toBe('healthy');
  const result = resultOf(hole, run(opened), {});
  expect(result).toMatchObject({ outcome: 'inconclusive', diagnosis: null });
  expect(result.explain).toContain('this is a bug in deploy-doctor');
  expect(opened.bugs()).toHaveLength(1);
  const again = replay(opened.session.log(), { flows: [hole], command: 'replay' });
  await again.done;
  const played = again.session.getState().runs[run(opened).id];
  expect(played && resultOf(hole, played, {})).toEqual(result);
});

test('a replay of the log comes to the same results, and asks nobody', async () => {
  const asked: Request[] = [];
  const { transport } = target((request) => {
    asked.push(request);
    return request.kind === 'read'
      ? text(request.path === '/second' ? 'bad' : 'odd')
      : api(request);
  });
  const opened = await look(transport);
  await opened.overview();
  await opened.triage();
  await opened.close();
  const before = asked.length;
  const log = opened.session
    .log()
    .map((event) => JSON.parse(JSON.stringify(event)) as typeof event);
  const again = replay(log, { flows: [sample], command: 'replay' });
  await again.done;
  const [live, played] = [opened.session, again.session].map((session) => {
    const { runs, exchanges } = session.getState();
    return Object.values(runs).map((it) => resultOf(sample, it, exchanges));
  });
  expect(JSON.stringify(played)).toBe(JSON.stringify(live));
  expect(asked).toHaveLength(before);
});
