import { defineAction, noBlast } from '../core/action.ts';
import { nothingDone } from './planning/carried-out.ts';
import { ranWell } from './planning/ran-well.ts';
import { unitArgs, unitIs, unitState } from './planning/unit.ts';

export const serviceEnable = defineAction({
  name: 'service.enable',
  doc: 'Lets a service of the host start with the host.',
  args: unitArgs,
  preview: async ({ unit }, context) => {
    const now = await unitIs(context, 'is-enabled', unit);
    if (!now.ok) return now.failure;
    const state = { [unitState(unit)]: now.value };
    if (/^(?:enabled|alias|static|generated|indirect)/.test(now.value)) {
      const nothingToDo = `${unit} is ${now.value}`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const shows = [
      `systemctl enable ${unit}   # now ${now.value}`,
      'It is not started by this: it starts with the host from now on.',
    ];
    return { shows, state, touches: [unitState(unit)], blast: noBlast };
  },
  undo: async ({ unit }, context) => {
    const now = await unitIs(context, 'is-enabled', unit);
    if (!now.ok) return now.failure;
    return /^(?:enabled|alias|static|generated|indirect)/.test(now.value)
      ? []
      : [{ action: 'service.disable', with: { unit } }];
  },
  apply: async ({ unit }, context) => {
    const now = await unitIs(context, 'is-enabled', unit);
    if (!now.ok) return now.failure;
    if (/^(?:enabled|alias|static|generated|indirect)/.test(now.value))
      return nothingDone(`${unit} was ${now.value}.`);
    return ranWell(context, ['systemctl', 'enable', unit], `${unit} is enabled.`);
  },
});
