import type { Engine } from './engine.ts';
import type { Asking } from './fault.ts';
import type { NamedFault } from './faults.ts';
import { openGround, type Ground } from './ground.ts';
import { ensureImage } from './images.ts';
import { askProgram } from './program.ts';
import { compare } from './verdict.ts';

/** Makes a fault true on a ground of its own, which stands until it is closed. */
export async function stage(
  engine: Engine,
  { id, fault }: NamedFault,
): Promise<{ ground: Ground & { close(): Promise<void> }; asking: Asking }> {
  for (const name of fault.images ?? []) await ensureImage(engine, name);
  const ground = await openGround(engine, id);
  try {
    return { ground, asking: await fault.arrange(ground) };
  } catch (error) {
    await ground.close();
    throw error;
  }
}

/** Makes a fault true, asks the program, clears all away; gives what the program got wrong. */
export async function judge(engine: Engine, named: NamedFault): Promise<string[]> {
  const { ground, asking } = await stage(engine, named);
  try {
    const answer = await askProgram(ground, ['run', named.flow, '--json'], asking);
    // A path that the operator named is this case's, even where it lies outside the folder.
    const paths = Object.values(asking.inputs ?? {}).filter((value) => value.startsWith('/'));
    const names = [ground.name, ...paths];
    const misses = compare(answer, named.fault.expect, names);
    return misses.length === 0 ? [] : [`$ ${answer.command}`, ...misses];
  } finally {
    await ground.close();
  }
}
