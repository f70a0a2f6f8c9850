import type { z } from 'zod';
import { defineAction, type PlanContext } from '../core/action.ts';
import type { PackagePlan } from '../formats/package-plan.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import {
  aptArgv,
  feltBy,
  packageArgs,
  packageState,
  planLines,
  simulated,
} from './planning/packages.ts';
import { ranWell } from './planning/ran-well.ts';

export const packageInstall = defineAction({
  name: 'package.install',
  doc: 'Installs packages of the host with apt, as a simulation has shown it, and takes none away.',
  args: packageArgs,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { packages } = given;
    const name = packageState(packages);
    const lines = planLines(read.value);
    const state = { [name]: lines.join('; ') || 'installed' };
    const { blast, shows: felt, mayCutLink } = await feltBy(context, read.value);
    if (lines.length === 0) {
      const nothingToDo = `${packages.join(', ')} is installed`;
      return { shows: [nothingToDo], state, touches: [], blast, nothingToDo };
    }
    const shows = [
      aptArgv('install', packages).join(' '),
      ...lines,
      ...felt,
      ...(read.value.upgrades.length > 0
        ? ['What gets another version keeps it: the undo takes away what is new.']
        : []),
    ];
    return {
      shows,
      state,
      touches: [name],
      blast,
      ...(mayCutLink !== undefined && { mayCutLink }),
    };
  },
  undo: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const packages = read.value.installs.map((each) => each.split(/[ :]/)[0] ?? '');
    if (packages.length > 0) return [{ action: 'package.remove', with: { packages } }];
    if (read.value.upgrades.length === 0) return [];
    return {
      irreversible: 'The former versions may be had nowhere any more: they do not come back.',
    };
  },
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { packages } = given;
    const words = packages.join(', ');
    if (planLines(read.value).length === 0) return nothingDone(`${words} was installed.`);
    return ranWell(context, aptArgv('install', packages), `${words} is installed.`, 1_200_000);
  },
});

/** An installation that would take something away is left to a person. */
const planOf = async (
  { packages }: z.output<typeof packageArgs>,
  context: PlanContext,
): Promise<Read<PackagePlan>> => {
  const plan = await simulated(context, 'install', packages);
  if (!plan.ok || plan.value.removes.length === 0) return plan;
  const words = `installing it would remove ${plan.value.removes.join(', ')}: decide that by hand`;
  return refused(failure(packages.join(' '), words));
};
