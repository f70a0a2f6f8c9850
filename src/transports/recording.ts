import { requestKey } from '../core/request-key.ts';
import type { Exchange } from '../core/session.ts';
import type { Reply, Sent, Transport } from '../core/target.ts';

/** One answered request, whole; what the log keeps of it is the log's business. */
export type Exchanged = Omit<Exchange, 'target' | 'reply'> & { readonly reply: Reply };

export type Recording = Transport & {
  /** Batches that went out so far; one that only waits asks the target nothing. */
  roundTrips(): number;
};

/** Tells of every request that goes out, once it is answered, and counts the trips. */
export const recording = (inner: Transport, note: (exchange: Exchanged) => void): Recording => {
  let trips = 0;
  const noted = async ({ request }: Sent, answer: Promise<Reply>, trip: number): Promise<Reply> => {
    const started = performance.now();
    const reply = await answer;
    const ms = Math.round(performance.now() - started);
    note({ key: requestKey(request), trip, request, reply, ms });
    return reply;
  };
  return {
    label: inner.label,
    roundTrips: () => trips,
    close: () => inner.close(),
    send: (batch) => {
      if (batch.some(({ request }) => request.kind !== 'wait')) trips += 1;
      const trip = trips;
      const answers = inner.send(batch);
      return batch.map((sent, at) => {
        const answer = answers[at];
        if (!answer) throw new Error(`${inner.label} answered fewer requests than it was sent`);
        return noted(sent, answer, trip);
      });
    },
  };
};
