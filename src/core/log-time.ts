import { logLine } from './log-line.ts';

/** Times stand at the beginning of a line; what comes later is about something else. */
const longestHead = 400;

const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const monthOf = (name: string): number => months.indexOf(name) / 3;
const named = `(?<month>${months.match(/.{3}/g)?.join('|')})`;
const clock = '(?<h>\\d\\d):(?<m>\\d\\d):(?<s>\\d\\d)(?:[.,](?<f>\\d{1,9}))?';
const zone = '(?: ?(?<zone>Z|UTC|GMT|[+-]\\d\\d:?\\d\\d))?';

const shapes: readonly RegExp[] = [
  new RegExp(`(?<y>\\d{4})[-/](?<mo>\\d\\d)[-/](?<d>\\d\\d)[T ]${clock}${zone}`),
  // Access logs, then Redis.
  new RegExp(`(?<d>\\d\\d)/${named}/(?<y>\\d{4}):${clock}${zone}`),
  new RegExp(`(?<d>\\d{1,2}) ${named} (?<y>\\d{4}) ${clock}`),
  // syslog says no year.
  new RegExp(`^${named} +(?<d>\\d{1,2}) ${clock}`),
];
const epoch = /"(?:time|ts|timestamp|@timestamp)": ?"?(?<seconds>\d{10})(?:\.?(?<f>\d{3}))?/;

/**
 * When a line was written, in milliseconds since 1970; undefined where it does not say. Without a
 * zone it is read as UTC: within one log that keeps the order. `year`: of times that name none.
 */
export const timeIn = (raw: string, year: number): number | undefined => {
  const { text, at } = logLine(raw);
  if (at !== undefined) return Date.parse(at);
  const head = text.slice(0, longestHead);
  for (const shape of shapes) {
    const groups = shape.exec(head)?.groups;
    const ms = groups && timeOf(groups, year);
    if (ms !== undefined) return ms;
  }
  const { seconds, f = '0' } = epoch.exec(head)?.groups ?? {};
  return seconds === undefined ? undefined : Number(seconds) * 1000 + Number(f);
};

type Groups = Readonly<Record<string, string | undefined>>;

const timeOf = (groups: Groups, year: number): number | undefined => {
  const { y, mo, month, d, h, m, s, f = '', zone: offset } = groups;
  const at = mo === undefined ? monthOf(month ?? '') : Number(mo) - 1;
  const ms = Number(f.slice(0, 3).padEnd(3, '0'));
  const [day, hour, minute, second] = [Number(d), Number(h), Number(m), Number(s)];
  if (at < 0 || at > 11 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) {
    return undefined;
  }
  const utc = Date.UTC(y === undefined ? year : Number(y), at, day, hour, minute, second, ms);
  return utc - offsetMs(offset);
};

const offsetMs = (zone = 'Z'): number => {
  const found = /([+-])(\d\d):?(\d\d)/.exec(zone);
  if (!found) return 0;
  const [, sign, hours, minutes] = found;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
};

/** The first and the last time in a piece of a log. */
export const timesIn = (
  piece: string,
  year: number,
): { readonly first?: number; readonly last?: number } => {
  const times = piece.split('\n').flatMap((line) => timeIn(line, year) ?? []);
  const [first, last] = [times[0], times.at(-1)];
  return { ...(first !== undefined && { first }), ...(last !== undefined && { last }) };
};
