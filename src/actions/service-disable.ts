import { defineAction, noBlast } from '../core/action.ts';
import { nothingDone } from './planning/carried-out.ts';
import { ranWell } from './planning/ran-well.ts';
import { unitArgs, unitIs, unitState } from './planning/unit.ts';

export const serviceDisable = defineAction({
  name: 'service.disable',
  doc: 'Lets a service of the host no longer start with the host.',
  args: unitArgs,
  preview: async ({ unit }, context) => {
    const now = await unitIs(context, 'is-enabled', unit);
    if (!now.ok) return now.failure;
    const state = { [unitState(unit)]: now.value };
    if (!/^enabled/.test(now.value)) {
      const nothingToDo = `${unit} is ${now.value}`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const shows = [
      `systemctl disable ${unit}   # now ${now.value}`,
      'It goes on running until the host stops.',
    ];
    return { shows, state, touches: [unitState(unit)], blast: noBlast };
  },
  undo: async ({ unit }, context) => {
    const now = await unitIs(context, 'is-enabled', unit);
    if (!now.ok) return now.failure;
    return !/^enabled/.test(now.value) ? [] : [{ action: 'service.enable', with: { unit } }];
  },
  apply: async ({ unit }, context) => {
    const now = await unitIs(context, 'is-enabled', unit);
    if (!now.ok) return now.failure;
    if (!/^enabled/.test(now.value)) return nothingDone(`${unit} was ${now.value}.`);
    return ranWell(context, ['systemctl', 'disable', unit], `${unit} is disabled.`);
  },
});
