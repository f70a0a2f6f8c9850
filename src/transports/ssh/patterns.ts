/** ssh's wildcards: `*` any number of characters, `?` one; nothing else is special. */
export const matchesPattern = (text: string, pattern: string): boolean => {
  let [at, star, retry] = [0, -1, 0];
  let here = 0;
  while (at < text.length) {
    const wanted = pattern[here];
    if (wanted === '*') {
      star = here;
      retry = at;
      here += 1;
    } else if (wanted !== undefined && (wanted === '?' || wanted === text[at])) {
      here += 1;
      at += 1;
    } else if (star >= 0) {
      // The last star takes one character more: no earlier one has to be tried again.
      here = star + 1;
      retry += 1;
      at = retry;
    } else return false;
  }
  while (pattern[here] === '*') here += 1;
  return here === pattern.length;
};

/** A list in which `!` excludes: one exclusion that matches outweighs everything else. */
export const matchesList = (text: string, patterns: readonly string[]): boolean => {
  const excluded = patterns.some(
    (each) => each.startsWith('!') && matchesPattern(text, each.slice(1)),
  );
  return !excluded && patterns.some((each) => matchesPattern(text, each));
};

/** Names of hosts know no case. */
export const matchesHostList = (host: string, list: string): boolean =>
  matchesList(host.toLowerCase(), list.toLowerCase().split(','));
