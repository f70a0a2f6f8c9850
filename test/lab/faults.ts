import { readdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join, relative } from 'node:path';
import type { Fault } from './fault.ts';

const folder = fileURLToPath(new URL('faults', import.meta.url));

/** A fault and where it is: `id` is `<flow>/<diagnosis>`, with `.variant` where there are several. */
export type NamedFault = { readonly id: string; readonly flow: string; readonly fault: Fault };

/** Names the faults: one file each, at faults/<flow>/<diagnosis>[.variant].ts. */
export async function faultIds(): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files
    .filter((file) => /^[^/]+\/[^/]+\.ts$/.test(file))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();
}

/** Loads one fault by its id. */
export async function loadFault(id: string): Promise<NamedFault> {
  const file = join(folder, `${id}.ts`);
  if (relative(folder, file).startsWith('..')) throw new Error(`Not a fault's id: ${id}`);
  const loaded = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { fault?: Fault };
  if (loaded.fault === undefined) throw new Error(`${file} exports no fault`);
  return { id, flow: id.split('/')[0] ?? '', fault: loaded.fault };
}
