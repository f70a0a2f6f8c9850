import { basename } from 'node:path';
import type { FileStat } from '../../core/target.ts';

type Type = FileStat['type'];
type Described = Omit<FileStat, 'name' | 'target'>;

const byMode: Readonly<Record<number, Type>> = {
  0o10: 'file',
  0o4: 'directory',
  0o12: 'link',
  0o14: 'socket',
  0o1: 'fifo',
  0o2: 'device',
  0o6: 'device',
};
const byLetter: Readonly<Record<string, Type>> = {
  ...{ f: 'file', d: 'directory', l: 'link', s: 'socket', p: 'fifo', c: 'device', b: 'device' },
  '-': 'file',
};

/** `stat -c '%f %s %Y %u %g %d %i'`: the mode in hexadecimal with the type in it. */
const ofStat = (text: string): Described | undefined => {
  const found = /^([0-9a-f]+) (\d+) (-?\d+) (\d+) (\d+) (\d+) (\d+)$/.exec(text);
  if (!found) return undefined;
  const [size = 0, mtime = 0, uid = 0, gid = 0, dev = 0, inode = 0] = found.slice(2).map(Number);
  const raw = Number.parseInt(found[1] ?? '', 16);
  const type = byMode[raw >> 12] ?? 'other';
  return { type, size, mode: raw & 0o7777, mtime, uid, gid, dev, inode };
};

/** `find -printf '%d%y %m %s %T@ %U %G %D %i'`, without the depth. */
const ofFind = (text: string): Described | undefined => {
  const found = /^(\S) ([0-7]+) (\d+) (-?\d+)[.\d]* (\d+) (\d+) (\d+) (\d+)$/.exec(text);
  if (!found) return undefined;
  const [size = 0, mtime = 0, uid = 0, gid = 0, dev = 0, inode = 0] = found.slice(3).map(Number);
  const type = byLetter[found[1] ?? ''] ?? 'other';
  return { type, size, mode: Number.parseInt(found[2] ?? '', 8), mtime, uid, gid, dev, inode };
};

const ofLs =
  /^ *(\d+) ([bcdlps-])([r-][w-][xsS-][r-][w-][xsS-][r-][w-][xtT-])[.+@]? +\d+ (\d+) +(\d+) +(?:(\d+)|\d+, +\d+) (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? /;

/** `ls -dni --full-time`, in UTC. What comes after the time is the name, which is known. */
const ofListing = (text: string): Described | undefined => {
  const found = ofLs.exec(text);
  if (!found) return undefined;
  const [, inode, letter = '', rights = '', uid, gid, size = '0', day = '', time = ''] = found;
  return {
    type: byLetter[letter] ?? 'other',
    size: Number(size),
    mode: modeOf(rights),
    mtime: Date.parse(`${day}T${time}Z`) / 1000,
    uid: Number(uid),
    gid: Number(gid),
    inode: Number(inode),
  };
};

const modeOf = (rights: string): number =>
  [...rights].reduce((mode, letter, at) => {
    const bit = letter === '-' || letter === 'S' || letter === 'T' ? 0 : 0o400 >> at;
    const special = /[sStT]/.test(letter) ? 0o4000 >> Math.floor(at / 3) : 0;
    return mode | bit | special;
  }, 0);

const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString();
const base = (name: string): string => utf8(name).replace(/^\.\//, '');

/** What `_stat` wrote: the description, a NUL, the target of a link with its line's end. */
export const parseStat = (bytes: Uint8Array, path: string): FileStat | undefined => {
  const [text = '', rest = ''] = Buffer.from(bytes).toString('latin1').split('\0');
  const about = ofStat(text.trimEnd()) ?? ofListing(text);
  if (!about) return undefined;
  const target = about.type === 'link' ? { target: utf8(rest.replace(/\n$/, '')) } : {};
  return { name: basename(path), ...about, ...target };
};

/** What `_list` wrote, as far as it came. Undefined where it cannot be read. */
export const parseList = (bytes: Uint8Array): readonly FileStat[] | undefined => {
  const text = Buffer.from(bytes).toString('latin1');
  const start = text.indexOf('\0') + 1;
  const rest = text.slice(start);
  if (text.startsWith('find\0')) return ofFindRecords(rest.split('\0'));
  if (!text.startsWith('names\0')) return undefined;
  return rest === '' ? [] : ofPatterns(rest);
};

/** The folder itself is among them, or it was gone before it was looked into. */
const ofFindRecords = (parts: readonly string[]): readonly FileStat[] | undefined => {
  const entries: FileStat[] = [];
  let itself = false;
  for (let at = 0; at + 3 < parts.length; at += 3) {
    const [name = '', described = '', target = ''] = parts.slice(at, at + 3);
    const about = ofFind(described.slice(1));
    if (!about) return undefined;
    if (described.startsWith('0')) {
      itself = true;
      continue;
    }
    const link = about.type === 'link' ? { target: utf8(target) } : {};
    entries.push({ name: utf8(name), ...about, ...link });
  }
  return itself ? entries : undefined;
};

/** The names, an empty one, the targets of those that are links, an empty one, the descriptions. */
const ofPatterns = (text: string): readonly FileStat[] | undefined => {
  const namesEnd = text.indexOf('\0\0');
  if (namesEnd < 0) return undefined;
  const names = text.slice(0, namesEnd).split('\0');
  const targets: string[] = [];
  let at = namesEnd + 2;
  for (let end = text.indexOf('\0', at); end > at; end = text.indexOf('\0', at)) {
    targets.push(text.slice(at, end).replace(/\n?x$/, ''));
    at = end + 1;
  }
  const described = text.slice(at + 1);
  const abouts = described.includes('\0')
    ? described.split('\0').map((each) => ofListing(each))
    : inOrder(described, names);
  if (!abouts) return undefined;
  return names.flatMap((name, index) => {
    const about = abouts[index];
    if (!about) return [];
    const target = about.type === 'link' ? { target: utf8(targets.shift() ?? '') } : {};
    return [{ name: base(name), ...about, ...target }];
  });
};

/** A line a name, in the order of the names; one that vanished meanwhile has none. */
const inOrder = (
  lines: string,
  names: readonly string[],
): readonly (Described | undefined)[] | undefined => {
  let at = 0;
  const abouts = names.map((name) => {
    const head = /^[0-9a-f]+ \d+ -?\d+ \d+ \d+ \d+ \d+ /.exec(lines.slice(at, at + 200))?.[0] ?? '';
    const line = `${name}\n`;
    if (head === '' || !lines.startsWith(line, at + head.length)) return undefined;
    at += head.length + line.length;
    return ofStat(head.trimEnd());
  });
  return at === lines.length ? abouts : undefined;
};
