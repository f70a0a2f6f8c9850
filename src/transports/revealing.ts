import { isSecret } from '../core/probe.ts';
import { requestWords } from '../core/request-words.ts';
import type { Reply, Request, Secret, Sent, Text, Transport } from '../core/target.ts';
import { refusal } from './failure.ts';

type Reveal = (secret: Secret) => string | undefined;

/** Puts values in the place of references, right before the wire; above it nothing sees them. */
export const revealing = (inner: Transport, reveal: Reveal): Transport => ({
  label: inner.label,
  close: () => inner.close(),
  send: (batch) => {
    const filled = batch.map(({ request, signal }) => {
      const whole = fill(request, reveal);
      return whole ? { request: whole, signal } : undefined;
    });
    const sendable = filled.filter((sent): sent is Sent => sent !== undefined);
    const answers = sendable.length > 0 ? [...inner.send(sendable)] : [];
    return batch.map(({ request }, at): Promise<Reply> => {
      if (!filled[at]) return Promise.resolve(forgotten(request));
      const answer = answers.shift();
      if (!answer) throw new Error(`${inner.label} answered fewer requests than it was sent`);
      return answer;
    });
  },
});

const forgotten = (request: Request): Reply => {
  const words =
    'the secret it needs is no longer in memory: what it was read from must be asked again';
  return refusal('unreadable', requestWords(request), words);
};

/** Undefined where a value is no longer known. */
const fill = (request: Request, reveal: Reveal): Request | undefined => {
  switch (request.kind) {
    case 'exec': {
      if (request.stdin === undefined) return request;
      const stdin = plain(request.stdin, reveal);
      return stdin === undefined ? undefined : { ...request, stdin };
    }
    case 'postgres': {
      if (request.password === undefined) return request;
      const password = plain(request.password, reveal);
      return password === undefined ? undefined : { ...request, password };
    }
    case 'read':
    case 'stat':
    case 'list':
    case 'docker':
    case 'http':
    case 'dial':
    case 'clock':
    case 'wait':
      return request;
  }
};

const plain = (text: Text, reveal: Reveal): Exclude<Text, Secret> | undefined =>
  isSecret(text) ? reveal(text) : text;
