import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { refused, type Read } from './reading/container.ts';

export const dockerMembership = defineProbe({
  name: 'docker.membership',
  doc: "Compares the group of the engine's socket with the groups of the user, now and at the next login, and asks whether sudo would do.",
  args: z.object({ socket: z.string() }),
  data: z.object({
    verdict: z
      .enum(['not-in-group', 'group-not-active', 'sudo-only', 'owner-only', 'in-group'])
      .describe(
        '`owner-only`: the socket is for no group; `in-group`: that is not what is in the way',
      ),
    user: z.string(),
    group: z.string(),
    groups: z.string().describe('Of the user, now'),
    excerpt: z.string(),
  }),
  missing: 'the socket is not there any more',
  run: async ({ socket }, context) => {
    const [stat, user, now] = await Promise.all([
      line(context, ['stat', '-L', '-c', '%G %a', socket]),
      line(context, ['id', '-un']),
      line(context, ['id', '-nG']),
    ]);
    for (const each of [stat, user, now]) if (!each.ok) return each.failure;
    if (!stat.ok || !user.ok || !now.ok) throw new Error('a refusal that was not told');
    const [group = '', mode = ''] = stat.value.split(' ');
    const later = await line(context, ['id', '-nG', user.value]);
    if (!later.ok) return later.failure;
    const sudo = await context.send({ kind: 'exec', argv: ['sudo', '-n', '-l', 'docker'] });
    // Without sudo there is no way by sudo; anything else that hides it is no answer.
    if (!sudo.ok && sudo.failure.outcome !== 'tool-missing') return sudo.failure;
    const may = sudo.ok && sudo.exit === 0;
    const has = (groups: string) => groups.split(' ').includes(group);
    const forGroup = (Number.parseInt(mode, 8) & 0o020) !== 0 && group !== 'root';
    const verdict = !forGroup
      ? may
        ? ('sudo-only' as const)
        : ('owner-only' as const)
      : has(now.value)
        ? ('in-group' as const)
        : has(later.value)
          ? ('group-not-active' as const)
          : may
            ? ('sudo-only' as const)
            : ('not-in-group' as const);
    return found({
      ...{ verdict, user: user.value, group, groups: now.value },
      excerpt: [
        `${socket}: group ${group}, mode ${mode}`,
        `${user.value} has now: ${now.value}`,
        `${user.value} gets at the next login: ${later.value}`,
        `sudo -n docker: ${may ? 'allowed' : 'not allowed'}`,
      ].join('\n'),
    });
  },
});

const line = async (context: Context, argv: readonly string[]): Promise<Read<string>> => {
  const reply = await context.send({ kind: 'exec', argv });
  if (!reply.ok) return refused(reply.failure);
  const words = new TextDecoder().decode(reply.stderr).trim();
  if (reply.exit === 0) return { ok: true, value: new TextDecoder().decode(reply.stdout).trim() };
  const subject = argv.join(' ');
  if (/permission denied/i.test(words))
    return refused({ outcome: 'permission', subject, detail: words });
  const gone = /no such file/i.test(words) ? 'not-found' : 'unreadable';
  return refused({ outcome: gone, subject, detail: words || `it ended with ${reply.exit ?? '?'}` });
};
