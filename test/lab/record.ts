import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
      // Triage holds what the wizard's first screen shows; alone on the engine, a container needs
      // no naming.
      const isPlain = Object.keys(asking.inputs ?? {}).every((name) => name === 'container');
      const argv = isPlain ? ['triage'] : ['run', named.flow];
      const told = isPlain ? { ...asking, inputs: {} } : asking;
      const answer = await askProgram(ground, [...argv, '--json'], told);
      const misses = compare(answer, named.fault.expect, [place.name]);
      if (misses.length > 0) throw new Error(`${named.id}: ${misses.join('\n')}`);
      const sessions = join(homeOf(ground), 'state', 'deploy-doctor', 'sessions');
      const journals = (await readdir(sessions)).filter((file) => file.endsWith('.jsonl'));
      const [journal = ''] = journals;
      if (journals.length !== 1)
        throw new Error(`${sessions}: ${journals.length} sessions, not one`);
      await mkdir(folder, { recursive: true });
      const file = join(folder, `${named.id.replace('/', '.')}.jsonl`);
      const text = await readFile(join(sessions, journal), 'utf8');
      const data = join(dirname(engine.socket), 'data');
      await writeFile(file, text.replaceAll(data, '/var/lib/docker'));
      return file;
    } finally {
      await ground.close();
    }
  } finally {
    await stopEngine(choice);
  }
}
