import { defineAction, noBlast } from '../core/action.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import { isMember, memberArgs, memberState } from './planning/group.ts';
import { ranWell } from './planning/ran-well.ts';

export const userRemoveFromGroup = defineAction({
  name: 'user.remove-from-group',
  doc: 'Takes a user of the host out of a group that is not the first one of that user.',
  args: memberArgs,
  preview: async (given, context) => {
    const member = await isMember(context, given);
    if (!member.ok) return member.failure;
    const { user, group } = given;
    const name = memberState(given);
    const state = { [name]: member.value };
    if (member.value === 'no') {
      const nothingToDo = `${user} is not in the group ${group}`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    if (member.value === 'first-group') return firstGroup(user, group);
    const shows = [`gpasswd -d ${user} ${group}`, 'Sessions that are open keep it until they end.'];
    return { shows, state, touches: [name], blast: noBlast };
  },
  undo: async (given, context) => {
    const member = await isMember(context, given);
    if (!member.ok) return member.failure;
    return member.value === 'listed' ? [{ action: 'user.add-to-group', with: { ...given } }] : [];
  },
  apply: async (given, context) => {
    const member = await isMember(context, given);
    if (!member.ok) return member.failure;
    const { user, group } = given;
    if (member.value === 'no') return nothingDone(`${user} was not in the group ${group}.`);
    if (member.value === 'first-group') return firstGroup(user, group);
    return ranWell(
      context,
      ['gpasswd', '-d', user, group],
      `${user} is out of the group ${group}.`,
    );
  },
});

const firstGroup = (user: string, group: string) =>
  failure(`user ${user}`, `${group} is the first group of this user, which is not taken away`);
