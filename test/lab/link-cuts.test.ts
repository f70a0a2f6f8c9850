import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { linkCutter, type Moment } from '../e2e/cuts/link-cutter.ts';
import { containerPicture } from './container-picture.ts';
import { startEngine } from './engine.ts';
import { farHost } from './far-host.ts';
import { loadFault } from './faults.ts';
import type { Ground } from './ground.ts';
import { askProgram } from './program.ts';
import { sql } from './shop.ts';
import { stage } from './stage.ts';

// The link to the host is cut at every single event of a fix of a role and of one of a container, and
// while Compose is at work. Whatever became of it is named, and `resume` or `undo` settles it.

const engine = await startEngine();
if (!engine) throw new Error('no engine');

let tried = 0;
afterAll(() => console.log(`${tried} cuts of the link tried`));

const roles = (ground: Ground): Promise<unknown> =>
  sql(ground, 'select rolname, rolcanlogin, rolpassword from pg_authid order by rolname');
/** What an undo makes again is another container, which is the same in all that was asked for. */
const application = async (ground: Ground): Promise<unknown> => {
  const { config } = (await containerPicture(ground, `${ground.name}-api-1`)) as {
    readonly config: { readonly Env: unknown; readonly Cmd: unknown };
  };
  return [config.Env, config.Cmd];
};

type Story = {
  readonly fault: string;
  readonly fix: string;
  readonly moment: Moment;
  readonly least: number;
  picture(ground: Ground): Promise<unknown>;
};
const postgres = { fault: 'p1000-auth/volume-keeps-old-password', fix: 'set-role-password' };
const compose = { fault: 'p1000-auth/container-is-stale', fix: 'recreate-app' };
/** Each cut is a whole fix and its way back: with LINK_CUTS=all a container's is cut as often, too. */
const isAll = process.env['LINK_CUTS'] === 'all';
const everyEvent: Story = { ...compose, moment: 'at-the-event', least: 9, picture: application };
const stories: readonly Story[] = [
  { ...postgres, moment: 'at-the-event', least: 9, picture: roles },
  ...(isAll ? [everyEvent] : []),
  { ...compose, moment: 'in-the-change', least: 2, picture: application },
];

test.each(stories)(
  'a link that is cut $moment of $fix',
  { timeout: 3_000_000 },
  async ({ fault, fix, moment, least, picture }) => {
    const named = await loadFault(fault);
    const { ground, asking } = await stage(engine, named);
    const far = await farHost(ground, asking);
    const cutter = await linkCutter(far.sshd);
    try {
      const known = join(far.sshd.home, '.ssh/known_hosts');
      const line = await readFile(known, 'utf8');
      await writeFile(known, line + line.replace(`]:${far.sshd.port} `, `]:${cutter.port} `));
      const host = ['--host', `${far.sshd.user}@${far.sshd.host}:${cutter.port}`, '--ssh', 'ssh2'];
      const inputs = { container: `${ground.name}-api-1`, ...asking.inputs };
      const ask = async (argv: readonly string[], at?: number) => {
        const isFix = argv[0] === 'run';
        const answer = await askProgram(
          ground,
          [...argv, '--plain'].slice(0, isFix ? undefined : -1),
          {
            ...(isFix && { inputs, args: [...(asking.args ?? []), ...host] }),
            env: { ...far.env, ...(at !== undefined && cutter.env(at, moment)) },
          },
        );
        const out = `${answer.stdout}\n${answer.stderr}`;
        expect(out).not.toContain('bug in deploy-doctor');
        for (const secret of named.fault.expect.absent ?? []) expect(out).not.toContain(secret);
        return { code: answer.exitCode, out };
      };
      const before = await picture(ground);
      for (let at = 1; ; at++) {
        const made = await ask(['run', named.flow, '--fix', fix, '--yes'], at);
        const about = `cut ${at}:\n${made.out}`;
        if (cutter.cuts() === 0) {
          expect(made.code, about).toBe(0);
          expect(at).toBeGreaterThan(least);
          break;
        }
        tried += 1;
        expect([0, 5], about).toContain(made.code);
        if (at % 2 === 1) {
          const resumed = await ask(['resume', '--plain']);
          expect(resumed.out, about).not.toContain('unknown:');
        }
        const undone = await ask(['undo', '--yes']);
        if (undone.code === 2)
          expect(undone.out).toMatch(/nothing to take back|No session changed/);
        else expect(undone.code, `${about}\n${undone.out}`).toBe(0);
        expect(await picture(ground), `${about}\n${undone.out}`).toEqual(before);
      }
    } finally {
      await cutter.close();
      await far.stop();
      await ground.close();
    }
  },
);
