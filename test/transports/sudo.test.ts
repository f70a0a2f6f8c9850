import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Change } from '../../src/core/change.ts';
import type { Request } from '../../src/core/target.ts';
import { localConnection } from '../../src/transports/local-connection.ts';
import { sshHost, sshTransport, type HostOptions } from '../../src/transports/ssh.ts';
import { withoutSockets } from './engine-ways.ts';
import { ask, bad, good, text } from '../contracts/transport-suite.ts';
import { startEngine } from '../lab/engine.ts';
import { hostNeeds } from '../lab/parts.ts';
import { throwAwayUser, type ThrowAwayUser } from '../lab/sshd.ts';

/** Real users of this machine under a real sudo: one who may without a password, with one, not at all. */
type Right = 'free' | 'asked' | 'none';
const password = 'sesame street';
let folder: string;
let users: Record<Right, ThrowAwayUser>;
const rules = '/etc/sudoers.d/lab-sudo-test';

beforeAll(async () => {
  await hostNeeds();
  folder = await mkdtemp(join(tmpdir(), 'dd-sudo-'));
  await writeFile(join(folder, 'secret'), 'for root alone\n', { mode: 0o600 });
  const user = () => throwAwayUser({ password });
  users = { free: await user(), asked: await user(), none: await user() };
  const lines = [`${users.free.name} ALL=(ALL) NOPASSWD: ALL`, `${users.asked.name} ALL=(ALL) ALL`];
  await writeFile(rules, `${lines.join('\n')}\n`, { mode: 0o440 });
}, 120_000);
afterAll(async () => {
  await rm(rules);
  for (const user of Object.values(users)) await user.remove();
  await rm(folder, { recursive: true });
});

const as = (right: Right, options: HostOptions) => {
  const shell = ['setpriv', `--reuid=${users[right].name}`, '--regid=65534', '--clear-groups'];
  const env = { PATH: process.env['PATH'] ?? '' };
  // Its sockets would be opened by who runs the test: programs of the user are asked instead.
  const connection = withoutSockets(
    localConnection({ label: 'a host', env, shell: [...shell, 'sh', '-c'] }),
  );
  const transport = sshTransport(connection, options);
  onTestFinished(() => transport.close());
  return transport;
};
const secret = (): Request => ({ kind: 'read', path: join(folder, 'secret') });

describe('what only root may see', () => {
  test('is refused without sudo, and the way is named', async () => {
    const failure = bad(await ask(as('free', {}), secret()));
    expect(failure).toMatchObject({ outcome: 'permission', unblock: ['sudo'] });
  });

  test('is seen through sudo: files, folders, and what a program needs root for', async () => {
    const transport = as('free', { sudo: true });
    expect(text(good(await ask(transport, secret())).stdout)).toBe('for root alone\n');
    const stat: Request = { kind: 'stat', path: join(folder, 'secret') };
    expect(good(await ask(transport, stat)).json).toMatchObject({ size: 15, mode: 0o600 });
    const cat: Request = { kind: 'exec', argv: ['cat', join(folder, 'secret')] };
    expect(text(good(await ask(transport, cat)).stdout)).toBe('for root alone\n');
    const gone: Request = { kind: 'read', path: join(folder, 'gone') };
    expect(bad(await ask(transport, gone)).outcome).toBe('not-found');
  });

  test('is asked about as the user where that is enough', async () => {
    const reply = good(await ask(as('free', { sudo: true }), { kind: 'exec', argv: ['id', '-u'] }));
    expect(text(reply.stdout)).not.toBe('0\n');
  });

  test('takes a password once, over standard input alone', async () => {
    let times = 0;
    const given = async () => {
      times += 1;
      return password;
    };
    const transport = as('asked', { sudo: true, password: given });
    expect(text(good(await ask(transport, secret())).stdout)).toBe('for root alone\n');
    const processes: Request = { kind: 'exec', argv: ['ps', '-eo', 'args'] };
    expect(text(good(await ask(transport, processes)).stdout)).not.toContain(password);
    good(await ask(transport, { kind: 'stat', path: join(folder, 'secret') }));
    good(await ask(transport, secret()));
    expect(times).toBe(1);
  });

  test('is seen however long the password takes, and after one that was wrong', async () => {
    const answers = ['wrong', password];
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 2600));
      return answers.shift();
    };
    const transport = as('asked', { sudo: true, password: slow });
    const started = performance.now();
    // Longer than anything that has no answer is waited for.
    const cat: Request = { kind: 'exec', argv: ['cat', join(folder, 'secret')], timeoutMs: 5000 };
    expect(text(good(await ask(transport, cat)).stdout)).toBe('for root alone\n');
    expect(performance.now() - started).toBeGreaterThan(5000);
  });

  test('stays unseen with a wrong password, without one, and without the right', async () => {
    const again: boolean[] = [];
    const guess = async (isAgain: boolean) => {
      again.push(isAgain);
      return 'wrong';
    };
    const wrong = as('asked', { sudo: true, password: guess });
    const failure = bad(await ask(wrong, secret()));
    expect(failure).toMatchObject({ outcome: 'permission', unblock: ['sudo'] });
    expect(failure.detail).toMatch(/sudo did not take the password: .*3 incorrect/s);
    expect(again).toEqual([false, true, true]);
    const none = bad(await ask(as('asked', { sudo: true }), secret()));
    expect(none.detail).toMatch(/through sudo: .*a password is required/);
    const never = as('none', { sudo: true, password: async () => password });
    expect(bad(await ask(never, secret())).detail).toMatch(/not (allowed|in the sudoers)/);
  });
});

