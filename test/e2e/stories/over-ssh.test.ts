import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engine, quiet } from '../../cli/fake-engine.ts';
import { startSshd, type Sshd } from '../../lab/sshd.ts';
import { openTerminal, program, type Opening, type Terminal } from '../terminal.ts';

// Real servers on loopback: the hosts are this machine, whose engine is a socket of the test's.

let one: Sshd;
let two: Sshd;
beforeAll(async () => {
  [one, two] = await Promise.all([startSshd(), startSshd()]);
}, 60_000);
afterAll(() => Promise.all([one.stop(), two.stop()]));

let open: Terminal | undefined;
afterEach(() => open?.close());

const to = ({ user, port }: Sshd) => `${user}@127.0.0.1:${port}`;

/** From a home that has the first server's key, and knows both servers. */
const start = async (args: readonly string[], opening: Opening = {}): Promise<Terminal> => {
  const terminal = await openTerminal(args, { ...opening, env: { HOME: one.home } });
  open = terminal;
  return terminal;
};

describe('several hosts', () => {
  it('stand in a list, each with what is known of it, and open with Enter', async () => {
    const { DOCKER_HOST } = await engine(quiet);
    const terminal = await start(['--docker', DOCKER_HOST, '-H', to(one), '-H', '127.0.0.1:1']);
    await terminal.sees('2 hosts', 30_000);
    await terminal.sees(/✓ \S+:\d+ +nothing known is wrong/, 30_000);
    const screen = await terminal.sees(/! 127\.0\.0\.1:1 +not reachable: /, 30_000);
    expect(screen).toMatch(/1 out of reach, 0 with a problem/);
    terminal.press('down');
    await terminal.sees(new RegExp(`❯ ✓ ${to(one)}`));
    terminal.press('enter');
    expect(await terminal.sees('Nothing known fits')).toContain(`deploy-doctor  ${to(one)}`);
    terminal.press('b');
    await terminal.sees('2 hosts');
    terminal.press('q');
    expect((await terminal.exit()).code).toBe(4);
  });
});

describe('a host that nobody knows', () => {
  it('is shown with its fingerprint, and Enter alone does not connect', async () => {
    const { DOCKER_HOST } = await engine(quiet);
    const terminal = await start(['--docker', DOCKER_HOST, '-H', to(two)]);
    const screen = await terminal.sees('Is this the right host?', 30_000);
    expect(screen).toContain(`[127.0.0.1]:${two.port}`);
    expect(screen).toMatch(/SHA256:[A-Za-z0-9+/]{43}/);
    await terminal.sees(/❯ No[^]*⏎ open/, 20_000);
    // A key that comes with the very frame that asks for it may be too early.
    for (let count = 0; count < 5; count += 1) {
      if (!terminal.screen().includes('not reachable: ')) terminal.press('enter');
      if (await terminal.sees('not reachable: ', 3000).catch(() => undefined)) break;
    }
    await terminal.sees('not reachable: ', 20_000);
    expect(await two.log()).not.toContain('Accepted');
    terminal.press('q');
    expect((await terminal.exit()).code).toBe(4);
  });
});

describe('a link that is lost', () => {
  it('says so, comes back, and keeps what was found', async () => {
    const { DOCKER_HOST } = await engine(quiet);
    const terminal = await start(['--docker', DOCKER_HOST, '-H', to(one)]);
    await terminal.sees('Nothing known fits', 30_000);
    await one.cut();
    await terminal.sees('link lost', 10_000);
    expect(terminal.screen()).toContain('Nothing known fits');
    await terminal.sees(/^(?![^]*link lost)[^]*Nothing known fits/, 30_000);
    terminal.press('q');
    expect((await terminal.exit()).code).toBe(0);
  });
});

describe('on the host itself', () => {
  it('the wizard is used through ssh, the link dies in the middle, and resume finds the session', async () => {
    const { DOCKER_HOST } = await engine(quiet);
    const state = path.join(one.folder, 'state');
    await rm(state, { recursive: true, force: true });
    await mkdir(state, { mode: 0o777 });
    const set = ['env', `XDG_STATE_HOME=${state}`, `DOCKER_HOST=${DOCKER_HOST}`, 'CI=false'];
    const there = (...args: string[]) =>
      [...set, 'LANG=C.UTF-8', process.execPath, program, ...args].join(' ');
    const ssh = (...args: string[]): readonly [string, ...string[]] => [
      'ssh',
      ...['-F', 'none', '-tt', '-i', path.join(one.home, '.ssh/id_ed25519')],
      ...['-o', `UserKnownHostsFile=${path.join(one.home, '.ssh/known_hosts')}`],
      ...['-p', String(one.port), `${one.user}@127.0.0.1`, there(...args)],
    ];
    const first = await start([], { argv: ssh() });
    await first.sees('Nothing known fits', 30_000);
    const events = async () => eventsIn(path.join(state, 'deploy-doctor/sessions'));
    // The client dies, as with the laptop that it runs on: the host only sees that nobody is there.
    process.kill(first.pid, 'SIGKILL');
    await expect
      .poll(async () => (await events()).at(-1), { timeout: 20_000 })
      .toMatchObject({ type: 'session.ended' });
    await first.close();
    const second = await start([], { argv: ssh('resume') });
    await second.sees('Nothing known fits', 30_000);
    const looks = async () => (await events()).filter(({ type }) => type === 'overview.read');
    await expect.poll(looks, { timeout: 20_000 }).toHaveLength(2);
    await second.sees('Nothing known fits');
    second.press('q');
    expect((await second.exit(30_000)).code).toBe(0);
    const [, id = ''] = /session (\S+);/.exec(second.scrollback()) ?? [];
    const all = await events();
    expect(all[0]).toMatchObject({ type: 'session.started', command: 'wizard', id });
    expect(all).toContainEqual(expect.objectContaining({ because: 'resumed' }));
  });
});

/** The events of the only session in a folder. */
const eventsIn = async (folder: string): Promise<readonly Record<string, unknown>[]> => {
  const [name = '', ...others] = (await readdir(folder)).filter((each) => each.endsWith('.jsonl'));
  expect(others).toEqual([]);
  const log = await readFile(path.join(folder, name), 'utf8');
  return log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
};
