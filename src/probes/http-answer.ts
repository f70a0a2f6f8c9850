import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';

const answers = [
  'ok',
  'redirect',
  'client-error',
  'server-error',
  'refused',
  'none',
  'not-asked',
] as const;

const answerOf = (status: number): (typeof answers)[number] => {
  if (status >= 500) return 'server-error';
  if (status >= 400) return 'client-error';
  return status >= 300 ? 'redirect' : 'ok';
};

export const httpAnswer = defineProbe({
  name: 'http.answer',
  doc: "Asks a page from the target's own network, and measures how long the answer takes.",
  trace: "a line in the application's access log",
  args: z.object({
    address: z.string().optional(),
    port: z.number().optional(),
    path: z.string().optional(),
    scheme: z.enum(['http', 'https', 'tcp']).optional(),
    'limit-ms': z.number().optional().describe('What a check allows for the answer'),
  }),
  data: z.object({
    answer: z
      .enum(answers)
      .describe('`none`: connected, and no answer came in time; `not-asked`: it is no page'),
    status: z.number().optional(),
    ms: z.number(),
    slower: z.boolean().describe('It took longer than the limit'),
    location: z.string().optional(),
    excerpt: z.string(),
  }),
  run: async (
    { address, port, path = '/', scheme = 'http', 'limit-ms': limitMs = Infinity },
    context,
  ) => {
    if (address === undefined || port === undefined || scheme === 'tcp') {
      const excerpt = 'no page is named that the host could ask for';
      return found({ answer: 'not-asked' as const, ms: 0, slower: false, excerpt });
    }
    const host = address.includes(':') ? `[${address}]` : address;
    const url = `${scheme}://${host}:${port}${path}`;
    const started = performance.now();
    const timeoutMs = Math.min(25_000, Math.max(10_000, limitMs === Infinity ? 0 : limitMs * 3));
    const reply = await context.send({ kind: 'http', url, method: 'GET', timeoutMs, fresh: true });
    const ms = Math.round(performance.now() - started);
    const slower = ms > limitMs;
    if (!reply.ok) {
      const { outcome, detail } = reply.failure;
      const excerpt = `GET ${url}: ${detail}`;
      if (outcome === 'timeout')
        return found({ answer: 'none' as const, ms, slower: true, excerpt });
      if (/ECONNREFUSED/.test(detail))
        return found({ answer: 'refused' as const, ms, slower, excerpt });
      return reply.failure;
    }
    const status = reply.status ?? 0;
    const location = reply.headers?.['location'];
    return found({
      answer: answerOf(status),
      status,
      ms,
      slower,
      ...(location !== undefined && { location }),
      excerpt: `GET ${url}: ${status} after ${ms} ms${location === undefined ? '' : `, to ${location}`}`,
    });
  },
});
