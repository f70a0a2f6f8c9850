import { createServer, type Server } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Request } from '../../../src/core/target.ts';
import { bad, good, text } from '../../contracts/transport-suite.ts';
import { startSshd, type Sshd } from '../../lab/sshd.ts';
import { cutStage } from './cut-stage.ts';

// A host that stops answering: its link carries nothing any more, or what serves us there is stopped.

let sshd: Sshd;
let folder: string;
let silent: Server;
beforeAll(async () => {
  sshd = await startSshd({ hostKeys: ['ed25519'] });
  folder = await mkdtemp(join(tmpdir(), 'dd-silent-'));
  silent = createServer().listen(join(folder, 'docker.sock'));
});
afterAll(async () => {
  await sshd.stop();
  silent.close();
  await rm(folder, { recursive: true });
});

const exec = (script: string, timeoutMs?: number): Request => ({
  kind: 'exec',
  argv: ['sh', '-c', script],
  ...(timeoutMs !== undefined && { timeoutMs }),
});
/** For a machine that is busy besides. */
const marginMs = 8000;

/** How long it takes, and that it ends in not having seen. */
const blindAfter = async (reply: Promise<unknown>): Promise<number> => {
  const started = performance.now();
  const { outcome } = bad((await reply) as Parameters<typeof bad>[0]);
  expect(['timeout', 'unreachable']).toContain(outcome);
  return performance.now() - started;
};

describe.concurrent.each(['ssh2', 'openssh'] as const)('over %s', (ssh) => {
  const quickly = 'ServerAliveInterval 1\nServerAliveCountMax 2';

  test(
    'a link that carries nothing any more in the middle of a line is noticed, and all is asked again',
    { timeout: 120_000 },
    async ({ onTestFinished }) => {
      const at = await cutStage(sshd, ssh, { lines: quickly });
      onTestFinished(at.stop);
      await at.ask([exec('true')]);
      at.arm({ line: 5, offset: -1 }, () => at.link.cut('silence'));
      const requests = ['a', 'b', 'c'].map((word) => exec(`echo ${word}`, 60_000));
      const replies = await at.ask(requests);
      expect(replies.map((reply) => text(good(reply).stdout))).toEqual(['a\n', 'b\n', 'c\n']);
      expect(at.links()).toBe(2);
    },
  );

  test(
    'a server that is stopped in the middle of a line: the request has its limit, the others are asked again',
    { timeout: 120_000 },
    async ({ onTestFinished }) => {
      const own = await startSshd({ hostKeys: ['ed25519'] });
      onTestFinished(own.stop);
      const at = await cutStage(own, ssh, { lines: quickly });
      onTestFinished(at.stop);
      await at.ask([exec('true')]);
      at.arm({ line: 5, offset: -1 }, () => void own.cut('SIGSTOP'));
      const [short, ...long] = at.wire.send(
        [exec('sleep 30', 1000), exec('echo b', 60_000), exec('echo c', 60_000)].map((request) => ({
          request,
          signal: new AbortController().signal,
        })),
      );
      expect(await blindAfter(short!)).toBeLessThan(1000 + marginMs);
      const replies = await Promise.all(long);
      expect(replies.map((reply) => text(good(reply).stdout))).toEqual(['b\n', 'c\n']);
      expect(at.links()).toBe(2);
    },
  );

  test(
    'a silence that nobody has noticed yet keeps no request longer than its limit, and nothing open',
    { timeout: 120_000 },
    async ({ onTestFinished }) => {
      const never = 'ServerAliveInterval 600';
      const at = await cutStage(sshd, ssh, { lines: never, docker: join(folder, 'docker.sock') });
      onTestFinished(at.stop);
      await at.ask([exec('true')]);
      at.link.cut('silence');
      const { port } = sshd;
      const requests: Request[] = [
        exec('true', 1000),
        { kind: 'docker', method: 'GET', path: '/info', timeoutMs: 1000 },
        { kind: 'dial', host: '127.0.0.1', port, timeoutMs: 1000 },
        { kind: 'http', method: 'GET', url: `http://127.0.0.1:${port}/`, timeoutMs: 1000 },
        { ...login(port), timeoutMs: 1000 },
      ];
      const signal = new AbortController().signal;
      const replies = at.wire.send(requests.map((request) => ({ request, signal })));
      const dialed = replies[2]!;
      const times = await Promise.all(
        replies.filter((reply) => reply !== dialed).map((reply) => blindAfter(reply)),
      );
      // The way to an engine has five seconds of its own.
      expect(Math.max(...times)).toBeLessThan(6000 + marginMs);
      // Nothing came back within the time that the host was given for it.
      expect(good(await dialed).json).toMatchObject({ verdict: 'timeout' });
      const started = performance.now();
      await at.wire.close();
      expect(performance.now() - started).toBeLessThan(3000 + marginMs);
    },
  );

  test(
    'a shell that is stopped is given up, and another one answers',
    { timeout: 120_000 },
    async ({ onTestFinished }) => {
      const at = await cutStage(sshd, ssh);
      onTestFinished(at.stop);
      const [first] = await at.ask([exec('echo $$; exec ps -eo pid=,ppid=,comm=')]);
      const shell = shellAbove(text(good(first!).stdout));
      process.kill(shell, 'SIGSTOP');
      const [reply] = at.wire.send([
        { request: exec('true', 7000), signal: new AbortController().signal },
      ]);
      expect(await blindAfter(reply!)).toBeLessThan(7000 + marginMs);
      const [later] = await at.ask([exec('echo later')]);
      expect(text(good(later!).stdout)).toBe('later\n');
      expect(at.links()).toBe(1);
      process.kill(shell, 'SIGCONT');
    },
  );
});

const login = (port: number) =>
  ({ kind: 'postgres', host: '127.0.0.1', port, user: 'shop', database: 'shop' }) as const;

/** The process that sshd started, of which all others are children. */
const shellAbove = (listed: string): number => {
  const [own = '', ...lines] = listed.trim().split('\n');
  const all = lines.map((line) => line.trim().split(/\s+/));
  const about = (pid: string) => all.find(([id]) => id === pid) ?? [];
  for (let at = own; ;) {
    const [, parent = ''] = about(at);
    if (about(parent)[2] === 'sshd') return Number(at);
    if (parent === '') throw new Error(`no sshd above ${own}:\n${listed}`);
    at = parent;
  }
};
