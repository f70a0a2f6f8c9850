import { expect, test } from 'vitest';
import type { Sent, Transport } from '../../src/core/target.ts';
import { gather } from '../../src/run/gather.ts';

const never = new AbortController().signal;

test('what is sent in one tick goes out as one batch, and each gets its own answer', async () => {
  const batches: (readonly Sent[])[] = [];
  const transport: Transport = {
    label: 'fake',
    send: (batch) => {
      batches.push(batch);
      return batch.map(({ request }) => Promise.resolve({ ok: true, json: request }));
    },
    close: () => Promise.resolve(),
  };
  const send = gather(transport);
  const waits = [1, 2, 3].map(async (ms) => {
    await Promise.resolve();
    return send({ kind: 'wait', ms }, never);
  });
  const replies = await Promise.all(waits);
  expect(replies.map((reply) => reply.ok && reply.json)).toEqual([
    { kind: 'wait', ms: 1 },
    { kind: 'wait', ms: 2 },
    { kind: 'wait', ms: 3 },
  ]);
  expect(batches.map((batch) => batch.length)).toEqual([3]);
  await send({ kind: 'clock' }, never);
  expect(batches).toHaveLength(2);
});
