import { execa } from 'execa';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRoot } from '../../lab/folder.ts';
import { program } from '../terminal.ts';

// A disk that fills up in the middle of a fix: where the session is written, and where the file is.
// Real file systems of a few pages, which needs root.

let root = '';
const mounted: string[] = [];
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'deploy-doctor-full-'));
  await mkdir(path.join(root, 'flows/script-cut'), { recursive: true });
  const flow = await readFile(path.join(import.meta.dirname, 'flow.yaml'), 'utf8');
  await writeFile(path.join(root, 'flows/script-cut/flow.yaml'), flow);
});
afterAll(async () => {
  for (const at of mounted) await execa('umount', [at], { reject: false });
  await rm(root, { recursive: true, force: true });
});

const page = 4096;

const disk = async (name: string, bytes: number): Promise<string> => {
  const at = path.join(root, name);
  await mkdir(at, { recursive: true });
  await execa('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=755`, 'none', at]);
  mounted.push(at);
  return at;
};
const enlarge = (at: string) => execa('mount', ['-o', 'remount,size=16m', at]);

let grounds = 0;
const ground = async (state: string, within?: string) => {
  grounds += 1;
  const home = path.join(root, `home-${grounds}`);
  const tree = path.join(within ?? home, 'tree');
  await mkdir(home, { recursive: true });
  await mkdir(tree, { recursive: true });
  await writeFile(path.join(tree, 'tool.sh'), '#!/bin/sh\n', { mode: 0o640 });
  await writeFile(path.join(tree, '.env'), 'A=1\nWORD=old\n', { mode: 0o600 });
  const run = async (args: readonly string[]) => {
    const made = await execa(process.execPath, [program, ...args, '--flows', `${root}/flows`], {
      ...{ cwd: home, reject: false, extendEnv: false },
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        XDG_STATE_HOME: state,
        DOCKER_HOST: 'unix:///nowhere/docker.sock',
      },
    });
    const out = `${made.stdout}\n${made.stderr}`;
    expect(out).not.toContain('bug in deploy-doctor');
    return { code: made.exitCode ?? -1, out };
  };
  const fix = () =>
    run([
      ...['run', 'script-cut', '--fix', 'mend', '--yes', '--plain'],
      ...['-i', `file=${tree}/tool.sh`, '-i', `env-file=${tree}/.env`],
    ]);
  return { tree, run, fix };
};

const picture = async (tree: string): Promise<unknown> =>
  Promise.all(
    (await readdir(tree)).sort().map(async (name) => {
      const file = path.join(tree, name);
      const { mode, mtimeMs } = await stat(file);
      return [name, await readFile(file, 'hex'), mode.toString(8), mtimeMs];
    }),
  );

describe.skipIf(!isRoot)('a disk that is full', () => {
  it(
    'of the operator: nothing is changed that could not be taken back',
    { timeout: 600_000 },
    async () => {
      const whole = await ground(path.join(root, 'state-whole'));
      expect((await whole.fix()).code).toBe(0);
      const sessions = path.join(root, 'state-whole/deploy-doctor/sessions');
      const [name = ''] = (await readdir(sessions)).filter((each) => each.endsWith('.jsonl'));
      const log = await readFile(path.join(sessions, name), 'utf8');
      const from = Math.floor(log.indexOf('{"type":"fix.chosen"') / page);
      const to = Math.ceil(log.length / page);
      let stopped = 0;
      // The key, the way back and two folders take pages of their own.
      for (let pages = from; pages <= to + 2; pages++) {
        const state = await disk(`state-${pages}`, pages * page);
        const on = await ground(state);
        const before = await picture(on.tree);
        const made = await on.fix();
        if (made.code === 5) stopped += 1;
        await enlarge(state);
        const undone = await on.run(['undo', '--yes']);
        if (undone.code === 2)
          expect(undone.out).toMatch(/nothing to take back|No session changed/);
        else expect(undone.code, `${pages} pages: ${made.out}\n${undone.out}`).toBe(0);
        expect(await picture(on.tree), `${pages} pages: ${made.out}`).toEqual(before);
      }
      console.log(
        `${to + 3 - from} sizes of a full disk tried, ${stopped} of them stopped the fix`,
      );
      expect(stopped).toBeGreaterThan(1);
    },
  );

  it(
    'of the target: the former file stays, and nothing beside it',
    { timeout: 120_000 },
    async () => {
      const at = await disk('target', 16 * page);
      const on = await ground(path.join(root, 'state-target'), at);
      // What is left takes the names of a new file, and none of its bytes.
      await writeFile(path.join(at, 'filler'), Buffer.alloc(16 * page)).catch(() => undefined);
      const before = await picture(on.tree);
      const made = await on.fix();
      expect(made.out).toMatch(/No space left on device/);
      expect(made.code).toBe(5);
      expect(await picture(on.tree)).toEqual(before);
      await rm(path.join(at, 'filler'));
      expect((await on.fix()).code).toBe(0);
    },
  );
});
