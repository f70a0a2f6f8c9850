import { describe, expect, test } from 'vitest';
import { containerPicture } from './container-picture.ts';
import { startEngine } from './engine.ts';
import type { Ground } from './ground.ts';
import { loadFault } from './faults.ts';
import { askProgram, type Answer } from './program.ts';
import { sql } from './shop.ts';
import { stage } from './stage.ts';

// Fixes of the flows on a real engine: a plan changes nothing, applying cures, a second time there is
// nothing to do, undo gives back what was there, and an undo is not undone.

const engine = await startEngine();
if (!engine) throw new Error('no engine');

type Story = {
  readonly fault: string;
  readonly fix: string;
  /** Everything that the fix may change. */
  picture(ground: Ground): Promise<unknown>;
};

const roles = async (ground: Ground): Promise<unknown> =>
  sql(ground, 'select rolname, rolcanlogin, rolpassword from pg_authid order by rolname');

type Picture = {
  readonly host: { readonly Binds: readonly string[] | null };
  readonly mounts: readonly string[];
};

/** An anonymous volume is handed on by its name: it then stands among the binds, and is the same. */
const application = async (ground: Ground): Promise<unknown> => {
  const picture = (await containerPicture(ground, `${ground.name}-api-1`)) as Picture;
  const binds = (picture.host.Binds ?? []).filter((bind) => !/^[0-9a-f]{64}:/.test(bind));
  return {
    ...picture,
    host: { ...picture.host, Binds: binds },
    mounts: picture.mounts.map((mount) => mount.replace(/"Mode":"z?",/, '')),
  };
};
const both = async (ground: Ground): Promise<unknown> => [
  await roles(ground),
  await application(ground),
  await containerPicture(ground, `${ground.name}-db-1`),
];

const stories: readonly Story[] = [
  {
    fault: 'p1000-auth/volume-keeps-old-password',
    fix: 'set-role-password',
    picture: both,
  },
  { fault: 'p1000-auth/role-missing', fix: 'create-role', picture: both },
  { fault: 'p1000-auth/container-is-stale', fix: 'recreate-app', picture: application },
];

type Fixed = {
  readonly applied: boolean;
  readonly verified: boolean;
  readonly undone: boolean;
  readonly because: string;
  readonly preview: readonly string[];
};

const resultOf = ({ document, stdout, stderr }: Answer) => {
  const [target] = document?.targets ?? [];
  const [result] = target?.results ?? [];
  if (!result) throw new Error(`no result:\n${stdout}\n${stderr}`);
  return result as typeof result & { readonly fix: Fixed | null; readonly diagnosis?: string };
};

describe.each(stories)('$fault: $fix', ({ fault: id, fix, picture }) => {
  test('plans, cures, and is taken back', { timeout: 300_000 }, async () => {
    const named = await loadFault(id);
    const { ground, asking } = await stage(engine, named);
    const subject = { container: `${ground.name}-api-1`, ...asking.inputs };
    const heard: string[] = [];
    const ask = async (...argv: readonly string[]): Promise<Answer> => {
      const inputs = argv[0] === 'undo' ? {} : { inputs: subject };
      const answer = await askProgram(ground, [...argv, '--json'], { ...asking, ...inputs });
      heard.push(answer.stdout, answer.stderr);
      return answer;
    };
    try {
      const before = await picture(ground);

      const dry = await ask('run', named.flow, '--fix', fix, '--dry-run');
      expect(dry.exitCode, dry.stderr).toBe(1);
      expect(resultOf(dry).fix).toMatchObject({ applied: false, verified: false, undone: false });
      expect(resultOf(dry).fix?.preview.length).toBeGreaterThan(2);
      expect(await picture(ground)).toEqual(before);

      const done = await ask('run', named.flow, '--fix', fix, '--yes');
      expect(resultOf(done).fix, done.stderr).toMatchObject({ applied: true, verified: true });
      expect(done.exitCode, done.stderr).toBe(0);
      expect(await picture(ground)).not.toEqual(before);

      const after = await picture(ground);
      // The flow is healthy once the application itself has stopped complaining for a while.
      const again = await ground.until('the flow is healthy', async () => {
        const answer = await ask('run', named.flow, '--fix', fix, '--yes');
        expect(resultOf(answer).fix).toBeNull();
        return resultOf(answer).outcome === 'healthy' ? answer : undefined;
      });
      expect(again.exitCode).toBe(0);
      expect(await picture(ground)).toEqual(after);

      const undone = await ask('undo', '--yes');
      expect(resultOf(undone).fix, undone.stderr).toMatchObject({ undone: true });
      expect(undone.exitCode, undone.stderr).toBe(0);
      expect(await picture(ground)).toEqual(before);
      expect(resultOf(await ask('run', named.flow))).toMatchObject({
        diagnosis: named.fault.expect.diagnosis,
      });

      const refused = await ask('undo', '--yes');
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toContain('has nothing to take back');

      for (const secret of named.fault.expect.absent ?? []) {
        expect(heard.join('\n')).not.toContain(secret);
      }
    } finally {
      await ground.close();
    }
  });
});
