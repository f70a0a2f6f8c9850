/** Seconds since the epoch, with fractions. */
export type FileTimes = {
  /** When this inode came to be. */
  readonly born: number;
  /** When its content was last written. */
  readonly written: number;
  /** When anything of it last changed: content, mode, name. */
  readonly changed: number;
};

/** `stat -c '%.9W %.9Y %.9Z'`; undefined where the file system does not know the birth. */
export const timesOf = (words: string): FileTimes | undefined => {
  const [born = NaN, written = NaN, changed = NaN] = words.trim().split(/\s+/).map(Number);
  if (!(born > 0) || Number.isNaN(written) || Number.isNaN(changed)) return undefined;
  return { born, written, changed };
};

/** An upload to a temporary name takes this long at most, as far as we guess. */
const uploadSeconds = 600;
/** Creating a file and filling it is one thing. */
const createSeconds = 5;

/**
 * Was the content written into an inode that was there before? A temporary file that is renamed
 * is born as its writing begins, and the renaming changes it once more after the last write.
 */
export const inPlace = ({ born, written, changed }: FileTimes): boolean => {
  const age = written - born;
  const last = changed - written < 0.001;
  return age > uploadSeconds || (last && age > createSeconds);
};
