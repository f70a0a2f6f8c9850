import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSshd, type Sshd } from '../lab/sshd.ts';
import { engine, quiet } from './fake-engine.ts';
import { ask, program, scratch } from './program.ts';

// Over a real sshd on loopback: the host is this machine, whose engine is a socket of the test's.

let host: Sshd;
beforeAll(async () => {
  host = await startSshd();
}, 60_000);
afterAll(() => host.stop());

const to = ({ user, port }: Sshd) => `${user}@127.0.0.1:${port}`;

/** What the program answers for whoever has the keys of that home. */
const askFrom = async (home: string, args: readonly string[]) => {
  const running = await execa(process.execPath, [program, ...args], {
    ...{ input: '', cwd: scratch(), extendEnv: false, reject: false, stripFinalNewline: false },
    env: { PATH: process.env['PATH'] ?? '', HOME: home, XDG_STATE_HOME: scratch() },
  });
  return running;
};

const unhealthy = {
  ...quiet,
  '/containers/json': [
    {
      ...{ Id: 'a'.repeat(64), Names: ['/shop-web-1'], Image: 'shop/web:1', State: 'running' },
      ...{ Status: 'Up 3 hours (unhealthy)', Created: 1, Labels: {} },
    },
  ],
};

describe('a host over ssh', () => {
  test('is looked at as if the program ran there', async () => {
    const { DOCKER_HOST } = await engine(quiet);
    const args = ['triage', '--json', '--docker', DOCKER_HOST];
    const there = await askFrom(host.home, [...args, '-H', to(host)]);
    const here = await askFrom(host.home, args);
    const [remote] = JSON.parse(there.stdout).targets;
    const [local] = JSON.parse(here.stdout).targets;
    expect(remote.target).toEqual({ label: to(host), kind: 'ssh' });
    expect(remote.error).toBe(null);
    expect(JSON.stringify(remote.results)).toBe(JSON.stringify(local.results));
    expect(there.exitCode).toBe(here.exitCode);
    expect(there.exitCode).toBe(0);
  });

  test('whose key nobody knows is refused where nobody can be asked, with exit code 4', async () => {
    const { stdout, stderr, exitCode } = await ask(['triage', '--json', '-H', to(host)]);
    const [target] = JSON.parse(stdout).targets;
    expect(target).toMatchObject({ error: { kind: 'host-key' }, results: [] });
    expect(target.error.message).toMatch(/SHA256:\S+.*known_hosts/);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 4 });
  });

  test('that asks for a password is refused where nobody can be asked, with exit code 4', async () => {
    const home = scratch();
    await execa('mkdir', ['-p', path.join(home, '.ssh')]);
    const known = readFileSync(path.join(host.home, '.ssh/known_hosts'), 'utf8');
    writeFileSync(path.join(home, '.ssh/known_hosts'), known);
    const { stdout, exitCode } = await askFrom(home, ['triage', '--json', '-H', to(host)]);
    const [target] = JSON.parse(stdout).targets;
    expect(target.error.kind).toBe('authentication');
    expect(exitCode).toBe(4);
  });
});

describe('several hosts', () => {
  test('stand in one document, sorted, and one out of reach spoils no other', async () => {
    const { DOCKER_HOST } = await engine(quiet);
    const args = ['triage', '--json', '--docker', DOCKER_HOST, '-H', '127.0.0.1:1', '-H', to(host)];
    const { stdout, exitCode } = await askFrom(host.home, args);
    const { targets } = JSON.parse(stdout);
    expect(targets).toMatchObject([
      { target: { label: '127.0.0.1:1' }, error: { kind: 'refused' }, results: [] },
      { target: { label: to(host) }, error: null },
    ]);
    expect(targets[1].results.length).toBeGreaterThan(1);
    expect(exitCode).toBe(4);
  });

  test('are told one after the other in lines, from a list', async () => {
    const { DOCKER_HOST } = await engine(quiet);
    const list = path.join(scratch(), 'hosts');
    writeFileSync(list, `# the shop\n${to(host)}\n127.0.0.1:1 # gone\n`);
    const { stdout } = await askFrom(host.home, [
      ...['triage', '--plain', '--docker', DOCKER_HOST],
      ...['--hosts-from', list],
    ]);
    expect(stdout).toContain('== 127.0.0.1:1 ==\n127.0.0.1:1 could not be reached\n');
    expect(stdout).toContain(`== ${to(host)} ==\nnothing known to be wrong on ${to(host)}\n`);
  });
});

