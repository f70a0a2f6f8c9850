import type { Reply, Request, Sent, Transport } from '../core/target.ts';

/** Sends one request; what others send in the same tick goes out in the same batch. */
export type Send = (request: Request, signal: AbortSignal) => Promise<Reply>;

/** All runs of one target share it: a look at a host is a few round trips, whatever the number of probes. */
export const gather = (transport: Transport): Send => {
  type Waiting = Sent & { readonly settle: (reply: Promise<Reply>) => void };
  let waiting: Waiting[] = [];
  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    const replies = transport.send(batch);
    batch.forEach(({ settle }, index) => {
      const reply = replies[index];
      if (!reply) throw new Error('gather: the transport answered fewer requests than it was sent');
      settle(reply);
    });
  };
  return (request, signal) =>
    new Promise((settle) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ request, signal, settle });
    });
};
