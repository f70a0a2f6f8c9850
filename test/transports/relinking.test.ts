import { describe, expect, it } from 'vitest';
import type { Change, Writable } from '../../src/core/change.ts';
import type { Reply, Request, Transport } from '../../src/core/target.ts';
import {
  relinking,
  type LinkHearer,
  type LinkOpened,
  type Refused,
} from '../../src/transports/relinking.ts';

const never = new AbortController().signal;
const read = (path: string): Request => ({ kind: 'read', path });
const pausesMs = [5, 5, 5];

/** A link under the test's control: how it answers, and when it is lost. */
const wire = (answer: (request: Request, signal: AbortSignal) => Promise<Reply>) => {
  const batches: Request[][] = [];
  const transport: Transport = {
    label: 'wire',
    send: (batch) => {
      batches.push(batch.map(({ request }) => request));
      return batch.map(({ request, signal }) => answer(request, signal));
    },
    close: () => Promise.resolve(),
  };
  return { transport, batches };
};

const answered = async (): Promise<Reply> => ({ ok: true, json: 'here' });
const silent = (): Promise<Reply> => new Promise(() => undefined);
const unreachable: Refused = { kind: 'unreachable', detail: 'no route to host' };

/** Hands that answer as the test says, and what they were given. */
const hands = (answer: () => Promise<Reply>) => {
  const got: Change[] = [];
  const settled: string[] = [];
  const writable: Writable = {
    label: 'hands',
    change: (change) => {
      got.push(change);
      return answer();
    },
    settled: async () => {
      settled.push('asked');
      return undefined;
    },
    close: () => Promise.resolve(),
  };
  return { writable, got, settled };
};
const noHands = hands(() => Promise.reject(new Error('nothing is to be changed'))).writable;

/** Opens these, one after the other; a string is a refusal. */
const stage = (
  links: readonly (Transport | Refused)[],
  more: { pausesMs?: number[] } = {},
  held: readonly Writable[] = [],
) => {
  const heard: string[] = [];
  let opened = 0;
  let hearer: LinkHearer | undefined;
  const made = relinking({
    label: 'web-1',
    open: async (hear): Promise<LinkOpened> => {
      const next = links[opened++];
      hearer = hear;
      if (!next) throw new Error('opened more often than the test has links');
      if ('kind' in next) return { ok: false, refused: next };
      return { ok: true, transport: next, hands: held[opened - 1] ?? noHands };
    },
    lost: (detail) => heard.push(`lost: ${detail}`),
    linked: () => heard.push('linked'),
    gone: ({ kind, detail }) => heard.push(`gone: ${kind}: ${detail}`),
    pausesMs,
    ...more,
  });
  return {
    made,
    heard,
    opened: () => opened,
    lose: (detail: string) => hearer?.lost(detail),
    refuse: (refused: Refused) => hearer?.refused(refused),
    ask: (path = '/x', signal = never) => made.send([{ request: read(path), signal }])[0],
  };
};

