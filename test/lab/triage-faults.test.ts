import { afterAll, expect, test } from 'vitest';
import { declare as declareServices, up } from './services.ts';
import { startEngine, stopEngine } from './engine.ts';
import { openGround } from './ground.ts';
import { healthy } from './healthy.ts';
import { declare, loops } from './loops.ts';
import { askProgram } from './program.ts';

// Five faults at once in two projects, beside a healthy one: each is found with the right container,
// and nothing else is.

const choice = { apart: 'faults' } as const;
const engine = await startEngine(choice);
if (!engine) throw new Error('no engine');

afterAll(() => stopEngine(choice), 60_000);

test(
  'triage finds five faults in two projects, and nothing besides',
  { timeout: 400_000 },
  async (context) => {
    const [well, loop, quiet] = [
      await openGround(engine, 'triage/well'),
      await openGround(engine, 'triage/loop'),
      await openGround(engine, 'triage/quiet'),
    ];
    for (const ground of [well, loop, quiet]) context.onTestFinished(() => ground.close());
    for (const name of ['lab/python', 'lab/busybox'] as const) await loop.image(name);
    await healthy(well);

    const python = { image: 'lab/python', restart: 'always', stop_grace_period: '0s' };
    await declare(
      loop,
      { command: ['httpd', '-f', '-Z'] },
      {
        hungry: {
          ...python,
          ...{ mem_limit: '40m', memswap_limit: '40m' },
          command: ['python3', '-c', 'kept = []\nwhile True: kept.append(bytes(1 << 20))'],
        },
        job: { image: 'lab/busybox', restart: 'always', command: ['true'] },
      },
    );
    await loop.compose(['up', '-d']);
    await declareServices(quiet, {
      api: { environment: { WORKER_URL: 'http://worker:8080/' } },
      worker: { profiles: ['jobs'] },
      cache: { healthcheck: { test: ['CMD', 'false'], interval: '1s', retries: 1 } },
      mailer: { depends_on: { cache: { condition: 'service_healthy' } } },
    });
    await up(quiet);
    for (const service of ['api', 'hungry', 'job']) await loops(loop, `${loop.name}-${service}-1`);

    const { document, stderr } = await askProgram(quiet, ['triage', '--json']);
    const results = document?.targets.flatMap((target) => target.results) ?? [];
    const found = results.flatMap((result) =>
      'inputs' in result && result.outcome === 'diagnosed'
        ? [
            `${result.flow}/${String(result.diagnosis)} ${String(result.inputs['service'] ?? result.inputs['container'])}`,
          ]
        : [],
    );
    // The check that never passes is a cause of one of them, and may be told as well.
    const others = found.filter((line) => !line.endsWith(`${quiet.name}-cache-1`));
    expect(others.toSorted(), stderr).toEqual(
      [
        `restart-loop/command-rejected ${loop.name}-api-1`,
        `restart-loop/exits-cleanly ${loop.name}-job-1`,
        `restart-loop/out-of-memory ${loop.name}-hungry-1`,
        'service-not-created/dependency-unhealthy mailer',
        'service-not-created/profile-inactive worker',
      ].toSorted(),
    );
  },
);
