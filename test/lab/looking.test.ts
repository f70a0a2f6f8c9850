import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, test } from 'vitest';
import { loadFlows } from '../../src/catalogue/load.ts';
import { probes } from '../../src/probes/index.ts';
import { tree } from '../actions/tree.ts';
import { startEngine } from './engine.ts';
import { listenIn } from './engine-ear.ts';
import type { Asking } from './fault.ts';
import { loadFault, type NamedFault } from './faults.ts';
import type { Ground } from './ground.ts';
import { api, moduleStories, otherName } from './module-projects.ts';
import { commandOn, homeOf } from './program.ts';
import { stage } from './stage.ts';
import { tracing, writtenIn, type Written } from './traced.ts';

// Looking is looking: every system call of the program and of all that it starts, while it finds out
// and while it plans, and every request that is made of the engine.

const engine = await startEngine();
if (!engine) throw new Error('no engine');
const { flows } = await loadFlows(join(import.meta.dirname, '../../flows'));

/** Two faults of each flow. */
const some = [
  'text-file-busy/writer-holds-file',
  'text-file-busy/written-in-place',
  'p1000-auth/volume-keeps-old-password',
  'p1000-auth/two-servers-one-name',
  'health-check-fails/tool-missing',
  'health-check-fails/wrong-port.by-variable',
  'module-not-found/package-not-installed',
];
/** With TRACED=all: faults that between them ask every probe and plan every fix, as far as they can. */
const others = [
  ...['not-executable', 'interpreter-missing'].map((id) => `text-file-busy/${id}`),
  ...['role-missing', 'container-is-stale', 'url-not-set'].map((id) => `p1000-auth/${id}`),
  ...['environment-overridden', 'database-missing', 'no-hba-entry'].map((id) => `p1000-auth/${id}`),
  'health-check-fails/tool-missing.deploy-script',
  'module-not-found/other-interpreter.no-shell',
];
const isAll = process.env['TRACED'] === 'all';
const cases: readonly {
  readonly fault: NamedFault;
  readonly subject?: (ground: Ground) => string;
}[] = [
  ...(await Promise.all([...some, ...(isAll ? others : [])].map(loadFault))).map((fault) => ({
    fault,
  })),
  ...[...(isAll ? moduleStories.map(({ fault }) => fault) : []), otherName].map((fault) => ({
    fault,
    subject: api,
  })),
];

