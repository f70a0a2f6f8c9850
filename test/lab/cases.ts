import { existsSync } from 'node:fs';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clear, endProcesses } from './case-label.ts';
import type { Engine } from './engine.ts';
import { labDir } from './folder.ts';

/** Beside each case's folder stand `<name>.pid`, who made it, and `<name>.home`, for the program. */
export const casesDir = join(labDir, 'cases');

/** A case as it can be found again after the process that made it is gone. */
export type Case = { readonly name: string; readonly dir: string };

/** Notes who made a case and where it is. */
export const noteCase = ({ name, dir }: Case): Promise<void> =>
  writeFile(join(casesDir, `${name}.pid`), `${process.pid}\n${dir}\n`);

/** Takes away a case: its processes, what it made on the engine, its files. */
export async function clearCase(engine: Engine, { name, dir }: Case): Promise<void> {
  await endProcesses(name);
  await clear(engine, name);
  const beside = join(casesDir, name);
  for (const path of [dir, `${beside}.home`, `${beside}.pid`]) {
    await rm(path, { recursive: true, force: true });
  }
}

/** Gives the cases that nobody works on any more: left standing, or left by a run that was cut. */
export async function standingCases(): Promise<Case[]> {
  if (!existsSync(casesDir)) return [];
  const standing: Case[] = [];
  for (const file of (await readdir(casesDir)).filter((entry) => entry.endsWith('.pid'))) {
    // The maker may have cleared its case while we were reading.
    const note = await readFile(join(casesDir, file), 'utf8').catch(() => '');
    const [maker = '', dir = ''] = note.split('\n');
    if (dir === '' || existsSync(`/proc/${maker}`)) continue;
    standing.push({ name: file.slice(0, -'.pid'.length), dir });
  }
  return standing;
}
