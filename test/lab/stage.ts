import type { Case } from './cases.ts';
import type { Engine } from './engine.ts';
import type { Asking } from './fault.ts';
import type { NamedFault } from './faults.ts';
import { openGround, type OpenGround } from './ground.ts';
import { ensureImage } from './images.ts';
import { askProgram } from './program.ts';
import { compare } from './verdict.ts';

/** Makes a fault true on a ground of its own, which stands until it is closed. */
export async function stage(
  engine: Engine,
  { id, fault }: NamedFault,
  place?: Case,
): Promise<{ ground: OpenGround; asking: Asking }> {
  for (const name of fault.images ?? []) await ensureImage(engine, name);
  const ground = await openGround(engine, id, place);
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
  // A path that the operator named is this case's, even where it lies outside the folder.
  const paths = Object.values(asking.inputs ?? {}).filter((value) => value.startsWith('/'));
  const ask = async (when: string) => {
    const answer = await askProgram(ground, ['run', named.flow, '--json'], asking);
    const misses = compare(answer, named.fault.expect, [ground.name, ...paths]);
    return misses.length === 0 ? [] : [`${when}$ ${answer.command}`, ...misses];
  };
  try {
    const misses = await ask('');
    for (const { what, apply } of misses.length === 0 ? (named.fault.notCures ?? []) : []) {
      await apply(ground);
      misses.push(...(await ask(`after "${what}": `)));
    }
    return misses;
  } finally {
    await ground.close();
  }
}
