import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { revertFolder } from '../../src/actions/planning/revert-place.ts';
import { callsOf, done, keepsItsWord, openStage, shown, type Stage } from './stage.ts';

// What the target takes back by itself, on this machine: armed, called off, or carried out.

let stage: Stage;
let folder = '';
beforeAll(async () => {
  stage = await openStage({ DOCKER_HOST: 'unix:///nowhere/docker.sock' });
  folder = mkdtempSync(join(tmpdir(), 'dd-revert-'));
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

const names: string[] = [];
const named = (): string => {
  const name = `test-${process.pid}-${names.length}`;
  names.push(name);
  return name;
};
const arm = (name: string, seconds: number, argv: readonly string[]) => ({
  action: 'revert.arm',
  with: { name, seconds, argv },
});
const disarm = (name: string) => ({ action: 'revert.disarm', with: { name } });

test('is armed once, and called off again: nothing stays', async () => {
  const name = named();
  const place = revertFolder(name);
  const there = () => (existsSync(place) ? readdirSync(place).sort() : 'absent');
  await keepsItsWord(stage, arm(name, 60, ['touch', join(folder, 'never')]), there);
  expect(existsSync(join(folder, 'never'))).toBe(false);
});

test('is carried out where nobody calls it off, and tells how it ended', async () => {
  const name = named();
  const made = join(folder, "with a blank and a '");
  done(await stage.apply(arm(name, 1, ['sh', '-c', 'echo back again; : >"$1"', 'sh', made])));
  await expect.poll(() => existsSync(made), { timeout: 20_000 }).toBe(true);
  const { summary } = done(await stage.apply(disarm(name)));
  expect(summary).toBe('The target took it back by itself: back again.');
  expect(existsSync(revertFolder(name))).toBe(false);
  expect(shown(await stage.preview(disarm(name))).nothingToDo).toBe('nothing is armed');
});

test('that failed is told with its words', async () => {
  const name = named();
  done(await stage.apply(arm(name, 1, ['sh', '-c', 'echo no such network >&2; exit 3'])));
  await expect
    .poll(() => existsSync(join(revertFolder(name), 'status')), { timeout: 20_000 })
    .toBe(true);
  expect(await stage.apply(disarm(name))).toMatchObject({
    detail: 'it ended with 3: no such network',
  });
  expect(existsSync(revertFolder(name))).toBe(false);
});

test('of a program that is not there is not armed', async () => {
  const name = named();
  const call = arm(name, 60, ['no-such-program']);
  expect(await stage.apply(call)).toMatchObject({ detail: 'no-such-program: not found' });
  expect(existsSync(revertFolder(name))).toBe(false);
  expect(callsOf(await stage.undo(call))).toHaveLength(1);
});
