import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, openSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openGround, type OpenGround } from './ground.ts';
import { startEngine } from './engine.ts';
import { askProgram, type Answer } from './program.ts';

// What a host can do to a look: refuse it, be silent, be hung, or answer with too much.
const engine = await startEngine();
const grounds: OpenGround[] = [];
const servers: Server[] = [];

afterAll(async () => {
  for (const ground of grounds) await ground.close();
  for (const server of servers) server.close();
}, 60_000);

const onGround = async (name: string): Promise<OpenGround> => {
  if (!engine) throw new Error('no engine: startEngine has said so');
  const ground = await openGround(engine, `hard-hosts/${name}`);
  grounds.push(ground);
  return ground;
};

/** One flow asks why docker does not answer; to all others its engine is out of sight. */
const about = 'docker-permission';

const blindOf = ({ document }: Answer) =>
  (document?.targets ?? []).flatMap(({ results }) =>
    results.flatMap((result) =>
      'blind' in result && result.flow !== about
        ? (result.blind as { outcome: string; detail: string; unblock: string[] }[])
        : [],
    ),
  );

const outcomesOf = ({ document }: Answer) =>
  new Set(
    (document?.targets ?? []).flatMap(({ results }) =>
      results.flatMap(({ flow, outcome }) => (flow === about ? [] : [outcome])),
    ),
  );

const whyOf = ({ document }: Answer) =>
  (document?.targets ?? [])
    .flatMap(({ results }) => results)
    .flatMap((result) => ('diagnosis' in result && result.flow === about ? [result.diagnosis] : []))
    .at(0);

const refusals: readonly [
  what: string,
  prepare: (ground: OpenGround) => Promise<{ socket?: string; user?: string }>,
  outcome: string,
  words: RegExp,
  unblock: string,
  diagnosis: string | null,
][] = [
  [
    'a user who is not in the docker group',
    async () => ({ user: 'nobody' }),
    'permission',
    /permission denied while trying to connect to the Docker daemon socket/,
    'docker-group',
    'not-in-group',
  ],
  [
    'no Docker at all',
    async ({ dir }) => ({ socket: join(dir, 'none.sock') }),
    'unreachable',
    /Cannot connect to the Docker daemon .*ENOENT/,
    'start-engine',
    'daemon-not-running',
  ],
  [
    'a daemon that died and left its socket',
    async ({ dir }) => {
      const socket = join(dir, 'dead.sock');
      const code = `import socket; s = socket.socket(socket.AF_UNIX); s.bind('${socket}')`;
      execFileSync('python3', ['-c', code]);
      return { socket };
    },
    'unreachable',
    /Cannot connect to the Docker daemon .*ECONNREFUSED/,
    'start-engine',
    'daemon-not-running',
  ],
  [
    'a daemon that takes the connection and never answers',
    async ({ dir }) => {
      const socket = join(dir, 'hung.sock');
      const server = createServer();
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(socket, resolve));
      return { socket };
    },
    'timeout',
    /took the connection and did not answer/,
    'timeout',
    null,
  ],
];

describe('an engine that cannot be seen', () => {
  test.each(refusals)(
    '%s: inconclusive, in its own words, with what would help',
    { timeout: 120_000 },
    async (_, prepare, outcome, words, unblock, diagnosis) => {
      const ground = await onGround('unseen');
      const { socket, user } = await prepare(ground);
      const env = socket === undefined ? {} : { DOCKER_HOST: `unix://${socket}` };
      const answer = await askProgram(ground, ['triage', '--json'], { env, ...(user && { user }) });
      expect(answer.exitCode, answer.stderr).toBe(diagnosis === null ? 3 : 1);
      expect(whyOf(answer)).toBe(diagnosis);
      expect(outcomesOf(answer)).toEqual(new Set(['inconclusive']));
      for (const seen of blindOf(answer)) {
        expect(seen.outcome).toBe(outcome);
        expect(seen.detail).toMatch(words);
        expect(seen.unblock).toContain(unblock);
      }
      const plain = await askProgram(ground, ['triage', '--plain'], { env, ...(user && { user }) });
      expect(plain.exitCode).toBe(diagnosis === null ? 3 : 1);
      expect(plain.stdout).toMatch(/inconclusive: docker engine at .* could not be looked at/);
      expect(plain.stdout).toContain('to see it, ');
    },
  );
});

