import { RE2JS } from 're2js';

/** A linear-time expression over text that may be hostile; the only door to regular expressions on it. */
export type Pattern = {
  readonly source: string;
  /** Its named groups. */
  readonly groupNames: readonly string[];
  /** Index of the first match, its text and its named groups. */
  find(text: string): PatternMatch | undefined;
};

export type PatternMatch = {
  readonly index: number;
  readonly text: string;
  readonly groups: Readonly<Record<string, string>>;
};

/** Compiles RE2 syntax (`(?P<name>…)`); throws RE2's own complaint, which lint turns into `bad-regex`. */
export const pattern = (source: string): Pattern => {
  const compiled = RE2JS.compile(source);
  const names = Object.keys(compiled.namedGroups());
  return {
    source,
    groupNames: names,
    find: (text) => {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return undefined;
      const groups: Record<string, string> = {};
      for (const name of names) {
        const value = matcher.group(name);
        if (value !== null) groups[name] = value;
      }
      return { index: matcher.start(), text: matcher.group() ?? '', groups };
    },
  };
};
