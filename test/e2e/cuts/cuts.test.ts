import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../terminal.ts';

// The program is killed at every single event of a fix, and of its undo: before the event reaches
// the disk, and right after it. Whatever is left, `undo` names it and leads back to the former bytes.

type Ground = {
  readonly tree: string;
  readonly state: string;
  run(args: readonly string[], cut?: Cut): Promise<{ code: number; out: string; cutOff: boolean }>;
};
type Cut = { readonly at: number; readonly when: 'before' | 'after' };

let root = '';
let tried = 0;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'deploy-doctor-cuts-'));
  await mkdir(path.join(root, 'flows/script-cut'), { recursive: true });
  const flow = path.join(root, 'flows/script-cut/flow.yaml');
  await cp(path.join(import.meta.dirname, 'flow.yaml'), flow);
});
afterAll(async () => {
  console.log(`${tried} cuts tried`);
  await rm(root, { recursive: true, force: true });
});

let grounds = 0;
const ground = async (): Promise<Ground> => {
  grounds += 1;
  const home = path.join(root, String(grounds));
  const tree = path.join(home, 'tree');
  const state = path.join(home, 'state');
  await mkdir(tree, { recursive: true });
  await writeFile(path.join(tree, 'tool.sh'), '#!/bin/sh\necho hello\n');
  await chmod(path.join(tree, 'tool.sh'), 0o640);
  await writeFile(path.join(tree, '.env'), 'A=1\r\nWORD="Old-Harbour-17"\r\nB=2', { mode: 0o600 });
  return {
    tree,
    state,
    run: async (args, cut) => {
      const loaded = path.join(import.meta.dirname, 'cut-off.mjs');
      const made = await execa(process.execPath, [program, ...args, '--flows', `${root}/flows`], {
        cwd: home,
        reject: false,
        extendEnv: false,
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: home,
          XDG_STATE_HOME: state,
          DOCKER_HOST: 'unix:///nowhere/docker.sock',
          ...(cut && {
            NODE_OPTIONS: `--import ${loaded}`,
            CUT_AT: String(cut.at),
            CUT_WHEN: cut.when,
          }),
        },
      });
      const out = `${made.stdout}\n${made.stderr}`;
      return { code: made.exitCode ?? -1, out, cutOff: made.signal === 'SIGKILL' };
    },
  };
};

const fix = ({ tree }: Ground): readonly string[] => [
  ...['run', 'script-cut', '--fix', 'mend', '--yes', '--plain'],
  ...['-i', `file=${tree}/tool.sh`, '-i', `env-file=${tree}/.env`],
];

/** Everything of the folder that matters: names, bytes, modes. */
const picture = async ({ tree }: Ground): Promise<unknown> => {
  const names = (await readdir(tree)).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = path.join(tree, name);
      const { mode, uid, gid, mtimeMs } = await stat(file);
      return [name, await readFile(file, 'hex'), mode.toString(8), uid, gid, mtimeMs];
    }),
  );
};

/** Goes on with the session: what was cut off is named, done or not done, and nobody's lock stays. */
const resume = async (on: Ground): Promise<void> => {
  const { code, out } = await on.run(['resume', '--plain']);
  noSecret(out);
  expect(out).not.toContain('bug in deploy-doctor');
  expect(out).not.toContain('unknown:');
  expect([0, 1, 5], out).toContain(code);
};

/** Leads back whatever there is to lead back; says so where there is nothing. */
const settle = async (on: Ground): Promise<string> => {
  const { code, out } = await on.run(['undo', '--yes']);
  expect(out).not.toContain('bug in deploy-doctor');
  if (code === 2) {
    expect(out).toMatch(/No session changed anything|has nothing to take back/);
    return out;
  }
  expect(out).toContain('undone: all is as it was before the fix');
  expect(code).toBe(0);
  return out;
};

const noSecret = (out: string): void => {
  expect(out).not.toMatch(/Heron-Quarry|Old-Harbour/);
};

describe.each(['before', 'after'] as const)('killed %s an event is written', (when) => {
  it(
    'of a fix, undo brings the former bytes back, after a resume or without one',
    { timeout: 300_000 },
    async () => {
      for (let at = 1; ; at++) {
        const on = await ground();
        const before = await picture(on);
        const made = await on.run(fix(on), { at, when });
        noSecret(made.out);
        if (!made.cutOff) {
          expect(made.code).toBe(0);
          expect(at).toBeGreaterThan(9);
          break;
        }
        tried += 1;
        if (at % 2 === 0) await resume(on);
        noSecret(await settle(on));
        expect(await picture(on), `cut ${when} event ${at}`).toEqual(before);
        noSecret(await settle(on));
      }
    },
  );

  it('of a fix, the same fix brings it to its end', { timeout: 300_000 }, async () => {
    const whole = await ground();
    expect((await whole.run(fix(whole))).code).toBe(0);
    for (let at = 1; ; at++) {
      const on = await ground();
      const made = await on.run(fix(on), { at, when });
      if (!made.cutOff) break;
      tried += 1;
      // A lock that was left stands until its own session is gone on with.
      await resume(on);
      await on.run(fix(on));
      expect(await readFile(path.join(on.tree, '.env'), 'utf8')).toBe(
        await readFile(path.join(whole.tree, '.env'), 'utf8'),
      );
      expect((await stat(path.join(on.tree, 'tool.sh'))).mode & 0o777).toBe(0o751);
    }
  });

  it('of an undo, another undo goes on from there', { timeout: 300_000 }, async () => {
    for (let at = 1; ; at++) {
      const on = await ground();
      const before = await picture(on);
      expect((await on.run(fix(on))).code).toBe(0);
      const made = await on.run(['undo', '--yes'], { at, when });
      noSecret(made.out);
      if (!made.cutOff) {
        expect(at).toBeGreaterThan(10);
        break;
      }
      tried += 1;
      await settle(on);
      expect(await picture(on), `cut ${when} event ${at}`).toEqual(before);
    }
  });
});
