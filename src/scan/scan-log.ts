import type { Hearer } from '../core/tally.ts';
import { feed, type Ended, type Patience } from './feed.ts';
import type { Finder } from './finder.ts';
import type { LogFile } from './log-file.ts';
import { startScan, type Scanned } from './scan.ts';
import { unpacking } from './unpacking.ts';
import { recoding } from './utf8.ts';

export type LogScanned = Scanned & {
  readonly ended: Ended;
  /** Why the rest of a compressed log could not be unpacked. */
  readonly spoilt?: string;
  /** All of its text, where that is not long. */
  readonly text?: string;
};

/** A log of any kind and any size, once, in small memory. `longest`: of a text that is kept whole. */
export const scanLog = async (
  log: LogFile,
  { finder, hearer, longest }: { finder: Finder; hearer: Hearer; longest: number },
  patience: Patience,
): Promise<LogScanned> => {
  const scanning = startScan(finder, hearer);
  const whole = keeping(longest);
  const text = recoding();
  const hear = (bytes: Uint8Array): void => {
    whole.add(bytes);
    scanning.take(bytes);
  };
  const packed = unpacking((piece) => hear(text.piece(piece)));
  const ended = await feed(log, packed.take, patience);
  const spoilt = await packed.end();
  hear(text.end());
  const kept = whole.text();
  return {
    ...scanning.end(),
    ended,
    ...(spoilt !== undefined && { spoilt }),
    ...(kept !== undefined && { text: kept }),
  };
};

const keeping = (longest: number) => {
  let pieces: Buffer[] | undefined = [];
  let length = 0;
  return {
    add: (bytes: Uint8Array): void => {
      length += bytes.length;
      if (length > longest) pieces = undefined;
      pieces?.push(Buffer.from(bytes));
    },
    text: () => pieces && Buffer.concat(pieces).toString(),
  };
};
