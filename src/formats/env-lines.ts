/**
 * An env file as lines that can be put together again byte for byte: each character stands for one
 * byte. A quoted value may span lines; what looks like a name inside it is none.
 */
export type EnvLine = {
  /** With its end. */
  readonly whole: string;
  readonly assignment?: Assignment;
};

export type Assignment = {
  readonly name: string;
  /** Up to the value: indentation, `export`, the name, the sign and blanks. */
  readonly head: string;
  /** The value as written, with its quotes. */
  readonly written: string;
  /** Blanks and a comment behind it. */
  readonly tail: string;
  /** `\r\n`, `\n`, or nothing at the end of the file. */
  readonly end: string;
  readonly spans: boolean;
};

const head =
  /^(\ufeff|\u00ef\u00bb\u00bf)?(\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*[=:][ \t]*)/;

export const envLines = (text: string): readonly EnvLine[] => {
  const physical = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const lines: EnvLine[] = [];
  for (let at = 0; at < physical.length; at += 1) {
    const first = physical[at] ?? '';
    const found = /^(?:\u00ef\u00bb\u00bf)?\s*#/.test(first) ? null : head.exec(first);
    if (!found) {
      lines.push({ whole: first });
      continue;
    }
    let whole = first;
    const start = found[0].length;
    const quote = first[start] ?? '';
    const quoted = quote === '"' || quote === "'";
    let close = quoted ? closing(whole, start) : undefined;
    let last = at;
    while (quoted && close === undefined && last + 1 < physical.length) {
      last += 1;
      whole += physical[last] ?? '';
      close = closing(whole, start);
    }
    // A quote that nothing closes is a letter, and the value ends with its line.
    if (close === undefined) whole = first;
    else at = last;
    const assignment = { name: found[3] ?? '', head: found[0], ...parts(whole, start, close) };
    lines.push({ whole, assignment: { ...assignment, spans: whole !== first } });
  }
  return lines;
};

/** Where the quote at `start` is closed. */
const closing = (text: string, start: number): number | undefined => {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\' && quote === '"') at += 1;
    else if (text[at] === quote) return at;
  }
  return undefined;
};

const parts = (
  whole: string,
  start: number,
  close: number | undefined,
): Pick<Assignment, 'written' | 'tail' | 'end'> => {
  const end = /\r?\n?$/.exec(whole)?.[0] ?? '';
  const rest = whole.slice(start, whole.length - end.length);
  if (close !== undefined) {
    const length = close + 1 - start;
    return { written: rest.slice(0, length), tail: rest.slice(length), end };
  }
  const tail = /[ \t]+(?:#.*)?$/.exec(rest)?.[0] ?? '';
  return { written: rest.slice(0, rest.length - tail.length), tail, end };
};
