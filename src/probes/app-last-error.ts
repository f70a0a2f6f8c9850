import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { pattern } from '../core/pattern.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { inspectContainer } from './reading/container.ts';
import { readLog, type LineRead } from './reading/log.ts';
import { connectedTo } from './reading/sockets-to.ts';

/** Words with which clients of PostgreSQL report that they got no session. */
const complaint = pattern(
  [
    'P1000|P1001|P1003|P1013|28P01|28000|3D000',
    'password authentication failed|client password must be a string|no password supplied',
    'pg_hba\\.conf|is not permitted to log in|(role|database) "[^"]*" does not exist',
    'reach database server|Authentication failed against',
    'Environment variable not found|invalid percent-encoded token|URI malformed|Invalid URL',
    'could not translate host name|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|Connection refused',
  ].join('|'),
);

const baked = ['none', 'accepted', 'refused'] as const;

const recentMs = 60_000;

export const appLastError = defineProbe({
  name: 'app.last-error',
  doc: 'Looks when a container last complained of its database, and whether it has a connection to it now.',
  args: z.object({
    container: z.string(),
    address: z.string().optional().describe('Where the server is'),
    port: z.number().optional(),
    baked: z.enum(baked).optional().describe('What the server says to credentials in its image'),
  }),
  data: z.object({
    ever: z.boolean().describe('Its log holds such a complaint, as far as it was read'),
    'still-refused': z
      .boolean()
      .describe('It complained less than a minute ago, and has no connection to the server'),
    connected: z.boolean(),
    baked: z.enum(baked).describe('As it was handed in: a row may weigh both'),
    at: z.string().exactOptional(),
    excerpt: z.string(),
  }),
  missing: 'the container is gone',
  run: async ({ container, address, port, baked: other = 'none' }, context) => {
    const [read, inspected, now] = await Promise.all([
      readLog(context, container, { fresh: true }),
      inspectContainer(context, container),
      clock(context),
    ]);
    if (!inspected.ok) return inspected.failure;
    if (!read.ok) return read.failure;
    const last = read.value.lines.findLast(({ text }) => isComplaint(text));
    const connected =
      address !== undefined && port !== undefined
        ? await connectedTo(context, inspected.value, { address, port })
        : false;
    const age = last?.at === undefined || now === undefined ? undefined : now - Date.parse(last.at);
    // A line without a time may be of any age: it counts as one of this moment.
    const recent = last !== undefined && (age === undefined || age < recentMs);
    return found({
      ever: last !== undefined,
      'still-refused': recent && !connected,
      connected,
      baked: other,
      ...(last?.at !== undefined && { at: last.at }),
      excerpt: excerptOf(last, read.value.extent, connected),
    });
  },
});

const longest = 4000;
const isComplaint = (text: string): boolean => complaint.find(text.slice(0, longest)) !== undefined;

const excerptOf = (last: LineRead | undefined, extent: string, connected: boolean): string =>
  [
    last
      ? `${last.at ?? ''} ${last.text.slice(0, 500)}`.trim()
      : `${extent} hold no complaint of a database`,
    ...(connected ? ['it has an open connection to the server'] : []),
  ].join('\n');

const clockAnswer = z.object({ at: z.string() });

const clock = async (context: Context): Promise<number | undefined> => {
  const reply = await context.send({ kind: 'clock' });
  const parsed = clockAnswer.safeParse(reply.ok ? reply.json : undefined);
  return parsed.success ? Date.parse(parsed.data.at) : undefined;
};
