import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frames } from '../../src/transports/docker-frames.ts';

function frame(stream: number, content: Uint8Array): Uint8Array {
  const head = new Uint8Array(8);
  head[0] = stream;
  new DataView(head.buffer).setUint32(4, content.length);
  return Buffer.concat([head, content]);
}

/** Feeds bytes in pieces of the given sizes, and tells what each stream held. */
function taken(bytes: Uint8Array, sizes: readonly number[]) {
  const out: Record<'stdout' | 'stderr', number[]> = { stdout: [], stderr: [] };
  const feed = frames((stream, part) => out[stream].push(...part));
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    feed.take(bytes.subarray(at, at + size));
    at += size;
  }
  return out;
}

test('frames come apart wherever the stream is cut', () => {
  const piece = fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 40 }));
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.nat(20)), (pieces, sizes) => {
      const bytes = Buffer.concat(pieces.map(([stream, content]) => frame(stream, content)));
      const wanted = (stream: number) =>
        pieces.flatMap(([of, content]) => (of === stream ? [...content] : []));
      expect(taken(bytes, sizes)).toEqual({ stdout: wanted(1), stderr: wanted(2) });
    }),
  );
});

test('text without frames comes as it is, wherever the stream is cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(5)), (text, sizes) => {
      const bytes = new TextEncoder().encode(`$ ${text}`);
      expect(taken(bytes, sizes)).toEqual({ stdout: [...bytes], stderr: [] });
    }),
  );
});

test('a stream that ends within a frame is not whole, and one that ends with a frame is', () => {
  const bytes = Buffer.concat([frame(1, Buffer.from('out')), frame(2, Buffer.from('err'))]);
  const whole = Array.from({ length: bytes.length + 1 }, (_, at) => {
    const feed = frames(() => undefined);
    feed.take(bytes.subarray(0, at));
    return feed.isWhole();
  });
  expect(whole.flatMap((isWhole, at) => (isWhole ? [at] : []))).toEqual([0, 11, 22]);
});
