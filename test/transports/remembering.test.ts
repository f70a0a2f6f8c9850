import { expect, test } from 'vitest';
import type { Reply, Request } from '../../src/core/target.ts';
import { remembering } from '../../src/transports/remembering.ts';
import { ask, bad, good } from '../contracts/transport-suite.ts';
import { fakeTransport } from './fake-transport.ts';

const stat = (path: string): Request => ({ kind: 'stat', path });

/** Answers with the number of the answer, so that an old one is known. */
function counted() {
  let count = 0;
  return fakeTransport(() => ({ ok: true, json: ++count }));
}

test('equal requests are sent once, together or apart, whatever the order of their fields', async () => {
  const fake = counted();
  const transport = remembering(fake.transport);
  const never = new AbortController().signal;
  const replies = await Promise.all(
    transport.send([
      { request: stat('/a'), signal: never },
      { request: { path: '/a', kind: 'stat' }, signal: never },
      { request: stat('/b'), signal: never },
    ]),
  );
  expect(replies.map((reply) => good(reply).json)).toEqual([1, 1, 2]);
  expect(good(await ask(transport, stat('/a'))).json).toBe(1);
  expect(fake.batches.map((batch) => batch.length)).toEqual([2]);
});

test('a fresh request is always sent, and later ones get its answer', async () => {
  const fake = counted();
  const transport = remembering(fake.transport);
  expect(good(await ask(transport, stat('/a'))).json).toBe(1);
  expect(good(await ask(transport, { ...stat('/a'), fresh: true })).json).toBe(2);
  expect(good(await ask(transport, stat('/a'))).json).toBe(2);
});

test('after forgetting everything is asked again, and late answers of before are not kept', async () => {
  const answers: ((reply: Reply) => void)[] = [];
  const fake = fakeTransport(() => new Promise((resolve) => answers.push(resolve)));
  const transport = remembering(fake.transport);
  const before = ask(transport, stat('/a'));
  transport.forget();
  const after = ask(transport, stat('/a'));
  answers[1]?.({ ok: true, json: 'new' });
  answers[0]?.({ ok: true, json: 'old' });
  expect(good(await before).json).toBe('old');
  expect(good(await after).json).toBe('new');
  expect(good(await ask(transport, stat('/a'))).json).toBe('new');
  expect(fake.requests()).toHaveLength(2);
});

test('clocks and waits are never remembered', async () => {
  const fake = counted();
  const transport = remembering(fake.transport);
  for (const request of [{ kind: 'clock' }, { kind: 'wait', ms: 1 }] as const) {
    await ask(transport, request);
    await ask(transport, request);
  }
  expect(fake.requests()).toHaveLength(4);
});

test('a failure to look is remembered too: twenty probes do not wait for a hung engine in turn', async () => {
  const failure = { outcome: 'timeout', subject: 'engine', detail: 'no answer' } as const;
  const fake = fakeTransport(() => ({ ok: false, failure }));
  const transport = remembering(fake.transport);
  expect(bad(await ask(transport, stat('/a')))).toEqual(failure);
  expect(bad(await ask(transport, stat('/a')))).toEqual(failure);
  expect(fake.requests()).toHaveLength(1);
});

test('who stops waiting stops nobody else', async () => {
  let answer: (reply: Reply) => void = () => undefined;
  const fake = fakeTransport(() => new Promise((resolve) => (answer = resolve)));
  const transport = remembering(fake.transport);
  const operator = new AbortController();
  const stopped = ask(transport, stat('/a'), operator.signal);
  const patient = ask(transport, stat('/a'));
  operator.abort();
  expect(bad(await stopped).outcome).toBe('stopped');
  expect(fake.batches[0]?.[0]?.signal.aborted).toBe(false);
  answer({ ok: true, json: 'found' });
  expect(good(await patient).json).toBe('found');
});

test('when nobody waits any more the question is called off, and asked again the next time', async () => {
  const fake = fakeTransport(() => new Promise(() => undefined));
  const transport = remembering(fake.transport);
  const [first, second, late] = [1, 2, 3].map(() => new AbortController());
  const replies = [
    ask(transport, stat('/a'), first!.signal),
    ask(transport, stat('/a'), second!.signal),
  ];
  first!.abort();
  second!.abort();
  expect((await Promise.all(replies)).map((reply) => bad(reply).outcome)).toEqual([
    'stopped',
    'stopped',
  ]);
  expect(fake.batches[0]?.[0]?.signal.aborted).toBe(true);
  void ask(transport, stat('/a'), late!.signal);
  expect(fake.requests()).toHaveLength(2);
});

test('a bug below comes through as one, and is not remembered', async () => {
  let broken = true;
  const fake = fakeTransport(() => {
    if (!broken) return { ok: true };
    return Promise.reject(new Error('invariant'));
  });
  const transport = remembering(fake.transport);
  await expect(ask(transport, stat('/a'))).rejects.toThrow('invariant');
  broken = false;
  good(await ask(transport, stat('/a')));
});
