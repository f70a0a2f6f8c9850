import { z } from 'zod';
import { found, type Failure } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { valueAt } from '../core/template.ts';
import { unseenIfGone } from './reading/container.ts';

const answers = [
  'ok',
  'redirect',
  'login',
  'missing',
  'client-error',
  'server-error',
  'refused',
  'none',
  'no-page',
  'certificate',
  'not-asked',
] as const;
type Answer = (typeof answers)[number];

const answerOf = (status: number): Answer => {
  if (status >= 500) return 'server-error';
  if (status === 401 || status === 407) return 'login';
  if (status === 404 || status === 410) return 'missing';
  if (status >= 400) return 'client-error';
  return status >= 300 ? 'redirect' : 'ok';
};

/** A page is waited for three times as long as a check allows, so that slow and never differ. */
const patienceMs = (limitMs: number | undefined): number =>
  limitMs === undefined ? 10_000 : Math.min(60_000, Math.max(5000, limitMs * 3));

export const httpAnswer = defineProbe({
  name: 'http.answer',
  doc: "Asks a page from the target's own network, and measures how long the answer takes.",
  trace: "a line in the application's access log",
  args: z.object({
    address: z.string().optional(),
    port: z.number().optional(),
    path: z.string().optional(),
    scheme: z.enum(['http', 'https', 'tcp']).optional(),
    method: z.enum(['GET', 'HEAD']).optional(),
    host: z
      .string()
      .optional()
      .describe('The name that a check asks under: hosts may be told apart'),
    'limit-ms': z.number().optional().describe('What a check allows for the answer'),
  }),
  data: z.object({
    answer: z
      .enum(answers)
      .describe(
        '`none`: connected, and nothing came; `no-page`: what came is no HTTP; `certificate`: it speaks TLS, and does not prove this name; `not-asked`: no page or no address is known',
      ),
    status: z.number().optional(),
    ms: z.number(),
    late: z.boolean().describe('It was answered well, and after the limit'),
    excerpt: z.string(),
  }),
  run: async (asked, context) => {
    const { address, port, path = '/', scheme = 'http', method = 'GET', host } = asked;
    if (address === undefined || port === undefined || scheme === 'tcp') {
      const excerpt =
        address === undefined
          ? 'the container has no address that this host reaches'
          : 'it is no page: nothing to ask for';
      return found({ answer: 'not-asked' as const, ms: 0, late: false, excerpt });
    }
    const limitMs = asked['limit-ms'];
    const at = { address, port };
    const url = `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}${path}`;
    const started = performance.now();
    const reply = await context.send({
      kind: 'http',
      url,
      method,
      ...(host !== undefined && { headers: { host } }),
      timeoutMs: patienceMs(limitMs),
      fresh: true,
    });
    const ms = Math.round(performance.now() - started);
    const words = `${method} ${url}`;
    if (!reply.ok) {
      const answer = await withoutPage(context, reply.failure, at);
      if (typeof answer !== 'string') return unseenIfGone(answer);
      return found({ answer, ms, late: false, excerpt: `${words}: ${reply.failure.detail}` });
    }
    const status = reply.status ?? 0;
    const answer = answerOf(status);
    const location = reply.headers?.['location'];
    const to = location === undefined ? '' : `, to ${location}`;
    return found({
      answer,
      status,
      ms,
      late: status < 400 && ms > (limitMs ?? Infinity),
      excerpt: `${words}: ${status} after ${ms} ms${to}`,
    });
  },
});

/** What a refusal says about the server; that we did not come to it says nothing. */
const withoutPage = async (
  context: Context,
  failure: Failure,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<Answer | Failure> => {
  const { outcome, detail } = failure;
  if (outcome === 'timeout') {
    const dialed = await context.send({ kind: 'dial', host: address, port, fresh: true });
    const connects = dialed.ok && valueAt(dialed.json, ['verdict']) === 'connected';
    return connects ? 'none' : failure;
  }
  if (/ECONNREFUSED/.test(detail)) return 'refused';
  if (/certificate|self[- ]signed|altnames/i.test(detail)) return 'certificate';
  const noPage = /socket hang up|ECONNRESET|EPROTO|wrong version number|Parse Error|packet length/i;
  return noPage.test(detail) ? 'no-page' : failure;
};
