import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { engine, oneBreaks, quiet } from './fake-engine.ts';
import { ask, program, scratch } from './program.ts';

const dead = { DOCKER_HOST: 'unix:///no/such/docker.sock' };

test('a machine on which nothing is known to be wrong exits 0 and says what does not apply', async () => {
  const { asked: _, ...env } = await engine(quiet);
  const { stdout, stderr, exitCode } = await ask(['triage', '--plain'], { env });
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  expect(stdout).toMatch(/^looked over 0 containers, docker 20.10.24 /);
  expect(stdout).toContain('\nnothing known to be wrong on this machine\n');
  expect(stdout).toContain('\nnot-applicable: text-file-busy: ');
});

/** Where the docker program is, that nobody answers is a finding; where it is not, nothing is known. */
const exitOf = (stdout: string): number => (stdout.includes('daemon-not-running') ? 1 : 3);

test('an engine that is away leaves every flow open that needs it, and its words are shown', async () => {
  const { stdout, exitCode } = await ask(['triage', '--json'], { env: dead });
  const { command, targets } = JSON.parse(stdout);
  const [{ error, results }] = targets;
  const own = results.filter(({ flow }: { flow: string }) => flow === 'docker-permission');
  const unseen = { outcome: 'inconclusive', diagnosis: null };
  const away = { outcome: 'diagnosed', diagnosis: 'daemon-not-running' };
  expect(own).toMatchObject([exitCode === 1 ? away : unseen]);
  expect({ command, exitCode, error }).toEqual({
    command: 'triage',
    exitCode: exitOf(JSON.stringify(own)),
    error: null,
  });
  const others = results.filter(({ flow }: { flow: string }) => flow !== 'docker-permission');
  expect(others.length).toBeGreaterThan(1);
  for (const { outcome, blind } of others) {
    expect(outcome).toBe('inconclusive');
    expect(blind[0].detail).toContain('/no/such/docker.sock');
  }
});

test('an engine that answers in another form is not understood, which is no bug of ours', async () => {
  const odd = {
    Id: 'a'.repeat(64),
    Names: ['/x'],
    Image: 'i',
    State: 'stopping',
    Status: '',
    Created: 1,
  };
  for (const list of [[odd], { message: 'hello' }, 'nonsense']) {
    const { asked: _, ...env } = await engine({ ...quiet, '/containers/json': list });
    const { stdout, exitCode } = await ask(['triage', '--plain'], { env });
    expect(exitCode).toBe(3);
    expect(stdout).toContain('inconclusive: list of containers could not be looked at');
  }
});

test('a flow that is asked for by name is not said to be healthy where nothing can be seen', async () => {
  const { stdout, exitCode } = await ask(['run', 'text-file-busy', '--json'], { env: dead });
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout).targets[0].results).toMatchObject([
    { flow: 'text-file-busy', outcome: 'inconclusive' },
  ]);
});

describe('an engine that does not answer', () => {
  test('is given up at the deadline, and nothing is called healthy', async () => {
    const { asked: _, ...env } = await engine({});
    const { stdout, exitCode } = await ask(['triage', '--plain', '--deadline', '0.5'], { env });
    expect(exitCode).toBe(3);
    expect(stdout).toContain('its 0.5 s were over; give it more with --deadline');
    expect(stdout).toContain('not looked into: ');
    expect(stdout).not.toMatch(/healthy|not-applicable|nothing known/);
  });

  test('is given up after --timeout', async () => {
    const { asked: _, ...env } = await engine({});
    const started = performance.now();
    const { stdout, exitCode } = await ask(['triage', '--plain', '--timeout', '0.5'], { env });
    expect(exitCode).toBe(3);
    expect(stdout).toContain('to see it, give more time with --timeout');
    // Its own limit is ten seconds.
    expect(performance.now() - started).toBeLessThan(9000);
  });

  test('is left at once by an interruption, with exit code 130 and no document', async () => {
    const { asked, ...env } = await engine({});
    const running = execa(process.execPath, [program, 'triage', '--json'], {
      env: { ...env, HOME: scratch() },
      reject: false,
    });
    await expect.poll(() => asked.length, { timeout: 20_000 }).toBeGreaterThan(0);
    running.kill('SIGINT');
    const { stdout, stderr, exitCode } = await running;
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 130 });
    expect(stderr).toContain('interrupted before the look was over');
  });
});