describe('a link that comes back', () => {
  it('holds what was asked, and asks it again over the new link, as one batch', async () => {
    const [first, second] = [wire(silent), wire(answered)];
    const { made, heard, lose } = stage([first.transport, second.transport]);
    expect(await made.link()).toBeUndefined();
    const replies = made.send([
      { request: read('/a'), signal: never },
      { request: read('/b'), signal: never },
    ]);
    lose('connection reset');
    const later = made.send([{ request: read('/c'), signal: never }]);
    expect(await Promise.all([...replies, ...later])).toMatchObject([
      { ok: true },
      { ok: true },
      { ok: true },
    ]);
    expect(second.batches.map((batch) => batch.length)).toEqual([3]);
    expect(heard).toEqual(['lost: connection reset', 'linked']);
    expect(made.awayMs()).toBeGreaterThan(0);
  });

  it('takes an answer that the loss itself gave for no answer', async () => {
    const cut: Reply = {
      ok: false,
      failure: { outcome: 'unreachable', subject: 'x', detail: 'channel closed' },
    };
    let fail: () => void = () => undefined;
    const first = wire(() => new Promise((resolve) => (fail = () => resolve(cut))));
    const { made, lose, ask } = stage([first.transport, wire(answered).transport]);
    await made.link();
    const reply = ask();
    fail();
    await new Promise((resolve) => setImmediate(resolve));
    lose('connection reset');
    expect(await reply).toMatchObject({ ok: true });
  });

  it('leaves alone an engine that is out of reach while the link stands', async () => {
    const away: Reply = {
      ok: false,
      failure: { outcome: 'unreachable', subject: 'engine', detail: 'no socket' },
    };
    const { made, ask } = stage([wire(async () => away).transport]);
    await made.link();
    expect(await ask()).toEqual(away);
  });

  it('gives up after its last attempt, says so, and then everything held is unreachable', async () => {
    const links = [wire(silent).transport, unreachable, unreachable, unreachable];
    const { made, heard, lose, ask, opened } = stage(links);
    await made.link();
    const reply = ask();
    lose('connection reset');
    expect(await reply).toMatchObject({
      ok: false,
      failure: { outcome: 'unreachable', detail: 'no link to web-1: no route to host' },
    });
    expect(heard).toEqual(['lost: connection reset', 'gone: unreachable: no route to host']);
    expect(await ask()).toMatchObject({ ok: false });
    expect(opened()).toBe(4);
  });

  it('does not knock again where it was refused', async () => {
    const changed: Refused = { kind: 'host-key', detail: 'the host key has changed' };
    const { made, heard, lose, ask, opened } = stage([wire(silent).transport, changed]);
    await made.link();
    const reply = ask();
    lose('connection reset');
    expect(await reply).toMatchObject({ ok: false, failure: { outcome: 'unreachable' } });
    expect(heard.at(-1)).toBe('gone: host-key: the host key has changed');
    expect(opened()).toBe(2);
  });

  it('is given up at once where it leads nowhere, until somebody asks for it', async () => {
    const [first, second] = [wire(silent), wire(answered)];
    const { made, heard, refuse, ask, opened } = stage([first.transport, second.transport]);
    await made.link();
    const reply = ask();
    refuse({ kind: 'refused', detail: 'no shell' });
    expect(await reply).toMatchObject({
      ok: false,
      failure: { outcome: 'unreachable', detail: 'no link to web-1: no shell' },
    });
    expect(heard).toEqual(['gone: refused: no shell']);
    expect(await ask()).toMatchObject({ ok: false });
    expect(opened()).toBe(1);
    expect(await made.link()).toBeUndefined();
    expect(await ask()).toMatchObject({ ok: true });
  });

  it('is made once more when somebody asks for it after it was given up', async () => {
    const { made, ask } = stage([unreachable, wire(answered).transport]);
    expect(await made.link()).toEqual(unreachable);
    expect(await ask()).toMatchObject({ ok: false });
    expect(await made.link()).toBeUndefined();
    expect(await ask()).toMatchObject({ ok: true });
  });

  it('lets go of what the operator stops while the link is away', async () => {
    const { made, lose, ask } = stage([wire(silent).transport, unreachable], { pausesMs: [50] });
    await made.link();
    const stop = new AbortController();
    const reply = ask('/x', stop.signal);
    lose('connection reset');
    stop.abort();
    expect(await reply).toMatchObject({ ok: false, failure: { outcome: 'stopped' } });
  });

  it('is not killed again and again by one and the same question', async () => {
    let lose: () => void = () => undefined;
    const poisoned = () => {
      const { transport } = wire(async () => {
        lose();
        return silent();
      });
      return transport;
    };
    const { made, lose: cut, ask } = stage(Array.from({ length: 6 }, poisoned));
    lose = () => cut('the host hung up');
    await made.link();
    const reply = await ask();
    expect(reply).toMatchObject({
      ok: false,
      failure: { detail: 'no link to web-1: the link is lost whenever this is asked' },
    });
  });

  it('ends for good when it is closed, whatever is under way', async () => {
    const { made, lose, ask, heard } = stage([wire(silent).transport], { pausesMs: [10_000] });
    await made.link();
    const reply = ask();
    lose('connection reset');
    await made.close();
    expect(await reply).toMatchObject({ ok: false, failure: { outcome: 'stopped' } });
    expect(heard).toEqual(['lost: connection reset']);
  });
});

describe('a change over a link that goes', () => {
  const change: Change = { kind: 'run', argv: ['make', 'it', 'so'] };
  const done: Reply = { ok: true, exit: 0 };
  const hang = (): Promise<Reply> => new Promise(() => undefined);

  it('is never sent again, and fails once the link stands again', async () => {
    const [cut, next] = [hands(hang), hands(async () => done)];
    const links = [wire(answered).transport, wire(answered).transport];
    const { made, heard, lose } = stage(links, {}, [cut.writable, next.writable]);
    await made.link();
    const reply = made.hands.change(change, never);
    lose('connection reset');
    expect(await reply).toMatchObject({
      ok: false,
      failure: { outcome: 'unreachable', detail: 'the link to web-1 was lost meanwhile' },
    });
    expect(heard).toEqual(['lost: connection reset', 'linked']);
    expect([cut.got, next.got]).toEqual([[change], []]);
    expect(await made.hands.settled(never)).toBeUndefined();
    expect(next.settled).toEqual(['asked']);
    expect(await made.hands.change(change, never)).toEqual(done);
  });

  it('takes a refusal that the loss itself gave for no answer', async () => {
    const words = { outcome: 'unreachable', subject: 'x', detail: 'channel closed' } as const;
    const cut = hands(async () => ({ ok: false, failure: words }));
    const links = [wire(answered).transport, wire(answered).transport];
    const { made, lose } = stage(links, {}, [cut.writable]);
    await made.link();
    const reply = made.hands.change(change, never);
    await Promise.resolve();
    lose('gone');
    expect(await reply).toMatchObject({
      failure: { detail: expect.stringMatching(/lost meanwhile/) as string },
    });
  });

  it('is not sent while the link is away, and says that nothing was', async () => {
    const next = hands(async () => done);
    const links = [wire(answered).transport, wire(answered).transport];
    const { made, lose } = stage(links, {}, [noHands, next.writable]);
    await made.link();
    lose('gone');
    const refused = {
      failure: {
        outcome: 'unreachable',
        detail: expect.stringMatching(/nothing was sent/) as string,
      },
    };
    expect(await made.hands.change(change, never)).toMatchObject(refused);
    expect(next.got).toEqual([]);
  });

  it('says that the link is lost for good, and so what came of it is not known', async () => {
    const { made, lose } = stage(
      [wire(answered).transport, unreachable, unreachable, unreachable],
      {},
      [hands(hang).writable],
    );
    await made.link();
    const reply = made.hands.change(change, never);
    lose('gone');
    expect(await reply).toMatchObject({
      failure: { detail: expect.stringMatching(/lost for good: no route to host/) as string },
    });
    expect(await made.hands.settled(never)).toMatchObject({ outcome: 'unreachable' });
  });
});
