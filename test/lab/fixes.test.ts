import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startEngine } from './engine.ts';
import { farHost } from './far-host.ts';
import type { Asking } from './fault.ts';
import { loadFault } from './faults.ts';
import { wholePicture } from './picture.ts';
import { askProgram, homeOf, type Answer } from './program.ts';
import type { Ground } from './ground.ts';
import { stage } from './stage.ts';

// Fixes of the flows on a real engine: a plan changes nothing, applying cures, a second time there is
// nothing to do, undo gives back what was there, and an undo is not undone.

const engine = await startEngine();
if (!engine) throw new Error('no engine');

/** On the machine, or behind a real sshd. */
type Way = 'here' | 'ssh2' | 'openssh';

type Story = {
  readonly fault: string;
  readonly fix: string;
  /** What the fix asks of a person; handed over in the environment. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Another fault that a story above mends in the same way: told with FIXES=all. */
  readonly variant?: true;
  /** Where the operator sits; default: on the machine. */
  readonly ways?: readonly Way[];
  /** What the flow says afterwards, where that is not that all is well. */
  readonly then?: string;
};

const url = 'postgresql://postgres:Kestrel-Harbor-71@db:5432/shop';

const stories: readonly Story[] = [
  {
    fault: 'p1000-auth/volume-keeps-old-password',
    fix: 'set-role-password',
    ways: ['here', 'ssh2', 'openssh'],
  },
  { fault: 'p1000-auth/role-missing', fix: 'create-role' },
  {
    fault: 'p1000-auth/container-is-stale',
    fix: 'recreate-app',
    ways: ['here', 'ssh2', 'openssh'],
  },
  {
    fault: 'p1000-auth/password-not-escaped',
    fix: 'escape-password',
    ways: ['here', 'ssh2'],
  },
  { fault: 'p1000-auth/password-not-escaped.percent', fix: 'escape-password', variant: true },
  { fault: 'p1000-auth/env-value-cut', fix: 'quote-value' },
  { fault: 'p1000-auth/env-value-cut.dot-env', fix: 'quote-value', variant: true },
  { fault: 'p1000-auth/role-cannot-log-in', fix: 'allow-login' },
  { fault: 'p1000-auth/role-cannot-log-in.expired', fix: 'allow-login', variant: true },
  { fault: 'p1000-auth/role-cannot-log-in.md5-only', fix: 'allow-login', variant: true },
  { fault: 'p1000-auth/no-hba-entry', fix: 'add-hba-entry', ways: ['here', 'ssh2'] },
  { fault: 'p1000-auth/no-hba-entry.reject', fix: 'add-hba-entry', variant: true },
  { fault: 'p1000-auth/two-servers-one-name', fix: 'disconnect-other-server' },
  { fault: 'p1000-auth/other-server.on-the-host', fix: 'point-to-own-server' },
  { fault: 'p1000-auth/database-missing', fix: 'create-database' },
  { fault: 'p1000-auth/url-not-set', fix: 'hand-over-url' },
  { fault: 'p1000-auth/url-not-set', fix: 'set-url', answers: { url } },
  { fault: 'p1000-auth/server-not-reachable.stopped', fix: 'start-server' },
  {
    fault: 'p1000-auth/password-empty',
    fix: 'set-password-variable',
    answers: { password: 'Kestrel-Harbor-71' },
  },
  {
    fault: 'p1000-auth/value-still-encrypted',
    fix: 'fill-in-value',
    answers: { value: 'Kestrel-Harbor-71' },
  },
  { fault: 'health-check-fails/tool-missing', fix: 'use-a-tool-that-is-there' },
  { fault: 'health-check-fails/no-shell.python', fix: 'use-the-program-form' },
  { fault: 'health-check-fails/check-absent.server', fix: 'give-it-a-check' },
  { fault: 'health-check-fails/check-absent.server', fix: 'wait-for-the-start' },
  { fault: 'health-check-fails/check-malformed', fix: 'use-the-shell-form' },
  {
    fault: 'health-check-fails/check-malformed.stray-words',
    fix: 'use-the-shell-form',
    variant: true,
  },
  { fault: 'health-check-fails/wrong-port', fix: 'correct-the-check' },
  {
    fault: 'health-check-fails/wrong-path.other-page',
    fix: 'correct-the-path',
    answers: { 'answering-page': '/' },
  },
  { fault: 'health-check-fails/address-family', fix: 'ask-by-ipv4' },
  { fault: 'health-check-fails/name-unknown', fix: 'ask-by-ipv4', variant: true },
  { fault: 'health-check-fails/too-impatient', fix: 'give-it-more-time' },
  {
    fault: 'health-check-fails/check-proves-nothing',
    fix: 'make-the-check-fail',
    then: 'application-error',
  },
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

const variable = (name: string): string => `ANSWER_${name.toUpperCase().replaceAll('-', '_')}`;

/** All that the program wrote down; what an undo needs is gone once it is taken back. */
const sessionsOf = async (ground: Ground): Promise<string> => {
  const folder = join(homeOf(ground), 'state/deploy-doctor/sessions');
  const names = (await readdir(folder)).filter((name) => !name.endsWith('.key'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.join('\n');
};

/** The same question, asked over ssh where it is asked from elsewhere. */
const from = async (ground: Ground, way: Way, asking: Asking): Promise<Asking> => {
  if (way === 'here') return asking;
  const far = await farHost(ground, asking);
  ground.defer(() => far.stop());
  const { user: _, ...rest } = asking;
  return { ...rest, args: [...(asking.args ?? []), ...far.args, '--ssh', way], env: far.env };
};

const told = stories
  .filter(({ variant }) => variant === undefined || process.env['FIXES'] === 'all')
  .flatMap(({ ways = ['here'], ...story }) => ways.map((way) => ({ ...story, way })));

describe.concurrent.each(told)('$fault: $fix ($way)', (story) => {
  const { fault: id, fix, answers = {}, then, way } = story;
  test('plans, cures, and is taken back', { timeout: 600_000 }, async () => {
    const named = await loadFault(id);
    const staged = await stage(engine, named);
    const { ground } = staged;
    const asking = await from(ground, way, staged.asking);
    const heard: string[] = [];
    const ask = async (
      argv: readonly string[],
      inputs: Readonly<Record<string, string>> = {},
    ): Promise<Answer> => {
      const env = Object.entries(answers).map(([name, value]) => [variable(name), value] as const);
      const answer = await askProgram(ground, [...argv, '--json'], {
        ...asking,
        // An undo finds its way by what the session says.
        ...(argv[0] === 'undo' && { args: [] }),
        inputs,
        env: { ...asking.env, ...Object.fromEntries(env) },
      });
      heard.push(answer.stdout, answer.stderr);
      return answer;
    };
    const run = (...argv: readonly string[]): Promise<Answer> => {
      const own = named.flow === 'p1000-auth' ? 'api' : 'web';
      const subject = { container: `${ground.name}-${own}-1`, ...asking.inputs };
      const given = argv.length === 0 ? {} : answers;
      const inputs = Object.keys(given).map((name) => [name, `@env:${variable(name)}`] as const);
      return ask(['run', named.flow, ...argv], { ...subject, ...Object.fromEntries(inputs) });
    };
    try {
      const before = await wholePicture(ground);

      const dry = await run('--fix', fix, '--dry-run');
      expect(dry.exitCode, dry.stderr).toBe(1);
      expect(resultOf(dry).fix).toMatchObject({ applied: false, verified: false, undone: false });
      expect(resultOf(dry).fix?.preview.length).toBeGreaterThan(2);
      expect(await wholePicture(ground)).toEqual(before);

      const done = await run('--fix', fix, '--yes');
      expect(resultOf(done).fix, done.stderr).toMatchObject({ applied: true, verified: true });
      expect(done.exitCode, done.stderr).toBe(0);
      expect(await wholePicture(ground)).not.toEqual(before);

      const after = await wholePicture(ground);
      // The flow is healthy once the application itself has stopped complaining for a while.
      await ground.until(
        `the flow says ${then ?? 'that all is well'}`,
        async () => {
          const answer = await run(...(then === undefined ? ['--fix', fix, '--yes'] : []));
          const { outcome, diagnosis, fix: again } = resultOf(answer);
          expect(again).toBeNull();
          const isSo = then === undefined ? outcome !== 'diagnosed' : diagnosis === then;
          if (!isSo || outcome === 'inconclusive') return undefined;
          expect(answer.exitCode).toBe(then === undefined ? 0 : 1);
          return true;
        },
        180_000,
      );
      expect(await wholePicture(ground)).toEqual(after);

      const undone = await ask(['undo', '--yes']);
      expect(resultOf(undone).fix, undone.stderr).toMatchObject({ undone: true });
      expect(undone.exitCode, undone.stderr).toBe(0);
      expect(await wholePicture(ground)).toEqual(before);
      await ground.until(
        'the fault is there again',
        async () =>
          resultOf(await run()).diagnosis === named.fault.expect.diagnosis ? true : undefined,
        180_000,
      );

      const refused = await ask(['undo', '--yes']);
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toContain('has nothing to take back');

      const written = await sessionsOf(ground);
      for (const secret of [...(named.fault.expect.absent ?? []), ...planted(answers)]) {
        expect(heard.join('\n')).not.toContain(secret);
        expect(written).not.toContain(secret);
      }
    } finally {
      await ground.close();
    }
  });
});

/** A path is no secret; what holds a password is. */
const planted = (answers: Readonly<Record<string, string>>): readonly string[] =>
  Object.values(answers).filter((value) => !value.startsWith('/'));
