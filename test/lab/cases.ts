import { existsSync } from 'node:fs';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { clear, endProcesses } from './case-label.ts';
import type { Engine } from './engine.ts';
import { labDir } from './folder.ts';

/** Beside each case's folder stand `<name>.pid`, who made it, and `<name>.home`, for the program. */
export const casesDir = join(labDir, 'cases');

/** Takes away a case: its processes, what it made on the engine, its files. */
export async function clearCase(engine: Engine, name: string): Promise<void> {
  await endProcesses(name);
  await clear(engine, name);
  for (const kind of ['', '.home', '.pid']) {
    await rm(join(casesDir, `${name}${kind}`), { recursive: true, force: true });
  }
}

/** Names the cases that nobody works on any more: left standing, or left by a run that was cut. */
export async function standingCases(): Promise<string[]> {
  if (!existsSync(casesDir)) return [];
  const standing: string[] = [];
  for (const file of (await readdir(casesDir)).filter((entry) => entry.endsWith('.pid'))) {
    const maker = await readFile(join(casesDir, file), 'utf8').catch(() => undefined);
    // The maker may have cleared its case while we were reading.
    if (maker !== undefined && !existsSync(`/proc/${maker}`)) standing.push(file.slice(0, -4));
  }
  return standing;
}
