import { open, mkdtemp, realpath, rm, writeFile, chmod, truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FileStat, Request } from '../../src/core/target.ts';
import { programEnv } from '../../src/transports/connect.ts';
import { localTransport } from '../../src/transports/local.ts';
import { ask, bad, good, text } from '../contracts/transport-suite.ts';
import { askAsNobody } from './ask-as-nobody.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const env = programEnv(
  { PATH: process.env.PATH, HOME: '/root', SHOP_TOKEN: 'sesame', PGPASSWORD: 'sesame' },
  { url: 'unix:///run/engine.sock', because: 'a test' },
);
const transport = localTransport({ env });
const send = (request: Request, signal?: AbortSignal) => ask(transport, request, signal);

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'dd-local-')));
  // Another user looks in here too.
  await chmod(folder, 0o755);
});
afterAll(async () => {
  await transport.close();
  await rm(folder, { recursive: true });
});

/** Whether a process still runs: one that ended and was not waited for yet does not. */
const runs = (pid: string) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('programs', () => {
  const tree = (file: string) => [
    'sh',
    '-c',
    `sh -c 'sleep 98 & echo $! >> ${file}; echo $$ >> ${file}; wait' & echo $$ >> ${file}; wait`,
  ];
  const pidsIn = (file: string) => readFileSync(file, 'utf8').trim().split('\n');

  test('at the time limit the whole tree of processes ends', async () => {
    const failure = bad(await send({ kind: 'exec', argv: tree(at('tree')), timeoutMs: 800 }));
    expect(failure.outcome).toBe('timeout');
    const pids = pidsIn(at('tree'));
    expect(pids).toHaveLength(3);
    await until('all three have ended', () => !pids.some(runs));
  });

  test('when the operator stops it the whole tree of processes ends', async () => {
    const operator = new AbortController();
    const reply = send({ kind: 'exec', argv: tree(at('stopped')) }, operator.signal);
    const started = () => existsSync(at('stopped')) && pidsIn(at('stopped')).length === 3;
    await until('three processes run', started);
    operator.abort();
    expect(bad(await reply).outcome).toBe('stopped');
    const pids = pidsIn(at('stopped'));
    await until('all three have ended', () => !pids.some(runs));
  });

  test('closing ends what runs', async () => {
    const own = localTransport({ env });
    const reply = ask(own, { kind: 'exec', argv: tree(at('closed')) });
    const started = () => existsSync(at('closed')) && pidsIn(at('closed')).length === 3;
    await until('three processes run', started);
    await own.close();
    await until('all three have ended', () => !pidsIn(at('closed')).some(runs));
    expect(good(await reply).exit).toBeUndefined();
  });

  test('a grandchild in a session of its own that holds the output keeps nobody waiting', async () => {
    const argv = ['sh', '-c', 'setsid sleep 20 & echo done'];
    const failure = bad(await send({ kind: 'exec', argv, timeoutMs: 500 }));
    expect(failure.outcome).toBe('timeout');
  });

  test('output without an end is ended', async () => {
    const reply = good(await send({ kind: 'exec', argv: ['yes'] }));
    expect(reply.truncated).toBe(true);
    expect(reply.exit).toBeUndefined();
  });

  test('get no secret of our environment, the C locale, and the engine that is asked', async () => {
    const reply = good(await send({ kind: 'exec', argv: ['env'] }));
    const lines = text(reply.stdout).trim().split('\n');
    expect(text(reply.stdout)).not.toContain('sesame');
    expect(lines).toEqual(
      expect.arrayContaining(['LC_ALL=C', 'DOCKER_HOST=unix:///run/engine.sock', 'HOME=/root']),
    );
    expect(
      lines.filter(
        (line) => !/^(PATH|HOME|LANG|LC_ALL|DOCKER_\w+|GIT_\w+|PWD|SHLVL|_)=/.test(line),
      ),
    ).toEqual([]);
  });

  test('looking at a checkout with git writes nothing into it', async () => {
    const git = (...argv: string[]) => execa('git', argv, { cwd: at('checkout') });
    await execa('mkdir', [at('checkout')]);
    await git('init', '-q');
    await writeFile(at('checkout/file'), 'one');
    await git('add', 'file');
    await git('config', 'core.fsmonitor', `touch ${at('ran')};`);
    const before = readFileSync(at('checkout/.git/index'));
    await writeFile(at('checkout/file'), 'two');
    await execa('touch', ['-d', '2020-01-01', at('checkout/file')]);
    const reply = good(
      await send({ kind: 'exec', argv: ['git', 'status', '--porcelain'], cwd: at('checkout') }),
    );
    expect(text(reply.stdout)).toMatch(/^A. file\n$/);
    expect(readFileSync(at('checkout/.git/index'))).toEqual(before);
    expect(existsSync(at('ran'))).toBe(false);
    expect(readdirSync(at('checkout/.git'))).not.toContain('index.lock');
  });
});

