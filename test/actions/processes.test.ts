import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeProcess } from '../../src/probes/reading/processes.ts';
import { callsOf, done, keepsItsWord, openStage, shown, type Stage } from './stage.ts';
import { tree } from './tree.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ DOCKER_HOST: 'unix:///nowhere/docker.sock' });
});
afterAll(() => stage.close());

async function start(script: string) {
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  const pid = Number(child.pid);
  const { since = '' } = await describeProcess(stage.context, pid);
  const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
  return { pid, since, exit, child };
}

describe('process.end', () => {
  const end = (given: Readonly<Record<string, unknown>>) => ({
    action: 'process.end',
    with: given,
  });

  test('ends the one that was meant, and once', async () => {
    const { pid, since, exit } = await start('echo ready; exec sleep 60');
    const preview = shown(await stage.preview(end({ pid, since })));
    expect(preview.shows[0]).toContain(`kill -TERM ${pid}   # pid ${pid} (sleep 60)`);
    expect(preview.irreversible).toMatch(/lost/);
    expect(await stage.undo(end({ pid, since }))).toMatchObject({
      irreversible: preview.irreversible,
    });
    done(await stage.apply(end({ pid, since })));
    expect(await exit).toEqual([null, 'SIGTERM']);
    expect(shown(await stage.preview(end({ pid, since }))).nothingToDo).toMatch(/has ended/);
    expect(done(await stage.apply(end({ pid, since }))).nothingToDo).toBe(true);
  });

  test('leaves one alone that was started at another time', async () => {
    const { pid, exit, child } = await start('echo ready; exec sleep 60');
    const since = '2020-01-01T00:00:00.000Z';
    expect(done(await stage.apply(end({ pid, since }))).nothingToDo).toBe(true);
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    child.kill('SIGKILL');
    expect(await exit).toEqual([null, 'SIGKILL']);
  });

  test('says so where it does not end', async () => {
    const { pid, since, child } = await start(
      'trap "" TERM; echo ready; while :; do sleep 1; done',
    );
    const result = await stage.apply(end({ pid, since, within: 1 }));
    expect(result).toMatchObject({ outcome: 'timeout', detail: expect.stringMatching(/TERM/) });
    done(await stage.apply(end({ pid, since, signal: 'KILL' })));
    child.unref();
  });
});

describe('process.wait', () => {
  test('waits for its end, and changes nothing', async () => {
    const { pid, since } = await start('echo ready; exec sleep 1');
    const wait = { action: 'process.wait', with: { pid, since } };
    expect(shown(await stage.preview(wait)).shows[0]).toMatch(/^wait until pid/);
    expect(callsOf(await stage.undo(wait))).toEqual([]);
    done(await stage.apply(wait));
    expect(done(await stage.apply(wait)).nothingToDo).toBe(true);
  });

  test('gives up in time', async () => {
    const { pid, since, child } = await start('echo ready; exec sleep 60');
    const wait = { action: 'process.wait', with: { pid, since, within: 1 } };
    expect(await stage.apply(wait)).toMatchObject({ outcome: 'timeout' });
    child.kill('SIGKILL');
  });
});

describe('project.lock', () => {
  const folders: string[] = [];
  afterAll(() => {
    for (const each of folders) rmSync(each, { recursive: true, force: true });
  });
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), 'dd-lock-'));
    folders.push(made);
    return made;
  };
  const lock = (at: string, who: string, more = {}) => ({
    action: 'project.lock',
    with: { folder: at, who, ...more },
  });

  test('is taken once, and given back', async () => {
    const at = folder();
    await keepsItsWord(stage, lock(at, 'ann'), () => tree(at));
  });

  test('is seen by the other operator, who changes nothing', async () => {
    const at = folder();
    done(await stage.apply(lock(at, 'ann')));
    const before = tree(at);
    for (const result of [
      await stage.preview(lock(at, 'bob')),
      await stage.apply(lock(at, 'bob')),
    ]) {
      expect(result).toMatchObject({
        detail: expect.stringMatching(/locked by ann since .*until/),
      });
    }
    const theirs = { action: 'project.unlock', with: { folder: at, who: 'bob' } };
    expect(await stage.apply(theirs)).toMatchObject({ outcome: 'unreadable' });
    expect(tree(at)).toEqual(before);
  });

  test('of nine at once, one gets it', async () => {
    const at = folder();
    const stages = await Promise.all(
      Array.from({ length: 9 }, () => openStage({ DOCKER_HOST: 'unix:///nowhere/docker.sock' })),
    );
    const results = await Promise.all(stages.map((each, n) => each.apply(lock(at, `op ${n}`))));
    expect(results.filter(({ outcome }) => outcome === 'found')).toHaveLength(1);
    await Promise.all(stages.map((each) => each.close()));
  });

  test('is taken over once it has run out', async () => {
    const at = folder();
    mkdirSync(join(at, '.deploy-doctor.lock'));
    const old = { who: 'ann', since: '2020-01-01T00:00:00Z', until: '2020-01-01T00:15:00Z' };
    writeFileSync(join(at, '.deploy-doctor.lock/owner'), JSON.stringify(old));
    expect(shown(await stage.preview(lock(at, 'bob'))).shows.join('\n')).toContain('run out');
    done(await stage.apply(lock(at, 'bob')));
    expect(readFileSync(join(at, '.deploy-doctor.lock/owner'), 'utf8')).toContain('bob');
  });

  test('stands elsewhere where the folder takes no file', async () => {
    const at = '/proc/sys/kernel';
    const preview = shown(await stage.preview(lock(at, 'ann')));
    expect(preview.nothingToDo).toBeUndefined();
    const [back] = callsOf(await stage.undo(lock(at, 'ann')));
    expect(done(await stage.apply(lock(at, 'ann'))).summary).toMatch(
      /\/lock\/deploy-doctor-|\/tmp\/deploy-doctor-/,
    );
    expect(await stage.preview(lock(at, 'bob'))).toMatchObject({ outcome: 'unreadable' });
    done(await stage.apply(back!));
  });
});
