import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Flow } from '../core/flow.ts';
import { meant } from '../core/nearest-word.ts';
import type { SignedFlow } from '../core/signature.ts';
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

// Most of a flow is its tree. Commands that need no tree, or one, read files of their own.

/** The same flows without their trees. */
export const readSignedFlows = async (
  shell: Shell,
  given: Given,
): Promise<readonly SignedFlow[]> => {
  const signed = built<readonly SignedFlow[]>('signatures.json');
  return signed === undefined || ownFolders(shell, given).length > 0
    ? readFlows(shell, given)
    : signed;
};

/** The one of this id. */
export const readFlow = async (shell: Shell, given: Given, id: string): Promise<Flow> => {
  const flow = isName(id) ? built<Flow>(join('flows', `${id}.json`)) : undefined;
  return flow === undefined || ownFolders(shell, given).length > 0
    ? flowNamed(await readFlows(shell, given), id)
    : flow;
};

/** What `explain` says of it, as the build made it for the usual widths. */
export const readPage = (shell: Shell, given: Given, id: string): string | undefined => {
  const file = join(import.meta.dirname, '../flows', `${id}.${shell.columns}.txt`);
  if (!isName(id) || !existsSync(file) || ownFolders(shell, given).length > 0) return undefined;
  return readFileSync(file, 'utf8');
};

const isName = (id: string): boolean => /^[a-z0-9-]+$/.test(id);

const shippedFlows = async (): Promise<readonly Flow[]> => {
  const flows = built<readonly Flow[]>('flows.json');
  if (flows !== undefined) return flows;
  // Run from its sources, before any build.
  const { loadFlows } = await import('../catalogue/load.ts');
  return (await loadFlows(join(import.meta.dirname, '../../flows'))).flows;
};

/** What the build has made of the flows. */
const built = <Made>(name: string): Made | undefined => {
  const file = join(import.meta.dirname, '..', name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Made) : undefined;
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