test(
  'a docker command that hangs is given up, and nothing of it stays',
  { timeout: 120_000 },
  async () => {
    const ground = await onGround('hung');
    const seconds = '98761';
    const docker = await ground.write('bin/docker', `#!/bin/sh\nsleep ${seconds}\n`, 0o755);
    const env = { PATH: `${join(docker, '..')}:${process.env['PATH'] ?? ''}` };
    const answer = await askProgram(ground, ['triage', '--json', '-p', ground.dir], { env });
    expect([0, 3], answer.stderr).toContain(answer.exitCode);
    expect(answer.document?.targets[0]?.error).toBeNull();
    expect(execFileSync('ps', ['-eo', 'args']).toString()).not.toContain(`sleep ${seconds}`);
  },
);

const busy = 'exec /w/job.sh: text file busy';

const container = async (ground: OpenGround, script: string): Promise<string> => {
  const name = `${ground.name}-talker`;
  await ground.image('lab/busybox');
  await ground.docker(['run', '-d', '--name', name, 'lab/busybox', 'sh', '-c', script]);
  await ground.until('it has spoken', async () => {
    const { stdout } = await ground.docker(['inspect', '--format', '{{.State.Status}}', name]);
    return stdout.trim() === 'exited' ? true : undefined;
  });
  return name;
};

const asked = (ground: OpenGround, name: string) =>
  askProgram(ground, ['triage', '--json'], { inputs: { container: name } });

test(
  'a log of escape sequences and broken UTF-8 is read, and obeyed by nobody',
  { timeout: 120_000 },
  async () => {
    const ground = await onGround('hostile');
    const noise = String.raw`\033]0;owned\007\033[2J\377\376\200\033]8;;http://evil.example\007`;
    const name = await container(ground, `printf '${noise} ${busy} ${noise}\\n'`);
    const answer = await asked(ground, name);
    expect(answer.stdout).toContain('"flow": "text-file-busy"');
    expect(answer.stdout).toContain('/w/job.sh');
    expect(answer.stdout + answer.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  },
);

test(
  'a log of 2 GB is read at its end, within bounds that are said',
  { timeout: 240_000 },
  async () => {
    const ground = await onGround('huge');
    const name = await container(ground, 'echo begin');
    const { stdout } = await ground.docker(['inspect', '--format', '{{.LogPath}}', name]);
    const log = stdout.trim();
    const line = (words: string) =>
      `${JSON.stringify({ log: `${words}\n`, stream: 'stdout', time: '2026-01-02T03:04:05.000000000Z' })}\n`;
    const file = openSync(log, 'w');
    const text = line('a request was served in 12 ms').repeat(1000);
    execFileSync('sh', ['-c', `yes "$1" | head -c 2000000000`, 'sh', text.trimEnd()], {
      stdio: ['ignore', file, 'inherit'],
    });
    appendFileSync(log, `\n${line(busy)}`);
    chmodSync(log, 0o640);
    const started = performance.now();
    const inputs = { container: name };
    const answer = await askProgram(ground, ['triage', '--plain'], { inputs });
    const seconds = (performance.now() - started) / 1000;
    rmSync(log);
    expect(answer.stdout).toContain('/w/job.sh');
    expect(answer.stdout).toMatch(/bound: log of .*: only the last 2000 lines were read/);
    // Reading the whole would take minutes through the engine; this is a bound, not a benchmark.
    expect(seconds).toBeLessThan(60);
  },
);
