import { z } from 'zod';
import { found, notFound } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { refusalsIn } from '../formats/postgres-refusal.ts';
import { unseenIfGone } from './reading/container.ts';
import { readLog } from './reading/log.ts';

const reasons = [
  'no-such-role',
  'no-password',
  'expired',
  'no-scram',
  'not-permitted',
  'no-hba-entry',
  'no-such-database',
  'wrong-password',
] as const;

export const postgresRefusal = defineProbe({
  name: 'postgres.refusal',
  doc: "Reads from the database server's log why it refused a role: its DETAIL says what no client is told.",
  args: z.object({
    server: z.string().describe('The container that runs PostgreSQL'),
    user: z.string(),
    since: z.string().optional().describe('RFC 3339: older lines are about another container'),
  }),
  data: z.object({
    reason: z.enum(reasons),
    count: z.number(),
    at: z.string().exactOptional(),
    excerpt: z.string(),
  }),
  missing: 'the log was read to its beginning, and refuses this role nowhere',
  run: async ({ server, user, since }, context) => {
    // Never from memory: the refusal that tells the most may be a moment old.
    const read = await readLog(context, server, {
      fresh: true,
      ...(since !== undefined && { since }),
    });
    if (!read.ok) return unseenIfGone(read.failure);
    const { lines, bounded, extent } = read.value;
    const all = refusalsIn(lines.map(({ text }) => text));
    const mine = all.filter((refusal) => refusal.user === user);
    const last = mine.at(-1);
    if (!last) {
      const detail = `${extent} hold no refusal of ${user}`;
      if (bounded) return { outcome: 'unreadable', subject: `log of ${server}`, detail };
      return notFound(`log of ${server}`, detail);
    }
    const at = lines[last.line]?.at;
    return found({
      reason: last.reason,
      count: mine.length,
      ...(at !== undefined && { at }),
      excerpt: at === undefined ? last.words : `${at}\n${last.words}`,
    });
  },
});
