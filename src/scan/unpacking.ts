import { gzipUnpacking } from './gzip.ts';
import { zstdUnpacking } from './zstd.ts';

/** Takes a piece of a log; a promise asks for patience before the next one. */
export type Take = (piece: Uint8Array) => void | Promise<void>;

/** A log that may be compressed, on its way to whoever reads it. */
export type Unpacking = {
  readonly take: Take;
  /** Once the last piece was taken; what spoilt the rest of it, in words. */
  end(): Promise<string | undefined>;
};

/** Compressed in a way that is read with another program. */
export class Packed extends Error {
  readonly unpacker: string;

  constructor(unpacker: string) {
    super(`it is compressed, and ${unpacker} unpacks it`);
    this.unpacker = unpacker;
  }
}

/** Rotated logs are compressed; their first bytes say how. */
export const unpacking = (take: Take): Unpacking => {
  let begun: Unpacking | undefined;
  let first: Uint8Array = new Uint8Array();
  const begin = (): Unpacking => {
    const packing = packings.find(({ mark }) => mark.every((byte, at) => first[at] === byte));
    return packing ? packing.through(take) : { take, end: () => Promise.resolve(undefined) };
  };
  return {
    take: (piece) => {
      if (begun) return begun.take(piece);
      first = Buffer.concat([first, piece]);
      if (first.length < longestMark) return;
      begun = begin();
      return begun.take(first);
    },
    end: async () => {
      if (begun) return begun.end();
      begun = begin();
      await begun.take(first);
      return begun.end();
    },
  };
};

const by = (unpacker: string) => (): Unpacking => {
  throw new Packed(unpacker);
};

const packings = [
  { mark: [0x1f, 0x8b], through: gzipUnpacking },
  // Node has it since 22.15.
  { mark: [0x28, 0xb5, 0x2f, 0xfd], through: zstdUnpacking ?? by('zstdcat') },
  { mark: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], through: by('xzcat') },
  { mark: [0x42, 0x5a, 0x68], through: by('bzcat') },
];
const longestMark = Math.max(...packings.map(({ mark }) => mark.length));
