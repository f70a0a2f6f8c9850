import { guardOf } from './guard.ts';
import { logLine } from './log-line.ts';

/** A text that may become a signature: the longest run of a line that no number or name is in. */
export type Candidate = {
  readonly contains: string;
  /** The line that it was taken from. */
  readonly line: string;
  /** A line of a healthy log that it resembles: the text may be too common. */
  readonly nearTo?: string;
};

/** What differs from one host or moment to the next. */
const variable =
  /"[^"]*"|'[^']*'|`[^`]*`|‹[^›]*›|\b[a-z][a-z+.-]*:\/\/\S+|(?:\/[\w.@-]+)+|\b(?:0x)?[0-9a-f]{8,}\b|\S*\d\S*/gi;

const mostCandidates = 3;
const resembles = 0.6;

/** From lines that nobody knows, the most telling first; what healthy logs hold is none. */
export const candidatesOf = (
  lines: readonly string[],
  healthy: readonly string[],
): readonly Candidate[] => {
  const found = new Map<string, Candidate>();
  for (const raw of lines) {
    const line = logLine(raw).text.trim();
    const contains = longestRun(line);
    if (contains === undefined || found.has(contains)) continue;
    if (healthy.some((each) => each.toLowerCase().includes(contains.toLowerCase()))) continue;
    const nearTo = healthy.find((each) => share(contains, each) >= resembles);
    found.set(contains, { contains, line, ...(nearTo !== undefined && { nearTo }) });
  }
  return [...found.values()].slice(0, mostCandidates);
};

const longestRun = (line: string): string | undefined => {
  const runs = line
    .split(variable)
    .map((run) => run.trim())
    .filter((contains) => guardOf({ contains }) !== undefined);
  return runs.toSorted((a, b) => b.length - a.length)[0];
};

/** Of the letters of a text, three at a time, how many a line has. */
const share = (text: string, line: string): number => {
  const lower = line.toLowerCase();
  const all = text.toLowerCase();
  let shared = 0;
  const count = all.length - 2;
  for (let at = 0; at < count; at += 1) if (lower.includes(all.slice(at, at + 3))) shared += 1;
  return shared / count;
};
