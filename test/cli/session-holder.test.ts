import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { onTestFinished, describe, expect, it } from 'vitest';
import { openTerminal } from '../e2e/terminal.ts';
import { engine, quiet } from './fake-engine.ts';
import { ask, scratch } from './program.ts';

// Real programs on one folder of sessions: the first has one open, the second wants it.
const placed = async () => {
  const state = scratch();
  const { DOCKER_HOST } = await engine(quiet);
  const env = { XDG_STATE_HOME: state, DOCKER_HOST, LANG: 'C.UTF-8', CI: 'false' };
  const folder = path.join(state, 'deploy-doctor/sessions');
  const names = (ending: string) => readdirSync(folder).filter((name) => name.endsWith(ending));
  return { env, folder, names };
};

const holder = path.join(import.meta.dirname, '../../src/cli/session-holder.ts');

/** Another process that wants it, and has it until it is released. */
const want = (state: string, id: string) => {
  const script = `import(${JSON.stringify(holder)}).then(({ holdSession }) => {
    try {
      holdSession({ env: { XDG_STATE_HOME: ${JSON.stringify(state)} }, home: '' }, '${id}');
      console.log('held');
    } catch (error) {
      console.log(error.name === 'UserError' ? 'refused' : String(error));
    }
    process.stdin.resume();
  })`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const answer = new Promise<string>((resolve) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
  const release = async () => {
    child.stdin.end();
    await ended;
  };
  return { answer, release };
};

describe('a session that is open', () => {
  it('is not opened by a second program, which names the first and changes nothing', async () => {
    const { env, folder, names } = await placed();
    const first = await openTerminal([], { env });
    onTestFinished(() => first.close());
    await first.sees('Nothing known fits', 30_000);
    const [log = ''] = names('.jsonl');
    const id = log.replace('.jsonl', '');
    const before = readFileSync(path.join(folder, log), 'utf8');

    for (const argv of [['resume'], ['resume', id, '--json'], ['undo', id, '--yes']]) {
      const second = await ask(argv, { env });
      expect(second.exitCode, argv.join(' ')).toBe(2);
      expect(second.stderr).toContain(
        `The session ${id} is open in another deploy-doctor: process`,
      );
      expect(second.stderr).toContain(`process ${first.pid}, since 20`);
      expect(second.stdout).toBe('');
    }
    expect(readFileSync(path.join(folder, log), 'utf8')).toBe(before);
    const list = await ask(['sessions'], { env });
    expect(list.stdout).toContain(`open in process ${first.pid}`);

    first.press('q');
    expect((await first.exit()).code).toBe(0);
    expect(names('.lock')).toEqual([]);
    expect((await ask(['resume', id, '--json'], { env })).exitCode).toBe(0);
    expect(names('.lock')).toEqual([]);
  }, 120_000);

  it('is free again once its program was killed', async () => {
    const { env, names } = await placed();
    const first = await openTerminal([], { env });
    await first.sees('Nothing known fits', 30_000);
    process.kill(first.pid, 'SIGKILL');
    await first.exit();
    await first.close();
    expect(names('.lock')).toHaveLength(1);
    const [log = ''] = names('.jsonl');
    const list = await ask(['sessions'], { env });
    expect(list.stdout).toContain('cut off');
    const second = await ask(['resume', log.replace('.jsonl', ''), '--json'], { env });
    expect(second.exitCode, second.stderr).toBe(0);
    expect(names('.lock')).toEqual([]);
  }, 120_000);

  it('is wanted by six at once, and had by one, where a killed program left its mark', async () => {
    const { env, folder } = await placed();
    mkdirSync(folder, { recursive: true });
    // The number of a process that runs, and that is another one since.
    const started = { pid: process.pid, started: '1', host: hostname() };
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const namespace = readlinkSync('/proc/self/ns/pid');
    writeFileSync(path.join(folder, 'one.lock'), JSON.stringify({ ...started, boot, namespace }));
    const wanting = Array.from({ length: 6 }, () => want(env.XDG_STATE_HOME, 'one'));
    const answers = await Promise.all(wanting.map(({ answer }) => answer));
    expect(answers.sort()).toEqual(['held', ...Array<string>(5).fill('refused')]);
    expect(readdirSync(folder)).toEqual(['one.lock']);
    for (const { release } of wanting) await release();
    expect(readdirSync(folder)).toEqual([]);
  }, 120_000);

  it('elsewhere is left alone: whether that program runs cannot be seen from here', async () => {
    const { env, folder, names } = await placed();
    expect((await ask(['triage', '--json'], { env })).exitCode).toBe(0);
    const id = (names('.jsonl')[0] ?? '').replace('.jsonl', '');
    const file = path.join(folder, `${id}.lock`);
    const there = { pid: 1, boot: 'b', host: 'web-7' };
    writeFileSync(file, JSON.stringify(there));
    const second = await ask(['resume', id, '--json'], { env });
    expect(second.exitCode).toBe(2);
    expect(second.stderr).toContain('process 1 on web-7, since 20');
    expect(second.stderr).toContain(`remove ${file}`);
    writeFileSync(file, JSON.stringify({ ...there, host: hostname() }));
    expect((await ask(['resume', id, '--json'], { env })).exitCode).toBe(0);
  }, 120_000);
});
