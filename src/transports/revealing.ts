import { z } from 'zod';
import { isSecret } from '../core/probe.ts';
import { changeWords, requestWords } from '../core/request-words.ts';
import type { Change, Writable } from '../core/change.ts';
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

/** The same for changes. */
export const revealingChanges = (inner: Writable, reveal: Reveal): Writable => ({
  label: inner.label,
  close: () => inner.close(),
  settled: (signal) => inner.settled(signal),
  change: (change, signal) => {
    const whole = fillChange(change, reveal);
    return whole
      ? inner.change(whole, signal)
      : Promise.resolve(refusal('unreadable', changeWords(change), forgottenWords));
  },
});

const forgottenWords =
  'the secret it needs is no longer in memory: what it was read from must be asked again';

const forgotten = (request: Request): Reply =>
  refusal('unreadable', requestWords(request), forgottenWords);

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

const fillChange = (change: Change, reveal: Reveal): Change | undefined => {
  switch (change.kind) {
    case 'write': {
      if (!isSecret(change.content)) return change;
      const content = reveal(change.content);
      return content === undefined ? undefined : { ...change, content };
    }
    case 'run': {
      if (!isSecret(change.stdin)) return change;
      const stdin = reveal(change.stdin);
      return stdin === undefined ? undefined : { ...change, stdin };
    }
    case 'postgres-change': {
      const { password, ...rest } = change;
      const sql = plain(change.sql, reveal);
      const given = password === undefined ? undefined : plain(password, reveal);
      if (sql === undefined || (password !== undefined && given === undefined)) return undefined;
      return { ...rest, sql, ...(given !== undefined && { password: given }) };
    }
    case 'docker-change': {
      if (!isSecret(change.body)) return change;
      const body = reveal(change.body);
      return body === undefined ? undefined : { ...change, body: bodyOf(body) };
    }
    case 'restore':
    case 'remove':
    case 'chmod':
    case 'make-folder':
    case 'remove-folder':
      return change;
  }
};

/** A reference for a body stands for the text of one JSON object. */
const bodyOf = (text: string): Readonly<Record<string, unknown>> =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(text));

const plain = (text: Text, reveal: Reveal): Exclude<Text, Secret> | undefined =>
  isSecret(text) ? reveal(text) : text;
