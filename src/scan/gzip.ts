import { createGunzip } from 'node:zlib';
import { inflating, unpackedBytes } from './inflating.ts';
import type { Take, Unpacking } from './unpacking.ts';

/** gzip, also several one behind the other, as rotation joins them. */
export const gzipUnpacking = (take: Take): Unpacking => {
  const gunzip = inflating(createGunzip({ chunkSize: unpackedBytes }), take);
  return {
    take: async (piece) => {
      if (gunzip.spoilt === undefined) await gunzip.write(piece);
    },
    end: async () => {
      await gunzip.finish();
      return gunzip.spoilt;
    },
  };
};
