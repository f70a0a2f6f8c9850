import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Flow } from '../core/flow.ts';
import { meant } from '../core/nearest-word.ts';
import type { Given } from './program.ts';
import type { Shell } from './shell.ts';

/** The flows that ship, made into one JSON by the build, and the operator's own. */
export const readFlows = async (shell: Shell, given: Given): Promise<readonly Flow[]> => {
  const shipped = await shippedFlows();
  const folders = ownFolders(shell, given);
  if (folders.length === 0) return shipped;
  // Own flows are written by hand: they are parsed and judged now, which loads YAML and zod.
  const { readOwnFlows } = await import('./own-flows.ts');
  const own = await readOwnFlows(folders, shipped);
  return [...shipped, ...own].toSorted((a, b) => (a.id < b.id ? -1 : 1));
};

const shippedFlows = async (): Promise<readonly Flow[]> => {
  const compiled = join(import.meta.dirname, '../flows.json');
  if (existsSync(compiled)) return JSON.parse(readFileSync(compiled, 'utf8')) as readonly Flow[];
  // Run from its sources, before any build.
  const { loadFlows } = await import('../catalogue/load.ts');
  return (await loadFlows(join(import.meta.dirname, '../../flows'))).flows;
};

/** Where the operator keeps flows; the working directory's only once it is named. */
const ownFolders = (shell: Shell, given: Given): readonly string[] => {
  const named = (given['flows'] as readonly string[] | undefined) ?? [];
  const config = shell.env['XDG_CONFIG_HOME'] || join(shell.home, '.config');
  const standing = join(config, 'deploy-doctor/flows');
  const local = join(shell.cwd, '.deploy-doctor/flows');
  if (
    existsSync(local) &&
    !named.some((folder) => join(shell.cwd, folder) === local || folder === local)
  ) {
    shell.say(
      './.deploy-doctor/flows is not read: give `--flows .deploy-doctor/flows` if you trust it.',
    );
  }
  return [...(existsSync(standing) ? [standing] : []), ...named];
};

/** The flow of this id, or words that lead to it. */
export const flowNamed = (flows: readonly Flow[], id: string): Flow => {
  const flow = flows.find((each) => each.id === id);
  if (flow) return flow;
  const ids = flows.map((each) => each.id);
  throw new UserError(
    `There is no flow \`${id}\`. ${meant(id, ids)}`,
    '`deploy-doctor list` shows them all; `deploy-doctor lookup` finds one by an error text.',
  );
};