describe('a session', () => {
  const sessionOf = (state: string) => {
    const folder = path.join(state, 'deploy-doctor/sessions');
    const [name = ''] = readdirSync(folder).filter((each) => each.endsWith('.jsonl'));
    return { id: name.replace('.jsonl', ''), file: path.join(folder, name) };
  };

  test('that was cut off is found, and gone on with in its own file', async () => {
    const { DOCKER_HOST } = await engine(unhealthy);
    const state = scratch();
    const env = { XDG_STATE_HOME: state };
    const run = ['triage', '--json', '--docker', DOCKER_HOST, '--timeout', '1'];
    const running = execa(process.execPath, [program, ...run], {
      ...{ input: '', extendEnv: false, reject: false },
      env: { PATH: process.env['PATH'] ?? '', HOME: scratch(), ...env },
    });
    await expect
      .poll(
        () => {
          try {
            return readFileSync(sessionOf(state).file, 'utf8');
          } catch {
            return '';
          }
        },
        { timeout: 20_000 },
      )
      .toContain('run.started');
    running.kill('SIGKILL');
    await running;
    const { id, file } = sessionOf(state);
    appendFileSync(file, '{"type":"probe.fin');
    const before = readFileSync(file, 'utf8').split('\n').slice(0, -1);

    const list = await ask(['sessions', '--json'], { env });
    expect(JSON.parse(list.stdout).sessions).toMatchObject([
      { session: id, command: 'triage', targets: ['this machine'], ended: false, broken: null },
    ]);
    const lines = await ask(['sessions'], { env });
    expect(lines.stdout).toMatch(new RegExp(`^${id} +triage +this machine .*cut off\\n$`));

    const { stdout, stderr } = await ask(['resume', '--json'], { env });
    const document = JSON.parse(stdout);
    expect({ session: document.session, stderr }).toEqual({ session: id, stderr: '' });
    expect(document.targets[0].results[0]).toMatchObject({ flow: 'health-check-fails' });
    const after = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(after.slice(0, before.length)).toEqual(before);
    const events = after.map((line) => JSON.parse(line));
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'epoch.started', because: 'resumed' }),
    );
    expect(events.at(-1).type).toBe('session.ended');
  });

  test('that is not there, or holds a broken line, is told in one message', async () => {
    const state = scratch();
    const env = { XDG_STATE_HOME: state };
    expect((await ask(['resume'], { env })).stderr).toContain('No session is recorded yet.');
    await ask(['triage', '--json'], { env: { ...env, DOCKER_HOST: 'unix:///no/such.sock' } });
    const { id, file } = sessionOf(state);
    const unknown = await ask(['resume', `${id}x`], { env });
    expect(unknown).toMatchObject({ stdout: '', exitCode: 2 });
    expect(unknown.stderr).toContain(`There is no session \`${id}x\`. Did you mean \`${id}\`?`);
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [lines[0], '{"type": 7}', ...lines.slice(1)].join('\n'));
    const broken = await ask(['resume', '--json'], { env });
    expect(broken).toMatchObject({ stdout: '', exitCode: 2 });
    expect(broken.stderr).toContain(`${file}:2: this line of the session log is broken`);
    expect((await ask(['sessions'], { env })).stdout).toContain(`${id}  broken: `);
  });

  test('over ssh is gone on with over ssh', async () => {
    const { DOCKER_HOST } = await engine(quiet);
    const env = { PATH: process.env['PATH'] ?? '', HOME: host.home, XDG_STATE_HOME: scratch() };
    const call = (args: readonly string[]) =>
      execa(process.execPath, [program, ...args], {
        ...{ input: '', extendEnv: false, reject: false, env },
      });
    const first = await call(['triage', '--json', '--docker', DOCKER_HOST, '-H', to(host)]);
    const second = await call(['resume', '--json']);
    const [[before], [after]] = [first, second].map(({ stdout }) => JSON.parse(stdout).targets);
    expect(after.target).toEqual({ label: to(host), kind: 'ssh' });
    expect(after.error).toBe(null);
    expect(after.results).toEqual(before.results);
  });

  test('of a flow that has changed says so', async () => {
    const { DOCKER_HOST } = await engine(unhealthy);
    const env = { XDG_STATE_HOME: scratch() };
    const args = ['triage', '--json', '--docker', DOCKER_HOST, '--timeout', '1'];
    await ask(args, { env });
    const { file } = sessionOf(env.XDG_STATE_HOME);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll(/"flowHash":"[^"]+"/g, '"flowHash":"other"'));
    const { stdout, stderr } = await ask(['resume', '--json'], { env });
    expect(stderr).toContain('Changed since the session was recorded: health-check-fails');
    const flows = JSON.parse(stdout).targets[0].results.map(({ flow }: { flow: string }) => flow);
    expect(flows.filter((flow: string) => flow === 'health-check-fails')).toHaveLength(1);
  });
});
