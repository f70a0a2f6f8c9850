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

export const packageRemove = defineAction({
  name: 'package.remove',
  doc: 'Removes these packages of the host with apt, with their settings, and no others.',
  args: packageArgs,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { packages } = given;
    const name = packageState(packages);
    const lines = planLines(read.value);
    const state = { [name]: lines.join('; ') || 'absent' };
    const { blast, shows: felt, mayCutLink } = await feltBy(context, read.value);
    if (lines.length === 0) {
      const nothingToDo = `${packages.join(', ')} is not installed`;
      return { shows: [nothingToDo], state, touches: [], blast, nothingToDo };
    }
    const shows = [aptArgv('purge', packages).join(' '), ...lines, ...felt];
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
    const packages = [...read.value.removes];
    return packages.length === 0 ? [] : [{ action: 'package.install', with: { packages } }];
  },
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { packages } = given;
    const words = packages.join(', ');
    if (planLines(read.value).length === 0) return nothingDone(`${words} was not installed.`);
    return ranWell(context, aptArgv('purge', packages), `${words} is removed.`, 1_200_000);
  },
});

/** Something else may need one of them by now: then all of them stay. */
const planOf = async (
  { packages }: z.output<typeof packageArgs>,
  context: PlanContext,
): Promise<Read<PackagePlan>> => {
  const plan = await simulated(context, 'purge', packages);
  if (!plan.ok) return plan;
  const others = plan.value.removes.filter((name) => !packages.includes(name.split(':')[0] ?? ''));
  if (others.length === 0) return plan;
  const words = `${others.join(', ')} needs it by now, and would go with it: it stays`;
  return refused(failure(packages.join(' '), words));
};
