import { defineAction, noBlast } from '../core/action.ts';
import { nothingDone } from './planning/carried-out.ts';
import { isMember, memberArgs, memberState } from './planning/group.ts';
import { ranWell } from './planning/ran-well.ts';

export const userAddToGroup = defineAction({
  name: 'user.add-to-group',
  doc: 'Adds a user of the host to a group; it counts from the next login on.',
  args: memberArgs,
  preview: async (given, context) => {
    const member = await isMember(context, given);
    if (!member.ok) return member.failure;
    const { user, group } = given;
    const name = memberState(given);
    const state = { [name]: member.value };
    if (member.value !== 'no') {
      const nothingToDo = `${user} is in the group ${group}; a login that is older does not know it yet`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const shows = [
      `usermod -aG ${group} ${user}`,
      `It counts from the next login of ${user} on: sessions, services and an ssh connection that is kept open go on without it.`,
      ...(group === 'docker'
        ? ['Whoever may use the Docker Engine is as good as root on this host.']
        : []),
    ];
    return { shows, state, touches: [name], blast: noBlast };
  },
  undo: async (given, context) => {
    const member = await isMember(context, given);
    if (!member.ok) return member.failure;
    return member.value === 'no' ? [{ action: 'user.remove-from-group', with: { ...given } }] : [];
  },
  apply: async (given, context) => {
    const member = await isMember(context, given);
    if (!member.ok) return member.failure;
    const { user, group } = given;
    if (member.value !== 'no') return nothingDone(`${user} was in the group ${group}.`);
    const summary = `${user} is in the group ${group}, from the next login on.`;
    return ranWell(context, ['usermod', '-aG', group, user], summary);
  },
});
