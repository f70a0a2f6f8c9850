import { expect } from 'vitest';
import type { Engine } from './engine.ts';
import type { Fault } from './fault.ts';
import type { NamedFault } from './faults.ts';
import type { Ground } from './ground.ts';
import { askProgram, type Answer } from './program.ts';
import { stage } from './stage.ts';

/** A fix told from the fault to the cure and back, on a real engine and real files. */
export type FixStory = {
  readonly fault: NamedFault;
  readonly fix: string;
  /** Everything that the fix may change. */
  picture(ground: Ground): Promise<unknown>;
  /** The container that is asked about; none where the flow is not about one. */
  container?(ground: Ground): string;
  /** Nothing of it can be taken back, and the plan said so: a process that was ended. */
  readonly lost?: true;
};

/** A fault of a test's own, which stands beside those of the lab. */
export const faultOf = (id: string, fault: Fault): NamedFault => {
  const [flow = ''] = id.split('/');
  return { id, flow, fault };
};

export type Fixed = {
  readonly applied: boolean;
  readonly verified: boolean;
  readonly undone: boolean;
  readonly because: string;
  readonly preview: readonly string[];
};

export const resultOf = ({ document, stdout, stderr }: Answer) => {
  const [target] = document?.targets ?? [];
  const [result] = target?.results ?? [];
  if (!result) throw new Error(`no result:\n${stdout}\n${stderr}`);
  return result as typeof result & { readonly fix: Fixed | null; readonly diagnosis?: string };
};

/**
 * A plan changes nothing, applying cures, a second time there is nothing to do, undo gives back what
 * was there, and an undo is not undone.
 */
export async function tellStory(engine: Engine, story: FixStory): Promise<void> {
  const { fault: named, fix, picture } = story;
  const { ground, asking } = await stage(engine, named);
  const container = story.container?.(ground);
  const subject = { ...(container !== undefined && { container }), ...asking.inputs };
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
    expect(resultOf(dry).diagnosis).toBe(named.fault.expect.diagnosis);
    expect(resultOf(dry).fix).toMatchObject({ applied: false, verified: false, undone: false });
    expect(resultOf(dry).fix?.preview.length).toBeGreaterThan(2);
    expect(await picture(ground)).toEqual(before);

    const done = await ask('run', named.flow, '--fix', fix, '--yes');
    expect(resultOf(done).fix, done.stderr).toMatchObject({ applied: true, verified: true });
    expect(done.exitCode, done.stderr).toBe(0);
    expect(await picture(ground)).not.toEqual(before);

    const after = await picture(ground);
    // The flow is healthy once the application itself has stopped complaining for a while.
    const again = await ground.until('the flow finds nothing wrong', async () => {
      const answer = await ask('run', named.flow, '--fix', fix, '--yes');
      const { outcome, fix: fixed } = resultOf(answer);
      expect(fixed).toBeNull();
      return outcome === 'diagnosed' ? undefined : answer;
    });
    expect([0, 3]).toContain(again.exitCode);
    expect(await picture(ground)).toEqual(after);

    if (story.lost) {
      expect(resultOf(dry).fix?.preview.join('\n')).toMatch(
        /cannot be taken back|cannot be undone/i,
      );
    } else {
      const undone = await ask('undo', '--yes');
      expect(resultOf(undone).fix, undone.stderr).toMatchObject({ undone: true });
      expect(undone.exitCode, undone.stderr).toBe(0);
      expect(await picture(ground)).toEqual(before);
      expect(resultOf(await ask('run', named.flow))).toMatchObject({
        diagnosis: named.fault.expect.diagnosis,
      });
    }

    const refused = await ask('undo', '--yes');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/nothing to take back/);

    for (const secret of named.fault.expect.absent ?? []) {
      expect(heard.join('\n')).not.toContain(secret);
    }
  } finally {
    await ground.close();
  }
}
