import type { Reply, Request, Sent, Transport } from '../../src/core/target.ts';

/** Keeps every batch, and answers when it is told to. */
export function fakeTransport(answer: (request: Request) => Reply | Promise<Reply> = echo) {
  const batches: (readonly Sent[])[] = [];
  const transport: Transport = {
    label: 'fake',
    send: (batch) => {
      batches.push(batch);
      return batch.map(({ request }) => Promise.resolve(answer(request)));
    },
    close: () => Promise.resolve(),
  };
  return { transport, batches, requests: () => batches.flat().map(({ request }) => request) };
}

export const echo = (request: Request): Reply => ({ ok: true, json: request });
