/** Files that tell a Python where its packages lie. */

/** `pyvenv.cfg`: `key = value` lines. */
export const pyvenv = (
  text: string,
): { readonly home?: string; readonly version?: string; readonly system: boolean } => {
  const values = new Map(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      return at < 0
        ? []
        : [[line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()] as const];
    }),
  );
  const version = /^(\d+\.\d+)/.exec(
    values.get('version_info') ?? values.get('version') ?? '',
  )?.[1];
  const home = values.get('home');
  return {
    ...(home !== undefined && { home }),
    ...(version !== undefined && { version }),
    system: values.get('include-system-site-packages')?.toLowerCase() === 'true',
  };
};

export type PathFile = {
  /** Folders to search as well; relative ones lie beside the file. */
  readonly folders: readonly string[];
  /** Lines that are programs: what they add, only running them would tell. */
  readonly programs: readonly string[];
};

/** These lines of well-known tools add no folder and find no module. */
const harmless =
  /^import (?:_virtualenv|coverage|a1_coverage|sitecustomize|_distutils_hack|os;\s*var = 'SETUPTOOLS_USE_DISTUTILS'|sys, types, os;has_mfs)/;

/** A `.pth` file, as `site` reads it. */
export const pathFile = (text: string): PathFile => {
  const lines = text.split(/\r?\n/).map((line) => line.trimEnd());
  const meant = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const isProgram = (line: string): boolean => /^import[ \t]/.test(line);
  return {
    folders: meant.filter((line) => !isProgram(line)),
    programs: meant.filter((line) => isProgram(line) && !harmless.test(line)),
  };
};

/** Names of files that one Python takes for a module written in C, the most particular first. */
export const extensionSuffixes = (version: string): readonly string[] => {
  const tag = `cpython-${version.replace('.', '')}`;
  const machines = ['x86_64', 'aarch64'];
  return [
    ...machines.flatMap((machine) => [
      `.${tag}-${machine}-linux-gnu.so`,
      `.${tag}-${machine}-linux-musl.so`,
    ]),
    '.abi3.so',
    '.so',
  ];
};

/** What left the standard library, and with which version. */
const removed: Readonly<Record<string, number>> = {
  asynchat: 12,
  asyncore: 12,
  distutils: 12,
  imp: 12,
  smtpd: 12,
  aifc: 13,
  audioop: 13,
  cgi: 13,
  cgitb: 13,
  chunk: 13,
  crypt: 13,
  imghdr: 13,
  lib2to3: 13,
  mailcap: 13,
  msilib: 13,
  nis: 13,
  nntplib: 13,
  ossaudiodev: 13,
  pipes: 13,
  sndhdr: 13,
  spwd: 13,
  sunau: 13,
  telnetlib: 13,
  uu: 13,
  xdrlib: 13,
};

/** Parts of the standard library that a Python has only if it was built, or packed, with them. */
const optional = new Set([
  ...['_bz2', '_ctypes', '_curses', '_dbm', '_gdbm', '_lzma', '_sqlite3', '_ssl', '_tkinter'],
  ...['ensurepip', 'idlelib', 'lib2to3', 'readline', 'sqlite3', 'tkinter', 'turtle', 'venv'],
]);

/** Does the name belong to Python itself, and why may this one lack it? */
export const lackedBy = (version: string, name: string): 'removed' | 'optional' | undefined => {
  const since = Object.hasOwn(removed, name) ? removed[name] : undefined;
  if (since !== undefined && Number(version.split('.')[1]) >= since) return 'removed';
  return optional.has(name) ? 'optional' : undefined;
};
