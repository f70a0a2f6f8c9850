import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { describe, expect, test, type TestContext } from 'vitest';
import { startEngine } from './engine.ts';
import { openGround } from './ground.ts';
import type { ImageName } from './recipes.ts';

const engine = await startEngine();

async function groundWith(image: ImageName, test: TestContext) {
  if (engine === undefined) throw new Error('no engine'); // no such test is registered then
  const ground = await openGround(engine, 'ground/self');
  test.onTestFinished(() => ground.close());
  await ground.image(image);
  return ground;
}

/** Starts PostgreSQL with this password, and waits until it answers over the network. */
async function postgres(password: string, ground: Awaited<ReturnType<typeof groundWith>>) {
  const { docker, name } = ground;
  await docker(['rm', '--force', `${name}-db`]);
  const settings = ['--env', `POSTGRES_PASSWORD=${password}`, '--network', name];
  const volume = ['--volume', `${name}-data:/var/lib/postgresql/data`];
  await docker(['run', '-d', '--name', `${name}-db`, ...settings, ...volume, 'lab/postgres']);
  await ground.until('PostgreSQL answers', async () => {
    const ready = ['exec', `${name}-db`, 'pg_isready', '--host', `${name}-db`];
    return (await docker(ready, { reject: false })).exitCode === 0 ? true : undefined;
  });
  const login = (host: string, secret: string) =>
    docker(
      ['exec', '--env', `PGPASSWORD=${secret}`, `${name}-db`].concat([
        'psql',
        '--host',
        host,
        '--username',
        'postgres',
        '--command',
        'select 1',
      ]),
      { reject: false },
    );
  return { login, host: `${name}-db` };
}

const describeLab = engine === undefined ? undefined : describe.concurrent;
const timeout = 240_000;

test('an engine answers, or the run has said that none can', () => {
  expect(engine?.version ?? 'none').toMatch(/^\d+\.\d+|^none$/);
});

describeLab?.('the ground of the lab', () => {
  test('an image without a shell has none', { timeout }, async (context) => {
    const { docker, name } = await groundWith('lab/static', context);
    await docker(['run', '-d', '--name', name, 'lab/static']);
    const { exitCode, stdout, stderr } = await docker(['exec', name, 'sh', '-c', 'true'], {
      reject: false,
    });
    expect(stdout + stderr).toContain('exec: "sh": executable file not found in $PATH');
    expect([126, 127]).toContain(exitCode);
  });

  test.for([
    ['lab/python', 'import json, sqlite3, ssl; print(6 * 7)', ['python3', '-c']],
    ['lab/node', 'console.log(6 * 7)', ['node', '-e']],
    ['lab/busybox', 'echo $((6 * 7)); type wget', ['sh', '-c']],
    ['lab/curl', 'curl --version >/dev/null && echo 42', ['sh', '-c']],
    ['lab/redis', 'redis-server --version >/dev/null && echo 42', ['sh', '-c']],
  ] as const)('%s runs', { timeout }, async ([image, program, argv], context) => {
    const { docker } = await groundWith(image, context);
    const { stdout } = await docker(['run', '--rm', image, ...argv, program]);
    expect(stdout).toMatch(/^42/);
  });

  test.for([
    ['lab/python', ['curl', 'wget', 'busybox']],
    ['lab/node', ['curl', 'wget', 'busybox']],
    ['lab/curl', ['wget', 'busybox']],
    ['lab/busybox', ['curl']],
  ] as const)('%s lacks %j', { timeout }, async ([image, tools], context) => {
    const { docker } = await groundWith(image, context);
    const { stdout } = await docker(['run', '--rm', image, 'sh', '-c', `type ${tools.join(' ')}`], {
      reject: false,
    });
    expect(stdout.match(/not found/g)).toHaveLength(tools.length);
  });

  test('python finds modules in both of its homes', { timeout }, async (context) => {
    const { docker } = await groundWith('lab/python', context);
    const argv = ['run', '--rm', 'lab/python', 'python3', '-c', 'import sys; print(sys.path)'];
    const { stdout } = await docker(argv);
    expect(stdout).toContain('/usr/local/lib/python3.11/site-packages');
    expect(stdout).toContain('/usr/lib/python3/dist-packages');
  });

  test(
    'PostgreSQL trusts loopback, and asks for the password elsewhere',
    { timeout },
    async (context) => {
      const ground = await groundWith('lab/postgres', context);
      await ground.docker(['network', 'create', ground.name]);
      const { login, host } = await postgres('right', ground);
      expect((await login('127.0.0.1', 'wrong')).exitCode).toBe(0);
      expect((await login(host, 'right')).exitCode).toBe(0);
      const refused = await login(host, 'wrong');
      expect(refused.stderr).toContain('password authentication failed for user "postgres"');
      expect(refused.exitCode).toBe(2);
    },
  );

  test('POSTGRES_PASSWORD acts on an empty volume only', { timeout }, async (context) => {
    const ground = await groundWith('lab/postgres', context);
    await ground.docker(['network', 'create', ground.name]);
    await postgres('first', ground);
    const { login, host } = await postgres('second', ground);
    const { stdout } = await ground.docker(['logs', host]);
    expect(stdout).toContain('Skipping initialization');
    expect((await login(host, 'second')).exitCode).toBe(2);
    expect((await login(host, 'first')).exitCode).toBe(0);
  });

  test('a process that a case started ends with it', { timeout }, async (context) => {
    const ground = await groundWith('lab/busybox', context);
    const { pid, stdout } = await ground.start(['sh', '-c', 'echo started; exec sleep 600']);
    await ground.until('it has spoken', async () => (await stdout()) || undefined);
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    await ground.close();
    await ground.until('it has ended', async () => (existsSync(`/proc/${pid}`) ? undefined : true));
  });

  test('Compose v1 and v2 both bring a project up', { timeout }, async (context) => {
    const ground = await groundWith('lab/busybox', context);
    await ground.write(
      'docker-compose.yml',
      'version: "3"\nservices: {web: {image: lab/busybox}}\n',
    );
    const names = async () => (await ground.docker(['ps', '-a', '--format', '{{.Names}}'])).stdout;
    await ground.composeV1(['up', '--no-start']);
    expect(await names()).toContain(`${ground.name}_web_1`);
    await ground.compose(['up', '--no-start']);
    expect(await names()).toContain(`${ground.name}-web-1`);
  });

  test('a closed ground leaves nothing behind', { timeout }, async (context) => {
    const ground = await groundWith('lab/busybox', context);
    await ground.write(
      'compose.yaml',
      'services: {web: {image: lab/busybox, command: sleep 600, volumes: ["data:/d", "/anonymous"]}}\n' +
        'volumes: {data: {}}\n',
    );
    await ground.compose(['up', '-d']);
    await ground.docker(['run', '-d', '--name', `${ground.name}-x`, 'lab/busybox', 'sleep', '600']);
    await ground.docker(['commit', `${ground.name}-x`, `${ground.name}-image`]);
    await ground.close();
    const lists = ['ps --all', 'network ls', 'volume ls', 'image ls'];
    const left = lists.map((list) =>
      execa('docker', [...list.split(' '), '--format', '{{json .}}'], { env: ground.env }),
    );
    const text = (await Promise.all(left)).map(({ stdout }) => stdout).join('\n');
    expect(text).not.toContain(ground.name);
    expect(existsSync(ground.dir)).toBe(false);
  });
});
