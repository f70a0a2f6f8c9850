import type { Transform } from 'node:stream';
import type { Take } from './unpacking.ts';

/** Pieces that come out of an unpacker; smaller ones cost time. */
export const unpackedBytes = 128 * 1024;

/** One unpacker of Node's, a piece at a time. */
export type Inflating = {
  /** True once the piece went in, false if the unpacker had its end before. */
  write(piece: Uint8Array): Promise<boolean>;
  /** Gives the unpacker its end, and waits for it. */
  finish(): Promise<void>;
  /** Why it gave up. */
  readonly spoilt: string | undefined;
};

export const inflating = (unpacker: Transform, take: Take): Inflating => {
  let spoilt: string | undefined;
  let taking: void | Promise<void>;
  unpacker.on('data', (piece: Uint8Array) => {
    taking = take(piece);
  });
  const ended = new Promise<false>((resolve) => {
    unpacker
      .on('end', () => resolve(false))
      .on('error', ({ message }) => {
        spoilt = message;
        resolve(false);
      });
  });
  return {
    write: async (piece) => {
      // Whoever gave the piece fills its buffer anew once it is written.
      const written = new Promise<true>((resolve) => unpacker.write(piece, () => resolve(true)));
      const went = await Promise.race([written, ended]);
      if (taking) await taking;
      return went && spoilt === undefined;
    },
    finish: async () => {
      if (spoilt === undefined) unpacker.end();
      await ended;
    },
    get spoilt() {
      return spoilt;
    },
  };
};
