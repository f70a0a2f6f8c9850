/** More than this is a slip of the keyboard, not a list of hosts. */
const most = 1000;

export type RangeRead =
  | { readonly ok: true; readonly names: readonly string[] }
  | { readonly ok: false; readonly words: string };

/** `web[01:10]`, `db-[a:c]`, `n[1:9:2]`: every name that Ansible would make of it, in order. */
export const hostRange = (pattern: string): RangeRead => {
  const range = /^([^[]*)\[(\w+):(\w+)(?::(\d+))?\](.*)$/.exec(pattern);
  if (!range) {
    const broken = pattern.includes('[') && !/^\[[0-9a-f:.%]+\](:\d+)?$/i.test(pattern);
    if (broken) return { ok: false, words: `\`${pattern}\` holds a range that is not [from:to]` };
    return { ok: true, names: [pattern] };
  }
  const [, before = '', from = '', to = '', step = '1', after = ''] = range;
  const values = between(from, to, Number(step));
  if (!values) {
    return { ok: false, words: `[${from}:${to}] is no range: it is two numbers, or two letters` };
  }
  const names: string[] = [];
  for (const value of values) {
    const rest = hostRange(after);
    if (!rest.ok) return rest;
    names.push(...rest.names.map((end) => `${before}${value}${end}`));
    if (names.length > most) {
      return { ok: false, words: `\`${pattern}\` names more than ${most} hosts` };
    }
  }
  return { ok: true, names };
};

const between = (from: string, to: string, step: number): readonly string[] | undefined => {
  if (step < 1) return undefined;
  if (/^\d+$/.test(from) && /^\d+$/.test(to)) {
    // A leading zero asks for as many digits everywhere.
    const width = from.startsWith('0') && from.length > 1 ? from.length : 0;
    return counted(Number(from), Number(to), step)?.map((n) => String(n).padStart(width, '0'));
  }
  if (!/^[a-z]$/i.test(from) || !/^[a-z]$/i.test(to)) return undefined;
  const codes = counted(from.charCodeAt(0), to.charCodeAt(0), step);
  return codes?.map((code) => String.fromCharCode(code));
};

const counted = (from: number, to: number, step: number): readonly number[] | undefined => {
  if (to < from) return undefined;
  const count = Math.min(most + 1, Math.floor((to - from) / step) + 1);
  return Array.from({ length: count }, (_, index) => from + index * step);
};
