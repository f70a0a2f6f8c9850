import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { loadFile, loadSources, type Source } from '../../catalogue/load.ts';
import type { Problem } from '../../catalogue/problem.ts';
import type { Flow } from '../../core/flow.ts';
import { UserError } from '../../errors.ts';
import type { Shell } from '../shell.ts';

/** The flow files that an author's command is about. */
export type Chosen = {
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
  /** Everything that a `flow:` step may name. */
  readonly flows: readonly Flow[];
};

/** Flows that come with the program stand beside its sources, and beside its bundle. */
export const shippedFolder = path.join(import.meta.dirname, '../../flows');
const home = existsSync(shippedFolder)
  ? shippedFolder
  : path.join(import.meta.dirname, '../../../flows');

/** A flow's file, its folder, a folder of flows, or the id of one that comes with the program. */
export const chooseFlows = async (shell: Shell, given: string | undefined): Promise<Chosen> => {
  const place = given === undefined ? usualFolder(shell) : placeOf(shell, given);
  const file = fileOf(place);
  const shown = (full: string): string => {
    const near = path.relative(shell.cwd, full);
    return near.startsWith('..') ? full : near || '.';
  };
  const chosen = file === undefined ? await loadSources(shown(place)) : await one(shown(file));
  const around = file === undefined ? place : path.dirname(path.dirname(file));
  const [near, shipped] = await Promise.all([loadSources(around), loadSources(home)]);
  const flows = new Map<string, Flow>();
  for (const { flow } of [...shipped.sources, ...near.sources, ...chosen.sources]) {
    flows.set(flow.id, flow);
  }
  return { ...chosen, flows: [...flows.values()] };
};

const one = async (file: string): Promise<Omit<Chosen, 'flows'>> => {
  const { source, problems } = await loadFile(file);
  return { sources: source ? [source] : [], problems };
};

const fileOf = (place: string): string | undefined => {
  if (!statSync(place).isDirectory()) return place;
  const inside = path.join(place, 'flow.yaml');
  return existsSync(inside) ? inside : undefined;
};

const usualFolder = (shell: Shell): string => {
  const config = shell.env['XDG_CONFIG_HOME'] ?? path.join(shell.home, '.config');
  const usual = [
    path.join(shell.cwd, 'flows'),
    path.join(shell.cwd, '.deploy-doctor/flows'),
    path.join(config, 'deploy-doctor/flows'),
  ];
  const found = usual.find((folder) => existsSync(folder));
  if (found !== undefined) return found;
  throw new UserError(
    'There are no flows here: neither ./flows nor a folder of your own.',
    'Name one: `deploy-doctor flow lint <folder>`, or begin with `deploy-doctor flow new <id>`.',
  );
};

const placeOf = (shell: Shell, given: string): string => {
  const place = path.resolve(shell.cwd, given);
  if (existsSync(place)) return place;
  const shipped = path.join(home, given);
  if (/^[a-z][a-z0-9-]*$/.test(given) && existsSync(shipped)) return shipped;
  throw new UserError(
    `There is no flow at ${given}.`,
    'Give a flow.yaml, its folder, a folder of flows, or the id of a flow that `deploy-doctor list` shows.',
  );
};

/** Flows that come with the program are held to more than an operator's own. */
export const isShipped = (source: Source): boolean =>
  path.dirname(path.dirname(path.resolve(source.file))) === path.resolve(home);
