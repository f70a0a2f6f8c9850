import { expect, test } from 'vitest';
import type { Event } from '../../src/core/session.ts';
import { json } from '../../src/reports/json.ts';
import { at, begin, end, source, walked } from './incident.ts';

const documentOf = (...events: readonly Event[]) => JSON.parse(json(source(...events)));

test('the document of a run holds what the contract says, in its order', () => {
  const stale = walked('shop-api-1', { reason: 'diagnosed', confidence: 'confirmed' });
  const made = documentOf(...begin('run'), ...stale, ...end);
  expect(JSON.stringify(made)).toBe(
    JSON.stringify({
      schemaVersion: 1,
      command: 'run',
      targets: [
        {
          target: { label: 'this machine', kind: 'local' },
          error: null,
          startedAt: '2026-11-23T03:12:09.120Z',
          durationMs: 160,
          roundTrips: 3,
          results: [
            {
              flow: 'p1000-auth',
              inputs: { container: 'shop-api-1' },
              outcome: 'diagnosed',
              diagnosis: 'container-is-stale',
              confidence: 'confirmed',
              causedBy: null,
              title: 'shop-api-1 still runs with the DATABASE_URL it was created with',
              explain: 'Docker reads an env file when it creates a container,\nand never again.',
              prevent: 'Deploy with `docker compose up -d`.',
              path: [
                {
                  step: 'app-url',
                  outcome: 'found',
                  because: 'it was found',
                  go: 'file-url',
                  ms: 12,
                },
                {
                  step: 'file-url',
                  outcome: 'found',
                  because: 'the file and the container hold different values',
                  go: 'container-is-stale',
                  ms: 12,
                },
              ],
              evidence: [
                {
                  step: 'app-url',
                  probe: 'container.env',
                  because: 'it was found',
                  excerpt: '',
                  requests: ['GET /containers/shop-api-1/json'],
                  at: null,
                },
                {
                  step: 'file-url',
                  probe: 'env-file.value',
                  because: 'the file and the container hold different values',
                  excerpt: 'DATABASE_URL=‹3f1c›',
                  requests: ['GET /containers/shop-api-1/json'],
                  at: null,
                },
              ],
              ruledOut: [{ diagnosis: 'url-not-set', because: 'it was found' }],
              blind: [],
              fixes: [{ id: 'recreate-app', title: 'Recreate shop-api-1', risk: 'downtime' }],
              fix: null,
            },
          ],
        },
      ],
      session: '20261123T031209Z-7f3a',
    }),
  );
});

const results = (...events: readonly Event[]) =>
  documentOf(...begin('triage'), ...events, ...end).targets[0].results;

test('triage lists problems that stop a service, then the surer, then what stayed open', () => {
  const runs = {
    open: walked('shop-aaa-1', { reason: 'inconclusive' }),
    possible: walked('shop-abc-1', { reason: 'diagnosed', confidence: 'possible' }),
    likely: walked('shop-job-1', { reason: 'diagnosed', confidence: 'likely' }),
    confirmed: walked('shop-api-1', { reason: 'diagnosed', confidence: 'confirmed' }),
    stopped: walked('shop-web-1', { reason: 'diagnosed', confidence: 'likely' }),
  };
  const order = ['shop-web-1', 'shop-api-1', 'shop-job-1', 'shop-abc-1', 'shop-aaa-1'];
  const listed = (all: readonly { inputs?: { container: string } }[]) =>
    all.flatMap(({ inputs }) => inputs?.container ?? []);
  const { open, possible, likely, confirmed, stopped } = runs;
  expect(listed(results(...open, ...possible, ...likely, ...confirmed, ...stopped))).toEqual(order);
  expect(listed(results(...stopped, ...confirmed, ...likely, ...possible, ...open))).toEqual(order);
});

test('triage names what found nothing by flow, outcome and reason only', () => {
  expect(results(...walked('shop-api-1', { reason: 'healthy' }))).toEqual([
    { flow: 'p1000-auth', outcome: 'healthy', reason: 'The credentials work now' },
    {
      flow: 'text-file-busy',
      outcome: 'not-applicable',
      reason: 'neither the state nor a log line of this target names it',
    },
  ]);
});

test('a result of run that found nothing is listed in full', () => {
  const { targets } = documentOf(
    ...begin('run'),
    ...walked('shop-api-1', { reason: 'healthy' }),
    ...end,
  );
  expect(targets[0].results).toMatchObject([
    { outcome: 'healthy', diagnosis: 'works-now', path: [{}, {}] },
  ]);
});

test('a target that was never reached has an error and no results', () => {
  const lost = {
    type: 'target.lost',
    run: '',
    at: '',
    target: 'target',
    detail: 'no route to host',
  } as const;
  const [started] = begin('run');
  const { targets } = documentOf(...(started ? [started] : []), { ...lost, at: at(640) }, ...end);
  expect(targets[0]).toMatchObject({
    error: { kind: 'unreachable', message: 'no route to host' },
    durationMs: 520,
    roundTrips: 0,
    results: [],
  });
  const kept = documentOf(...begin('run'), ...walked('shop-api-1', { reason: 'healthy' }), lost);
  expect(kept.targets[0]).toMatchObject({ error: null, results: [{ outcome: 'healthy' }] });
});

test('what could not be seen says how to see it', () => {
  expect(results(...walked('shop-api-1', { reason: 'inconclusive' }))[0]).toMatchObject({
    outcome: 'inconclusive',
    diagnosis: null,
    confidence: null,
    blind: [
      {
        step: 'file-url',
        outcome: 'permission',
        detail: '.env.production: EACCES: permission denied',
        unblock: ['sudo'],
      },
    ],
  });
});