describe('a bug in one run', () => {
  const broken = async () => {
    const { asked: _, ...env } = await engine(oneBreaks);
    const state = scratch();
    const NODE_OPTIONS = `--require ${path.join(import.meta.dirname, 'breaks.cjs')}`;
    return { state, env: { ...env, NODE_OPTIONS, XDG_STATE_HOME: state } };
  };

  test('leaves the findings of the others in the text, and exits 70', async () => {
    const { env } = await broken();
    const { stdout, stderr, exitCode } = await ask(['triage', '--plain'], { env });
    expect(exitCode).toBe(70);
    expect(stdout).toContain('The check needs a shell that a does not have');
    expect(stdout).toMatch(/could not see: health \(unreadable\): .*the invariant that broke/);
    expect(stderr).toContain('this is a bug in deploy-doctor, not a finding: the invariant');
  });

  test('leaves the document whole, and the journal', async () => {
    const { env, state } = await broken();
    const { stdout, stderr, exitCode } = await ask(['triage', '--json'], { env });
    expect(exitCode).toBe(70);
    expect(stderr).toContain('the invariant that broke');
    const [{ results }] = JSON.parse(stdout).targets;
    expect(results.slice(0, 2)).toMatchObject([
      { diagnosis: 'no-shell', confidence: 'confirmed', inputs: { container: 'a' } },
      { outcome: 'inconclusive', ruledOut: [], inputs: { container: 'b' } },
    ]);
    const folder = path.join(state, 'deploy-doctor/sessions');
    const file = readdirSync(folder).find((name) => name.endsWith('.jsonl')) ?? '';
    const events = readFileSync(path.join(folder, file), 'utf8').trim().split('\n');
    const types = events.map((line) => JSON.parse(line).type);
    const ended = (line: string) => /"type":"run.ended".*"health-check-fails@/.test(line);
    expect(events.filter(ended)).toHaveLength(2);
    expect(types.at(-1)).toBe('session.ended');
  });
});

describe('a session', () => {
  test('stands in its folder for the owner alone, and is the one that the document names', async () => {
    const state = scratch();
    const { stdout } = await ask(['triage', '--json'], { env: { ...dead, XDG_STATE_HOME: state } });
    const folder = path.join(state, 'deploy-doctor/sessions');
    const { session } = JSON.parse(stdout);
    expect(readdirSync(folder).sort()).toEqual([`${session}.jsonl`, `${session}.key`]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(folder, `${session}.jsonl`)).mode & 0o777).toBe(0o600);
    const [first, ...rest] = readFileSync(path.join(folder, `${session}.jsonl`), 'utf8')
      .trim()
      .split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ type: 'session.started', command: 'triage' });
    expect(JSON.parse(rest.at(-1) ?? '')).toMatchObject({ type: 'session.ended' });
  });

  test('that cannot be kept is no reason not to look', async () => {
    const state = path.join(scratch(), 'file');
    writeFileSync(state, '');
    const { stdout, stderr, exitCode } = await ask(['triage', '--json'], {
      env: { ...dead, XDG_STATE_HOME: state },
    });
    expect(stderr).toMatch(/^The session is not kept on disk: .*ENOTDIR/);
    expect(JSON.parse(stdout).targets).toHaveLength(1);
    expect(exitCode).toBe(exitOf(stdout));
  });
});

describe('a report', () => {
  test('is written beside the answer, for the owner alone', async () => {
    const cwd = scratch();
    const { stdout, stderr } = await ask(
      ['triage', '--json', '--report', 'md', '--out', 'incident.md'],
      { cwd, env: dead },
    );
    const file = path.join(cwd, 'incident.md');
    expect(readFileSync(file, 'utf8')).toMatch(/^# Incident report\n/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(stderr).toContain(`The report is in ${file}.`);
    expect(JSON.parse(stdout).schemaVersion).toBe(1);
  });

  test('that cannot be written is refused before anything is looked at', async () => {
    const { stdout, stderr, exitCode } = await ask(
      ['triage', '--report', 'md', '--out', '/no/such/folder/x.md'],
      { env: dead },
    );
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain('Cannot write the report: ENOENT');
  });
});

test('--plain alone is triage in lines', async () => {
  const { stdout, exitCode } = await ask(['--plain'], { env: dead });
  expect(exitCode).toBe(exitOf(stdout));
  expect(stdout).toContain('not looked into: ');
});
