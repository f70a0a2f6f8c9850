import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lockPlaces } from '../../../src/actions/planning/lock-place.ts';
import { startSshd, type Sshd } from '../../lab/sshd.ts';
import { program } from '../terminal.ts';

// Two operators, each a process with sessions of its own, at work in one folder: the second is told
// who is there and since when, on the spot and over ssh.

let root = '';
let sshd: Sshd;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'deploy-doctor-two-'));
  await mkdir(path.join(root, 'flows/script-cut'), { recursive: true });
  const flow = await readFile(path.join(import.meta.dirname, '../cuts/flow.yaml'), 'utf8');
  // Long enough for the other to come along meanwhile.
  await writeFile(
    path.join(root, 'flows/script-cut/flow.yaml'),
    flow.replace('within: 2s, for: 1s', 'within: 2s, for: 12s'),
  );
  sshd = await startSshd({ hostKeys: ['ed25519'] });
}, 120_000);
afterAll(async () => {
  await sshd.stop();
  await rm(root, { recursive: true, force: true });
});

let grounds = 0;
let tree = '';
beforeEach(async () => {
  grounds += 1;
  tree = path.join(root, `tree-${grounds}`);
  await mkdir(tree);
  for (const name of ['one', 'two']) {
    await writeFile(path.join(tree, name), '#!/bin/sh\n', { mode: 0o640 });
    await chmod(path.join(tree, name), 0o640);
    await writeFile(path.join(tree, `${name}.env`), 'WORD=old\n');
  }
});
afterEach(async () => {
  for (const place of places()) await rm(place, { recursive: true, force: true });
});

const places = (): readonly string[] => lockPlaces({ folder: tree, inside: false });

/** The command of one operator, with sessions of his own. */
const command = (operator: string, args: readonly string[], cutAt?: number) => ({
  argv: [program, ...args, '--flows', path.join(root, 'flows')],
  env: {
    PATH: process.env['PATH'] ?? '',
    HOME: sshd.home,
    XDG_STATE_HOME: path.join(root, `${grounds}-${operator}`),
    DOCKER_HOST: 'unix:///nowhere/docker.sock',
    ...(cutAt !== undefined && {
      NODE_OPTIONS: `--import ${path.join(import.meta.dirname, '../cuts/cut-off.mjs')}`,
      CUT_AT: String(cutAt),
      CUT_WHEN: 'after',
    }),
  },
});

const run = async (operator: string, args: readonly string[], cutAt?: number) => {
  const { argv, env } = command(operator, args, cutAt);
  const options = { env, extendEnv: false, cwd: root, reject: false } as const;
  const made = await execa(process.execPath, argv, options);
  return { code: made.exitCode, out: `${made.stdout}\n${made.stderr}` };
};

const ways = {
  'on the spot': () => [],
  'over ssh': () => ['--host', `${sshd.user}@${sshd.host}:${sshd.port}`],
};

describe.each(Object.entries(ways))('two operators %s', (_, way) => {
  const fix = (name: string): readonly string[] => [
    ...['run', 'script-cut', '--fix', 'mend', '--yes', '--plain', ...way()],
    ...['-i', `file=${tree}/${name}`, '-i', `env-file=${tree}/${name}.env`],
  ];
  const modeOf = async (name: string) => (await stat(path.join(tree, name))).mode & 0o777;

  it('the second is refused while the first is at work', { timeout: 180_000 }, async () => {
    const { argv, env } = command('ann', fix('one'));
    const first = spawn(process.execPath, argv, {
      env,
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let heard = '';
    const carriedOut = new Promise<void>((resolve) => {
      first.stdout.on('data', (chunk: Buffer) => {
        heard += chunk.toString();
        if (heard.includes('asking again')) resolve();
      });
    });
    const over = once(first, 'close');
    await Promise.race([carriedOut, over]);
    expect(heard).toMatch(/is locked by \S+@\S+, session \S+ \(/);

    const refused = await run('bob', fix('two'));
    expect(refused.out).toMatch(/it is locked by \S+@\S+, session \S+ since \d{4}-.*until/);
    expect(refused.code).toBe(5);
    expect(await modeOf('two')).toBe(0o640);

    expect((await over)[0]).toBe(0);
    expect(heard).toContain('It is not locked any more.');
    const allowed = await run('bob', fix('two'));
    expect(allowed.code, allowed.out).toBe(0);
    expect(await modeOf('two')).toBe(0o751);
  });

  it(
    'a lock that was left by a kill is given back by resume, or by undo',
    { timeout: 180_000 },
    async () => {
      for (const settle of [
        ['resume', '--plain'],
        ['undo', '--yes'],
      ]) {
        // Right after the first call was begun: chosen, previewed, decided, two of the lock, begun.
        await run('ann', fix('one'), 6);
        const refused = await run('bob', fix('two'));
        expect(refused.out).toContain('it is locked by');
        expect(refused.code).toBe(5);
        const settled = await run('ann', settle);
        expect(settled.out).toContain('It is not locked any more.');
      }
      expect(
        (await run('bob', [...fix('two').filter((word) => word !== '--yes'), '--dry-run'])).code,
      ).toBe(1);
    },
  );

  it('a lock that has run out is taken over, and that is said', { timeout: 120_000 }, async () => {
    const [place = ''] = places();
    await mkdir(place);
    const old = {
      who: 'eve@desk',
      since: '2026-01-01T00:00:00.000Z',
      until: '2026-01-01T00:30:00.000Z',
    };
    await writeFile(path.join(place, 'owner'), JSON.stringify(old));
    const made = await run('bob', fix('two'));
    expect(made.out).toContain('A lock that had run out was taken over: eve@desk since 2026-01-01');
    expect(made.code).toBe(0);
  });
});