describe('what only root may change', () => {
  const handsOf = (right: Right, options: HostOptions) => {
    const shell = ['setpriv', `--reuid=${users[right].name}`, '--regid=65534', '--clear-groups'];
    const env = { PATH: process.env['PATH'] ?? '', HOME: '/home/of-the-user' };
    const connection = localConnection({ label: 'a host', env, shell: [...shell, 'sh', '-c'] });
    const host = sshHost(connection, options);
    onTestFinished(() => host.transport.close());
    return host.hands;
  };
  const never = new AbortController().signal;
  const write = async (): Promise<Change> => {
    const path = join(folder, `owned-${Math.random()}`);
    await writeFile(path, 'former\n', { mode: 0o640 });
    const sha256 = createHash('sha256').update('former\n').digest('hex');
    return { kind: 'write', path, content: 'new\n', expects: { sha256 } };
  };

  test('is refused without sudo, and stays', async () => {
    const change = await write();
    const reply = await handsOf('free', {}).change(change, never);
    expect(reply).toMatchObject({ failure: { outcome: 'permission', unblock: ['sudo'] } });
  });

  test('is changed through sudo, and stays of root', async () => {
    const change = await write();
    const hands = handsOf('free', { sudo: true });
    expect(await hands.change(change, never)).toEqual({ ok: true });
    const { path } = change as Extract<Change, { kind: 'write' }>;
    expect(await readFile(path, 'utf8')).toBe('new\n');
    expect(await stat(path)).toMatchObject({ uid: 0, gid: 0, mode: 0o100640 });
  });

  test('a program is run as the user, and as root only where it was refused', async () => {
    const hands = handsOf('free', { sudo: true });
    const said = async (argv: readonly string[]) => {
      const reply = await hands.change({ kind: 'run', argv }, never);
      return text(good(reply).stdout);
    };
    expect(await said(['sh', '-c', 'id -u'])).not.toBe('0\n');
    const secret = join(folder, 'secret');
    // Compose would take another home for another project.
    expect(await said(['sh', '-c', 'cat "$1" && echo "$HOME"', 'sh', secret])).toBe(
      'for root alone\n/home/of-the-user\n',
    );
  });
});

test('an engine that is closed to the user is asked through sudo, where that is allowed', async () => {
  const engine = await startEngine();
  if (!engine) throw new Error('no engine to ask');
  const docker = engine.socket;
  const version: Request = { kind: 'docker', method: 'GET', path: '/version' };
  expect(bad(await ask(as('free', { docker }), version))).toMatchObject({
    outcome: 'permission',
    unblock: ['docker-group', 'sudo'],
  });
  const reply = good(await ask(as('free', { docker, sudo: true }), version));
  expect([reply.status, reply.json]).toMatchObject([200, { Version: engine.version }]);
  const never = bad(await ask(as('none', { docker, sudo: true }), version));
  expect(never).toMatchObject({ outcome: 'permission' });
  expect(never.detail).toMatch(/through sudo: /);
});