/** Where the program may write: what it keeps itself, and what keeps nothing. */
const isItsOwn = (ground: Ground, path: string): boolean =>
  path.startsWith(`${homeOf(ground)}/`) ||
  path === homeOf(ground) ||
  /^\/dev\/(?:null|tty|pts\/\d+)$/.test(path) ||
  /^(?:pipe|socket|anon_inode):/.test(path.replace(/^\//, ''));

/** Starting a program in a container is declared by the probes that do; nothing else is sent. */
const isDeclared = (request: string): boolean =>
  /^(?:GET|HEAD) /.test(request) ||
  /^POST (?:\/v[\d.]+)?\/(?:containers\/\w[\w.-]*\/exec|exec\/[0-9a-f]{64}\/start)$/.test(request);

const asked = new Set<string>();
const planned = new Set<string>();
let calls = 0;
let requests = 0;

describe.each(cases)('$fault.id', ({ fault: named, subject }) => {
  test(
    'is looked at, and each fix of it planned, and nothing is written',
    { timeout: 900_000 },
    async () => {
      const { ground, asking } = await stage(engine, named);
      const ear = await listenIn(engine.socket, `${homeOf(ground)}.sock`);
      try {
        const about: Asking = {
          ...asking,
          env: { ...asking.env, DOCKER_HOST: ear.host },
          inputs: { ...(subject && { container: subject(ground) }), ...asking.inputs },
        };
        const before = filesOf(ground);
        const first = await traced(ground, ['run', named.flow, '--json'], about);
        const document = JSON.parse(first.stdout) as {
          targets: { results: { fixes?: { id: string }[]; inputs: { container?: string } }[] }[];
        };
        const results = document.targets[0]?.results ?? [];
        const result =
          results.find(({ inputs }) => inputs.container?.startsWith(ground.name)) ?? results[0];
        const written = [...first.written];
        const own = {
          ...about,
          inputs: {
            ...about.inputs,
            ...(result?.inputs.container !== undefined && { container: result.inputs.container }),
          },
        };
        for (const { id } of result?.fixes ?? []) {
          if (!isCarriedOut(named.flow, id)) continue;
          const plan = await traced(
            ground,
            ['run', named.flow, '--fix', id, '--dry-run', '--json'],
            own,
          );
          written.push(...plan.written);
          if (/"preview":\s*\[\s*"/.test(plan.stdout)) planned.add(`${named.flow}/${id}`);
        }
        expect(first.calls, 'the trace holds what the program opened').toBeGreaterThan(50);
        expect(foreign(ground, written)).toEqual([]);
        expect(ear.requests.length).toBeGreaterThan(named.flow === 'text-file-busy' ? -1 : 3);
        expect(ear.requests.filter((request) => !isDeclared(request))).toEqual([]);
        expect(filesOf(ground)).toEqual(before);
        for (const probe of await probesOf(ground)) asked.add(probe);
        requests += ear.requests.length;
      } finally {
        await ear.close();
        await ground.close();
      }
    },
  );
});

const filesOf = (ground: Ground): unknown =>
  (tree(ground.dir) as { name: string }[]).filter(
    ({ name }) => name !== '.' && !name.startsWith('process-'),
  );

const foreign = (ground: Ground, written: readonly Written[]): readonly string[] =>
  written
    .filter(({ paths }) => !paths.every((path) => isItsOwn(ground, path)))
    .map(({ line }) => line);

const isCarriedOut = (flow: string, fix: string): boolean => {
  const known = flows.find(({ id }) => id === flow)?.fixes[fix];
  return known?.apply !== undefined && known.ask === undefined;
};

let traces = 0;
async function traced(ground: Ground, argv: readonly string[], asking: Asking) {
  traces += 1;
  const folder = `${homeOf(ground)}.traces-${traces}`;
  await mkdir(folder, { recursive: true });
  const { argv: command, env, cwd } = await commandOn(ground, argv, asking);
  const [file = '', ...args] = [...tracing(join(folder, 'trace')), ...command];
  const options = { cwd, env, extendEnv: false, reject: false, stdin: 'ignore' } as const;
  const { stdout, stderr } = await execa(file, args, { ...options, timeout: 300_000 });
  const seen = await writtenIn(folder);
  await rm(folder, { recursive: true });
  calls += seen.calls;
  return { ...seen, stdout, stderr };
}

/** The probes that its sessions tell of. */
async function probesOf(ground: Ground): Promise<readonly string[]> {
  const folder = join(homeOf(ground), 'state/deploy-doctor/sessions');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) =>
    [...text.matchAll(/"type":"probe\.finished".*?"probe":"([^"]+)"/g)].map(
      ([, name = '']) => name,
    ),
  );
}

afterAll(() => {
  const all = flows.flatMap(({ id, fixes }) =>
    Object.entries(fixes)
      .filter(([, fix]) => fix.apply)
      .map(([fix]) => `${id}/${fix}`),
  );
  console.log(
    [
      `${traces} runs traced, ${calls} system calls that open, make or change; ${requests} requests of the engine`,
      `${asked.size} of ${probes.length} probes asked; not: ${
        probes
          .map(({ name }) => name)
          .filter((name) => !asked.has(name))
          .join(', ') || 'none'
      }`,
      `${planned.size} of ${all.length} fixes planned; not: ${all.filter((id) => !planned.has(id)).join(', ') || 'none'}`,
    ].join('\n'),
  );
});