describe('files', () => {
  test('of two gigabytes only the end is read', async () => {
    const file = await open(at('long'), 'w');
    await truncate(at('long'), 2 * 1024 ** 3);
    await file.write('the end', 2 * 1024 ** 3);
    await file.close();
    const before = process.memoryUsage().arrayBuffers;
    const started = performance.now();
    const reply = good(await send({ kind: 'read', path: at('long'), from: 'end', maxBytes: 7 }));
    expect([text(reply.stdout), reply.truncated]).toEqual(['the end', true]);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  });

  test('of /proc, which have no size, are read to their end', async () => {
    const reply = good(await send({ kind: 'read', path: '/proc/self/status' }));
    expect(text(reply.stdout)).toMatch(/^Name:[^]*\nPid:[^]*\n$/);
    expect(reply.truncated).toBeUndefined();
    const end = good(
      await send({ kind: 'read', path: '/proc/self/status', from: 'end', maxBytes: 9 }),
    );
    expect(end.stdout).toHaveLength(9);
    expect(text(reply.stdout).split('\n').at(-2)?.startsWith('nonvoluntary')).toBe(true);
    expect(end.truncated).toBe(true);
  });

  test('that are devices or sockets are not opened', async () => {
    const server = createServer().listen(at('socket'));
    await once(server, 'listening');
    for (const [path, type] of [
      ['/dev/zero', 'device'],
      [at('socket'), 'socket'],
    ] as const) {
      expect(bad(await send({ kind: 'read', path }))).toMatchObject({
        outcome: 'unreadable',
        detail: `${path} is a ${type}, not a file`,
      });
      expect(good(await send({ kind: 'stat', path })).json).toMatchObject({ type });
    }
    server.close();
  });

  test('have an inode and a device, the same through a link', async () => {
    await writeFile(at('one'), '');
    await execa('ln', ['-s', 'one', at('other')]);
    const one = good(await send({ kind: 'stat', path: at('one') })).json as FileStat;
    const other = good(await send({ kind: 'stat', path: at('other'), follow: true }))
      .json as FileStat;
    expect(one.inode).toBeGreaterThan(0);
    expect([other.dev, other.inode]).toEqual([one.dev, one.inode]);
  });

  test('that somebody else may not see are not called missing', async () => {
    await execa('mkdir', ['-m', '700', at('private')]);
    await writeFile(at('private/there'), '');
    await writeFile(at('secret'), '', { mode: 0o600 });
    if (process.getuid?.() !== 0) await chmod(at('secret'), 0);
    const asked: Request[] = [
      { kind: 'read', path: at('secret') },
      ...(process.getuid?.() === 0
        ? ([
            { kind: 'stat', path: at('private/there') },
            { kind: 'stat', path: at('private/gone') },
            { kind: 'list', path: at('private') },
          ] as const)
        : []),
    ];
    for (const request of asked) {
      const failure = bad(await askAsNobody(request));
      expect(failure).toMatchObject({ outcome: 'permission', unblock: ['sudo'] });
      expect(failure.detail).toMatch(/^EACCES: permission denied/);
    }
  });

  test('in a folder with more than ten thousand are listed as far, and it is said', async () => {
    await execa('sh', ['-c', 'mkdir many && cd many && seq 10050 | xargs touch'], { cwd: folder });
    const reply = good(await send({ kind: 'list', path: at('many') }));
    expect(reply.json).toHaveLength(10_000);
    expect(reply.truncated).toBe(true);
  });
});

test('the clock is this machine’s', async () => {
  const { at: told } = good(await send({ kind: 'clock' })).json as { at: string };
  expect(Math.abs(Date.parse(told) - Date.now())).toBeLessThan(5000);
});

test('a wait takes as long as it says, and the operator can end it', async () => {
  const started = performance.now();
  good(await send({ kind: 'wait', ms: 50 }));
  expect(performance.now() - started).toBeGreaterThan(45);
  const operator = new AbortController();
  const long = send({ kind: 'wait', ms: 60_000 }, operator.signal);
  operator.abort();
  expect(bad(await long).outcome).toBe('stopped');
});

test('a question for an engine is not answered here', async () => {
  const failure = bad(await send({ kind: 'docker', method: 'GET', path: '/info' }));
  expect(failure.outcome).toBe('unreachable');
});
