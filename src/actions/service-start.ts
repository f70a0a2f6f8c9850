import { defineAction, noBlast } from '../core/action.ts';
import { nothingDone } from './planning/carried-out.ts';
import { ranWell } from './planning/ran-well.ts';
import { unitArgs, unitIs, unitState } from './planning/unit.ts';

export const serviceStart = defineAction({
  name: 'service.start',
  doc: 'Starts a service of the host by its unit of systemd.',
  args: unitArgs,
  preview: async ({ unit }, context) => {
    const now = await unitIs(context, 'is-active', unit);
    if (!now.ok) return now.failure;
    const state = { [unitState(unit)]: now.value };
    if (now.value === 'active') {
      const nothingToDo = `${unit} is ${now.value}`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const shows = [
      `systemctl start ${unit}   # now ${now.value}`,
      'What it needs is started with it.',
    ];
    return { shows, state, touches: [unitState(unit)], blast: noBlast };
  },
  undo: async ({ unit }, context) => {
    const now = await unitIs(context, 'is-active', unit);
    if (!now.ok) return now.failure;
    return now.value === 'active' ? [] : [{ action: 'service.stop', with: { unit } }];
  },
  apply: async ({ unit }, context) => {
    const now = await unitIs(context, 'is-active', unit);
    if (!now.ok) return now.failure;
    if (now.value === 'active') return nothingDone(`${unit} was ${now.value}.`);
    return ranWell(context, ['systemctl', 'start', unit], `${unit} is started.`);
  },
});
