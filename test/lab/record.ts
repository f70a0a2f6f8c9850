import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startEngine, stopEngine } from './engine.ts';
import type { NamedFault } from './faults.ts';
import { askProgram, homeOf } from './program.ts';
import { stage } from './stage.ts';
import { compare } from './verdict.ts';

/** What a reader of the recording sees as the project's name and its folder. */
const place = { name: 'shop', dir: '/srv/shop' };

/**
 * Makes a fault true on an engine where nothing else is, records the program's session on it, and
 * gives the file: `<folder>/<flow>.<diagnosis>.jsonl`. A session with a wrong verdict is refused.
 */
export async function record(named: NamedFault, folder: string): Promise<string> {
  const choice = { version: named.fault.engine ?? 'host', apart: 'record' } as const;
  const engine = await startEngine(choice);
  if (engine === undefined) throw new Error('There is no engine to record on.');
  try {
    const { ground, asking } = await stage(engine, named, place);
    try {
      // Triage holds what the wizard's first screen shows, unless the flow is to be told where.
      const argv = asking.inputs === undefined ? ['triage'] : ['run', named.flow];
      const answer = await askProgram(ground, [...argv, '--json'], asking);
      const misses = compare(answer, named.fault.expect, [place.name]);
      if (misses.length > 0) throw new Error(`${named.id}: ${misses.join('\n')}`);
      const sessions = join(homeOf(ground), 'state', 'deploy-doctor', 'sessions');
      const journals = (await readdir(sessions)).filter((file) => file.endsWith('.jsonl'));
      const [journal = ''] = journals;
      if (journals.length !== 1)
        throw new Error(`${sessions}: ${journals.length} sessions, not one`);
      await mkdir(folder, { recursive: true });
      const file = join(folder, `${named.id.replace('/', '.')}.jsonl`);
      await copyFile(join(sessions, journal), file);
      return file;
    } finally {
      await ground.close();
    }
  } finally {
    await stopEngine(choice);
  }
}
