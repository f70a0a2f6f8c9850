import * as zlib from 'node:zlib';
import { inflating, unpackedBytes } from './inflating.ts';
import type { Take, Unpacking } from './unpacking.ts';

/** zstd's own limit: what was packed with more is refused by `zstd -d`, too. */
const windowLog = 27;

/**
 * zstd, which Node reads to the end of its first frame, and then stops as if that were the end of
 * all; and whose cut-off end it takes for an end. So each frame has an unpacker of its own, and a
 * frame that we know is put behind the last one: it comes out whole only where the log is.
 */
const throughZstd = (take: Take): Unpacking => {
  const mark = Buffer.from('the end of the log');
  const tail: Uint8Array[] = [];
  let ending = false;
  const takeOrKeep: Take = (piece) => {
    if (!ending) return take(piece);
    tail.push(piece);
  };
  const open = () => {
    const params = { [zlib.constants.ZSTD_d_windowLogMax]: windowLog };
    const unpacker = zlib.createZstdDecompress({ chunkSize: unpackedBytes, params });
    return { unpacker, frame: inflating(unpacker, takeOrKeep) };
  };
  let now = open();
  let spoilt: string | undefined;
  const write = async (piece: Uint8Array): Promise<void> => {
    for (let left = piece; left.length > 0 && spoilt === undefined;) {
      const before = now.unpacker.bytesWritten;
      const went = await now.frame.write(left);
      spoilt = now.frame.spoilt;
      if (went || spoilt !== undefined) return;
      left = left.subarray(now.unpacker.bytesWritten - before);
      now = open();
    }
  };
  return {
    take: write,
    end: async () => {
      ending = true;
      await write(zlib.zstdCompressSync(mark));
      if (spoilt === undefined) await now.frame.finish();
      if (spoilt !== undefined) return spoilt;
      return Buffer.concat(tail).equals(mark) ? undefined : 'unexpected end of file';
    },
  };
};

/** Undefined where this Node cannot. */
export const zstdUnpacking: typeof throughZstd | undefined =
  typeof (zlib as { createZstdDecompress?: unknown }).createZstdDecompress === 'function'
    ? throughZstd
    : undefined;
