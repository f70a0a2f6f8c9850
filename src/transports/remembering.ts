import { requestKey } from '../core/request-key.ts';
import { requestWords } from '../core/request-words.ts';
import type { Reply, Request, Sent, Transport } from '../core/target.ts';
import { stopped } from './failure.ts';

export type Remembering = Transport & {
  /** A new epoch: everything is asked again. */
  forget(): void;
};

/** One question under way or answered, and who still wants the answer. */
type Asked = {
  readonly reply: Promise<Reply>;
  readonly call: AbortController;
  forget(): void;
  wanted: number;
  done: boolean;
};

/**
 * Sends equal requests once. `fresh` is always sent, and is what later askers get. Time passes:
 * the clock and waits are never remembered. A shared question ends when nobody wants it any more.
 */
export const remembering = (inner: Transport): Remembering => {
  let memory = new Map<string, Asked>();
  const isTimeless = ({ kind }: Request): boolean => kind !== 'clock' && kind !== 'wait';
  return {
    label: inner.label,
    forget: () => {
      memory = new Map();
    },
    close: () => inner.close(),
    send: (batch) => {
      const open: { readonly sent: Sent; readonly keep: (reply: Promise<Reply>) => void }[] = [];
      const replies = batch.map((sent): Promise<Reply> => {
        const { request, signal } = sent;
        if (!isTimeless(request)) {
          return new Promise((resolve) => open.push({ sent, keep: resolve }));
        }
        const key = requestKey(request);
        const known = request.fresh ? undefined : memory.get(key);
        if (known) return joined(known, sent);
        const call = new AbortController();
        const reply = new Promise<Reply>((resolve) => {
          open.push({ sent: { request, signal: call.signal }, keep: resolve });
        });
        const place = memory;
        const forget = (): void => {
          if (place.get(key) === asked) place.delete(key);
        };
        const asked: Asked = { reply, call, forget, wanted: 0, done: false };
        place.set(key, asked);
        const settle = (keep: boolean): void => {
          asked.done = true;
          if (!keep) forget();
        };
        reply.then(
          (answer) => settle(answer.ok || answer.failure.outcome !== 'stopped'),
          () => settle(false),
        );
        return joined(asked, { request, signal });
      });
      const answers = open.length > 0 ? inner.send(open.map(({ sent }) => sent)) : [];
      open.forEach(({ keep }, at) => {
        const answer = answers[at];
        if (!answer) throw new Error(`${inner.label} answered fewer requests than it was sent`);
        keep(answer);
      });
      return replies;
    },
  };
};

/** Who stops waiting stops nobody else; the last one to go calls the question off. */
const joined = (asked: Asked, { request, signal }: Sent): Promise<Reply> => {
  if (signal.aborted && asked.done) return Promise.resolve(stopped(requestWords(request)));
  asked.wanted += 1;
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      asked.wanted -= 1;
      if (asked.wanted === 0 && !asked.done) {
        asked.forget();
        asked.call.abort();
      }
      resolve(stopped(requestWords(request)));
    };
    if (signal.aborted) {
      leave();
      return;
    }
    signal.addEventListener('abort', leave, { once: true });
    asked.reply.finally(() => signal.removeEventListener('abort', leave)).then(resolve, reject);
  });
};
