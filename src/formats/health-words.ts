import type { HealthTest } from './health-test.ts';

/** What the words of a failed check say went wrong. */
export const healthFailures = [
  'tool-missing',
  'cannot-start',
  'no-shell',
  'malformed',
  'name',
  'refused',
  'redirect',
  'client-error',
  'server-error',
  'timeout',
  'silent',
  'other',
] as const;

export type HealthFailure = (typeof healthFailures)[number];

export type HealthWords = {
  readonly failure: HealthFailure;
  /** The program that the words are about. */
  readonly tool?: string;
  readonly status?: number;
  /** The address family that was refused, where the words tell; of both, none. */
  readonly family?: 'IPv4' | 'IPv6';
};

const missing = [
  /exec: "([^"]{1,500})": (?:executable file not found in \$PATH|stat [^\n]{1,500}: no such file or directory|no such file or directory)/g,
  /(?:^|\n)(?:(?:\/bin\/)?(?:sh|bash|ash|dash): |[^\s:]{1,200}: (?=(?:line )?\d))(?:\d+: |line \d+: )?([\w./+-]+): (?:command )?not found/g,
  /(?:^|\n)(?:[\w/]*sh|env|\/usr\/bin\/env): (?:can't execute )?[‘'"]?([\w./+-]+)[’'"]?: No such file or directory/g,
];

/** The file is there: its bits, its interpreter or its architecture keep it from starting. */
const startless = [
  /exec: "([^"]{1,500})": permission denied/,
  /exec ([^\s":]{1,500}): (?:no such file or directory|exec format error|permission denied)/,
  /(?:^|\n)(?:(?:\/bin\/)?(?:sh|bash|ash|dash): |[^\s:]{1,200}: (?=(?:line )?\d))(?:\d+: |line \d+: )?([\w./+-]+): (?:Permission denied|Exec format error|cannot execute[^\n]{0,80})/,
];

const statusWords =
  /returned error: (\d{3})|HTTP\/[\d.]+ (\d{3})|ERROR (\d{3}):|HTTP Error (\d{3}):|\bstatus(?: code)?:? (\d{3})\b/gi;

const refusal =
  /connection refused|couldn't connect to server|could not connect|can't connect to remote host|ECONNREFUSED|EADDRNOTAVAIL|failed to connect to/i;
const nameless =
  /(?:could not resolve host: |bad address '|ENOTFOUND |EAI_AGAIN |unable to resolve host address [‘'"])([\w.-]+)/i;
const late = /timed out|ETIMEDOUT|TimeoutError|deadline exceeded/i;

const classOf = (status: number): HealthFailure | undefined => {
  if (status >= 600 || status < 300) return undefined;
  if (status >= 500) return 'server-error';
  return status >= 400 ? 'client-error' : 'redirect';
};

/** Decides by the text, never by 126 or 127 alone: engines differ in those. */
export const healthWords = (exit: number, output: string, test: HealthTest): HealthWords => {
  const absent = missing.flatMap((rule) =>
    [...output.matchAll(rule)].map(([, tool]) => tool ?? ''),
  );
  const left = test.tools.filter((tool) => !absent.includes(tool));
  const [tool] = absent;
  // Where another way was tried after a missing program, that one's words count.
  if (tool !== undefined && (!test.alternatives || left.length === 0))
    return withoutTool(tool, test);
  for (const rule of startless) {
    const found = rule.exec(output)?.[1];
    if (found !== undefined) return { failure: 'cannot-start', tool: found };
  }
  if (/health check exceeded timeout/i.test(output)) return { failure: 'timeout' };
  if (stumbled(output, test.stray)) return { failure: 'malformed' };
  const status = Number([...output.matchAll(statusWords)].at(-1)?.slice(1).find(Boolean) ?? 0);
  const failure = classOf(status);
  if (failure) return { failure, status };
  if (isNameless(output, test)) return { failure: 'name' };
  if (test.url && refusal.test(output)) return { failure: 'refused', ...familyIn(output) };
  if (test.url && late.test(output)) return { failure: 'timeout' };
  return { failure: output.trim() === '' && exit !== 0 ? 'silent' : 'other' };
};

const withoutTool = (tool: string, test: HealthTest): HealthWords => {
  if (/\s/.test(tool) || (tool === '||' && test.stray.includes(tool)))
    return { failure: 'malformed', tool };
  const shell = test.shell === tool && /(?:^|\/)(?:a|da)?sh$/.test(tool);
  return { failure: shell ? 'no-shell' : 'tool-missing', tool };
};

/** The shape alone proves nothing: the program must have stumbled over the word. */
const stumbled = (output: string, stray: readonly string[]): boolean =>
  stray.some((word) => {
    if (word.length > 1 && output.includes(word) && !/^[\w./:-]+$/.test(word)) return true;
    return ['"', "'", '‘', '`', 'host: '].some((before) => output.includes(`${before}${word}`));
  }) ||
  (stray.length > 0 &&
    /no URL specified|missing URL|try '[^'\n]{1,40} --help'|bad\/illegal format|Port number was not/i.test(
      output,
    ));

/** Python does not say which name; others must mean the one that the check asks, not an answer's. */
const isNameless = (output: string, { url }: HealthTest): boolean =>
  url !== undefined &&
  (nameless.exec(output)?.[1] === url.host || /urlopen error \[Errno -[235]\]/.test(output));

/** curl and GNU wget try every address of a name; others name the one that they tried. */
const familyIn = (output: string): { readonly family?: 'IPv4' | 'IPv6' } => {
  const six =
    /ECONNREFUSED ::1|EADDRNOTAVAIL ::1|\[::1\]|\|::1\||can't connect to remote host:/.test(output);
  const four = /127\.\d{1,3}\.\d{1,3}\.\d{1,3}/.test(output);
  if (six === four) return {};
  return { family: six ? 'IPv6' : 'IPv4' };
};

const failed: readonly HealthFailure[] = [
  'tool-missing',
  'cannot-start',
  'name',
  'refused',
  'client-error',
  'server-error',
  'timeout',
];

/** A run that ended with 0, although its own words say that what it asked failed. */
export const contradicts = (output: string, test: HealthTest): boolean => {
  // What `redis-cli` is answered does not move its exit code.
  if (test.tools.some((tool) => /(?:^|\/)redis-cli$/.test(tool))) {
    return /^(?:\(error\) )?(?:NOAUTH|WRONGPASS)\b/m.test(output);
  }
  return test.minds === 'nothing' && failed.includes(healthWords(0, output, test).failure);
};
