import { envReaders, readEnvFile, type EnvReader } from './env-file.ts';
import { envLines, type Assignment, type EnvLine } from './env-lines.ts';

export type EnvSetting = {
  readonly name: string;
  readonly value: string;
  /** Programs that must read the value as it is meant. */
  readonly readers: readonly EnvReader[];
  /** What stands behind the value was meant to be part of it, and is no comment: it goes. */
  readonly isWhole?: true;
};

export type EnvSet =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array;
      /** Counted from 1. */
      readonly line: number;
      readonly added: boolean;
      /** Readers that get the value as it is meant, and those that get another. */
      readonly right: readonly EnvReader[];
      readonly otherwise: readonly EnvReader[];
      /** Other names whose value changes with it, because they refer to it. */
      readonly follow: readonly string[];
    }
  | { readonly ok: false; readonly problem: string };

/**
 * One assignment with another value, every other byte as it was. The file's own way of quoting is
 * kept where the readers then get the value; else the way that most programs read so.
 */
export const setEnvLine = (bytes: Uint8Array, setting: EnvSetting): EnvSet => {
  const { name, value } = setting;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return no(`${name} is no name of a variable`);
  if (/[\n\r\0]/.test(value)) return no('a value that spans lines is not written here');
  if (bytes.includes(0)) return no('the file holds NUL bytes, so it is no env file');
  const lines = envLines(Buffer.from(bytes).toString('latin1'));
  const at = lines.findLastIndex(({ assignment }) => assignment?.name === name);
  const found = lines[at]?.assignment;
  if (found?.spans) return no(`the value of ${name} spans lines, and is not replaced here`);
  const now = lines[at]?.whole;
  // What they read rightly as it stands is left as it stands.
  const same = now === undefined ? undefined : judged({ bytes, lines, at, replaced: now }, setting);
  if (same) return same;
  const [first, ...others] = candidates(found, setting, lines).map((replaced) =>
    judged({ bytes, lines, at, replaced }, setting),
  );
  if (first) return first;
  const best = others
    .filter((each) => each !== undefined)
    .reduce<Judged | undefined>(
      (top, each) => (top && top.right.length >= each.right.length ? top : each),
      undefined,
    );
  if (best) return best;
  const wanted = setting.readers.join(', ');
  return no(`there is no way to write this value that ${wanted} would read as it is meant`);
};

type Judged = Extract<EnvSet, { readonly ok: true }>;

const no = (problem: string): EnvSet => ({ ok: false, problem });

type Quoting = 'none' | 'single' | 'double';

/** What may take the line's place, its own way of writing first. */
const candidates = (
  found: Assignment | undefined,
  { name, value, isWhole }: EnvSetting,
  lines: readonly EnvLine[],
): readonly string[] => {
  const raw = Buffer.from(value).toString('latin1');
  const own = quotingOf(found?.written);
  const order: readonly Quoting[] = [own, 'single', 'none', 'double'];
  const writings = [...new Set(order)].flatMap((quoting) => writingsOf(quoting, raw));
  if (found) {
    const { head, tail, end } = found;
    // A comment behind the value is part of it to some readers.
    return (isWhole ? [''] : [tail, '']).flatMap((kept) =>
      writings.map((written) => `${head}${written}${kept}${end}`),
    );
  }
  const last = lines.at(-1)?.whole ?? '';
  const end = lines.find(({ whole }) => whole.endsWith('\n'))?.whole.endsWith('\r\n')
    ? '\r\n'
    : '\n';
  // A file without a last line end stays one.
  const open = last !== '' && !last.endsWith('\n');
  return writings.map((written) =>
    open ? `${end}${name}=${written}` : `${name}=${written}${end}`,
  );
};

const quotingOf = (written = "'"): Quoting =>
  written.startsWith("'") ? 'single' : written.startsWith('"') ? 'double' : 'none';

const writingsOf = (quoting: Quoting, raw: string): readonly string[] => {
  switch (quoting) {
    case 'none':
      return [raw, raw.replaceAll('$', '$$$$')];
    case 'single':
      return raw.includes("'") ? [] : [`'${raw}'`];
    case 'double':
      return [
        ...(/["\\]/.test(raw) ? [] : [`"${raw}"`]),
        `"${raw.replace(/[\\"$`]/g, '\\$&')}"`,
        `"${raw.replace(/[\\"]/g, '\\$&').replaceAll('$', '$$$$')}"`,
      ];
  }
};

type Replacement = {
  readonly bytes: Uint8Array;
  readonly lines: readonly EnvLine[];
  /** -1: behind the last line. */
  readonly at: number;
  readonly replaced: string;
};

/** The whole file is read again by every program: undefined where it would not do. */
const judged = (
  { bytes, lines, at, replaced }: Replacement,
  { name, value, readers }: EnvSetting,
): Judged | undefined => {
  const others = (all: readonly EnvLine[], index: number) =>
    all.filter((_, each) => each !== index).map(({ whole }) => whole);
  const whole =
    at < 0
      ? [...lines.map((line) => line.whole), replaced].join('')
      : lines.map((line, index) => (index === at ? replaced : line.whole)).join('');
  const after = envLines(whole);
  const place = at < 0 ? after.length - 1 : at;
  // An open quote would swallow the lines that follow.
  const kept = others(after, place).join('\0');
  const wanted = others(lines, at).join('\0');
  const addedEnd =
    at < 0 && replaced.startsWith('\r\n')
      ? '\r\n'
      : at < 0 && replaced.startsWith('\n')
        ? '\n'
        : '';
  if (after[place]?.assignment?.name !== name || kept !== wanted + addedEnd) return undefined;
  const result = new Uint8Array(Buffer.from(whole, 'latin1'));
  const [old, now] = [textOf(bytes), textOf(result)];
  const reads = (reader: EnvReader) => readEnvFile(reader, now).get(name)?.value === value;
  if (!readers.every(reads)) return undefined;
  return {
    ok: true,
    bytes: result,
    line: wanted === '' && lines.length === 0 ? 1 : lineOf(after, place),
    added: at < 0,
    right: envReaders.filter((reader) => reader !== 'literal' && reads(reader)),
    otherwise: envReaders.filter((reader) => reader !== 'literal' && !reads(reader)),
    follow: following(old, now, name),
  };
};

const lineOf = (lines: readonly EnvLine[], at: number): number =>
  lines.slice(0, at).reduce((sum, { whole }) => sum + (whole.split('\n').length - 1), 1);

const following = (old: string, now: string, name: string): readonly string[] => {
  const names = new Set<string>();
  for (const reader of envReaders) {
    const [before, after] = [readEnvFile(reader, old), readEnvFile(reader, now)];
    for (const [other, { value }] of after) {
      if (other !== name && before.get(other)?.value !== value) names.add(other);
    }
  }
  return [...names].sort();
};

const textOf = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
