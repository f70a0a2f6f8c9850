import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSshd, type Sshd } from '../../lab/sshd.ts';
import { program } from '../terminal.ts';
import { linkCutter, type LinkCutter, type Moment } from './link-cutter.ts';

// The link to the host is cut at every single event of a fix of files, and in each of its changes. The
// program makes it anew; what stands then is named, and `resume` or `undo` settles it.

let root = '';
let sshd: Sshd;
let cutter: LinkCutter;
let tried = 0;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'deploy-doctor-link-cuts-'));
  await mkdir(path.join(root, 'flows/script-cut'), { recursive: true });
  const flow = await readFile(path.join(import.meta.dirname, 'flow.yaml'), 'utf8');
  await writeFile(path.join(root, 'flows/script-cut/flow.yaml'), flow);
  sshd = await startSshd({ hostKeys: ['ed25519'] });
  cutter = await linkCutter(sshd);
  // The server is known by the port that is cut, too.
  const known = path.join(sshd.home, '.ssh/known_hosts');
  const line = await readFile(known, 'utf8');
  await writeFile(known, line + line.replace(`]:${sshd.port} `, `]:${cutter.port} `));
}, 120_000);
afterAll(async () => {
  console.log(`${tried} cuts of the link tried`);
  await cutter.close();
  await sshd.stop();
  await rm(root, { recursive: true, force: true });
});

let grounds = 0;
const ground = async () => {
  grounds += 1;
  const home = path.join(root, String(grounds));
  const tree = path.join(home, 'tree');
  await mkdir(tree, { recursive: true });
  await writeFile(path.join(tree, 'tool.sh'), '#!/bin/sh\necho hello\n');
  await chmod(path.join(tree, 'tool.sh'), 0o640);
  await writeFile(path.join(tree, '.env'), 'A=1\r\nWORD="Old-Harbour-17"\r\nB=2', { mode: 0o600 });
  const run = async (args: readonly string[], at?: number, moment: Moment = 'at-the-event') => {
    const made = await execa(process.execPath, [program, ...args, '--flows', `${root}/flows`], {
      cwd: home,
      reject: false,
      extendEnv: false,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: sshd.home,
        XDG_STATE_HOME: path.join(home, 'state'),
        ...(at !== undefined && cutter.env(at, moment)),
      },
    });
    const out = `${made.stdout}\n${made.stderr}`;
    expect(out).not.toContain('bug in deploy-doctor');
    expect(out).not.toMatch(/Heron-Quarry|Old-Harbour/);
    return { code: made.exitCode ?? -1, out };
  };
  const fix = [
    ...['run', 'script-cut', '--fix', 'mend', '--yes', '--plain'],
    ...['-i', `file=${tree}/tool.sh`, '-i', `env-file=${tree}/.env`],
    ...['--host', `${sshd.user}@${sshd.host}:${cutter.port}`],
  ];
  return { tree, run, fix };
};

/** Everything of the folder that matters: names, bytes, modes. */
const picture = async (tree: string): Promise<unknown> =>
  Promise.all(
    (await readdir(tree)).sort().map(async (name) => {
      const file = path.join(tree, name);
      const { mode, uid, gid, mtimeMs } = await stat(file);
      return [name, await readFile(file, 'hex'), mode.toString(8), uid, gid, mtimeMs];
    }),
  );

const mended = 'verified: look:';
const nothing = /has nothing to take back|No session changed anything/;

const moments: readonly (readonly [Moment, number])[] = [
  ['at-the-event', 12],
  ['in-the-change', 4],
];

it.each(moments)('a link that is cut %s', { timeout: 1_200_000 }, async (moment, least) => {
  for (let at = 1; ; at++) {
    const { tree, run, fix } = await ground();
    const before = await picture(tree);
    const made = await run(fix, at, moment);
    if (cutter.cuts() === 0) {
      expect(made.code, made.out).toBe(0);
      expect(at).toBeGreaterThan(least);
      break;
    }
    tried += 1;
    const about = `cut ${at}:\n${made.out}`;
    expect([0, 5], about).toContain(made.code);
    if (made.code === 0) expect(made.out, about).toContain(mended);
    // Either settles it: the one says how far it is, the other leads back.
    if (at % 2 === 1) {
      const resumed = await run(['resume', '--plain']);
      expect([0, 1, 5], `${about}\n${resumed.out}`).toContain(resumed.code);
      expect(resumed.out).not.toContain('unknown:');
    }
    const undone = await run(['undo', '--yes']);
    if (undone.code === 2) expect(undone.out).toMatch(nothing);
    else expect(undone, `${about}\n${undone.out}`).toMatchObject({ code: 0 });
    expect(await picture(tree), about).toEqual(before);
  }
});
