import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import { clearCase, standingCases } from './cases.ts';
import { startEngine, stopEngine, type Engine } from './engine.ts';
import type { NamedFault } from './faults.ts';
import { labDir } from './folder.ts';
import { askProgram, homeOf } from './program.ts';
import { stage } from './stage.ts';
import { compare } from './verdict.ts';

/** What a reader of the recording sees as the project's name and its folder. */
const place = { name: 'shop', dir: '/srv/shop' };

/** What is true of this machine alone, as it is on an ordinary one. */
const withoutPlace = (text: string, engine: Engine): string => {
  const folder = dirname(engine.socket);
  return (
    text
      .replaceAll(join(folder, 'data'), '/var/lib/docker')
      .replaceAll(join(folder, 'exec'), '/var/run/docker')
      // A reply that is kept in part may end in the middle of such a path.
      .replaceAll(new RegExp(`${labDir}[\\w/.-]*`, 'g'), '/var/run/docker')
      .replaceAll(release(), '6.1.0-18-amd64')
      // Who else has an account here is nobody's business.
      .replaceAll(/"root:x:0:0:[^"]*"/g, '"root:x:0:0:root:/root:/bin/bash\\n"')
  );
};

/**
 * Makes a fault true on an engine where nothing else is, records the program's session on it, and
 * gives the file: `<folder>/<flow>.<diagnosis>.jsonl`. A session with a wrong verdict is refused.
 */
export async function record(named: NamedFault, folder: string): Promise<string> {
  const choice = { version: named.fault.engine ?? 'host', apart: 'record' } as const;
  const engine = await startEngine(choice);
  if (engine === undefined) throw new Error('There is no engine to record on.');
  try {
    // The place is always the same: a recording that was cut may have left it.
    for (const standing of await standingCases()) {
      if (standing.name === place.name) await clearCase(engine, standing);
    }
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
      await writeFile(file, withoutPlace(text, engine));
      return file;
    } finally {
      await ground.close();
    }
  } finally {
    await stopEngine(choice);
  }
}
