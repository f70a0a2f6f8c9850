import { constants, fstatSync, openSync } from 'node:fs';

/** An open log, and how it can be read. */
export type LogFile = {
  readonly descriptor: number;
  /** `file`: read at once. `stream`: its bytes come when they come. */
  readonly kind: 'file' | 'stream' | 'named-pipe' | 'device' | 'folder';
  /** Bytes of a file when it was opened; a log may grow faster than anybody reads. */
  readonly size: number;
  /** When it was last written: some times in it name no year. */
  readonly year: number;
};

/** Opening a named pipe would else wait for somebody to write into it. */
const flags = constants.O_RDONLY | constants.O_NONBLOCK;

/** A file by its name, or standard input. */
export const openLog = (name: string | undefined): LogFile => {
  const descriptor = name === undefined ? 0 : openSync(name, flags);
  const status = fstatSync(descriptor);
  const kind = status.isFile()
    ? 'file'
    : status.isDirectory()
      ? 'folder'
      : status.isCharacterDevice() || status.isBlockDevice()
        ? 'device'
        : status.isFIFO() && name !== undefined
          ? 'named-pipe'
          : 'stream';
  return { descriptor, kind, size: status.size, year: status.mtime.getUTCFullYear() };
};
