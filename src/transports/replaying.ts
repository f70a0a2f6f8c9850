import { requestKey } from '../core/request-key.ts';
import { requestWords } from '../core/request-words.ts';
import type { Reply, Request, Transport } from '../core/target.ts';

export type Replaying = Transport & {
  /** What was recorded and never asked for, in words. */
  unused(): readonly string[];
};

/** Answers from a recording, the n-th asking with the n-th answer. Anything else is a bug, said loudly. */
export const replaying = (
  exchanges: readonly { readonly request: Request; readonly reply: Reply }[],
): Replaying => {
  const left = Map.groupBy(exchanges, ({ request }) => requestKey(request));
  const answer = async (request: Request): Promise<Reply> => {
    const next = left.get(requestKey(request))?.shift();
    if (next) return next.reply;
    const recorded = left.has(requestKey(request)) ? 'asked more often than' : 'not what was';
    throw new Error(`replay: ${recorded} recorded: ${requestWords(request)}`);
  };
  return {
    label: 'recording',
    unused: () => [...left.values()].flat().map(({ request }) => requestWords(request)),
    send: (batch) => batch.map(({ request }) => answer(request)),
    close: async () => undefined,
  };
};
