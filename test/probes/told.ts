import type { Failure, ProbeResult } from '../../src/core/outcome.ts';
import type { AnyProbe, Context } from '../../src/core/probe.ts';
import { requestWords } from '../../src/core/request-words.ts';
import type { FileStat, Reply, Transport } from '../../src/core/target.ts';
import { createVault } from '../../src/run/vault.ts';

/** What is answered, by the words of the request (`GET /containers/web/json`); a list: n-th asking. */
export type Answers = Readonly<Record<string, Reply | readonly Reply[]>>;

export const json = (value: unknown, status = 200): Reply => ({ ok: true, status, json: value });
export const absent = (status = 404): Reply => json({ message: 'No such thing' }, status);
export const text = (content: string): Reply => ({
  ok: true,
  stdout: new TextEncoder().encode(content),
});
export const cut = (content: string): Reply => ({
  ok: true,
  stdout: new TextEncoder().encode(content),
  truncated: true,
});
export const failed = (outcome: Failure['outcome'], detail = `${outcome}, in so many words`) =>
  ({ ok: false, failure: { outcome, subject: 'it', detail } }) satisfies Reply;
export const file = (stat: Partial<FileStat> = {}): Reply => ({
  ok: true,
  json: { name: 'it', type: 'file', size: 1, mode: 0o755, mtime: 0, ...stat },
});
export const files = (...stats: readonly Partial<FileStat>[]): Reply => ({
  ok: true,
  json: stats.map((stat) => ({
    name: 'it',
    type: 'file',
    size: 1,
    mode: 0o755,
    mtime: 0,
    ...stat,
  })),
});

const run = (probe: AnyProbe, args: unknown, send: Context['send']): Promise<ProbeResult> => {
  const { signal } = new AbortController();
  const parsed = probe.args.parse(args) as never;
  return probe.run(parsed, { ...createVault(), send, signal });
};

/**
 * Asks a probe about a target that is told. Strict: a request that nobody expected fails, and an
 * answer that nobody asked for does too.
 */
export async function told(probe: AnyProbe, args: unknown, answers: Answers): Promise<ProbeResult> {
  const asked = new Map<string, number>();
  const result = await run(probe, args, (request) => {
    const words = requestWords(request);
    const nth = asked.get(words) ?? 0;
    asked.set(words, nth + 1);
    const given = answers[words];
    const reply = Array.isArray(given) ? (given as readonly Reply[])[nth] : (given as Reply);
    if (!reply) throw new Error(`unexpected: ${words} (${String(nth + 1)}. time)`);
    return Promise.resolve(reply);
  });
  const unused = Object.keys(answers).filter((words) => !asked.has(words));
  if (unused.length > 0) throw new Error(`never asked: ${unused.join('; ')}`);
  return result;
}

/** Asks a probe over a real transport. */
export const over = (transport: Transport, probe: AnyProbe, args: unknown): Promise<ProbeResult> =>
  run(probe, args, async (request) => {
    const { signal } = new AbortController();
    const [reply] = transport.send([{ request, signal }]);
    if (!reply) throw new Error('the transport gave no promise');
    return reply;
  });

/** The data of what was found; anything else fails with its words. */
export const data = (result: ProbeResult): Readonly<Record<string, unknown>> => {
  if (result.outcome !== 'found') throw new Error(`${result.outcome}: ${result.detail}`);
  return result.data as Readonly<Record<string, unknown>>;
};
