import { isShell, type HealthTest } from './health-test.ts';

/** What the words of a failed check say went wrong. */
export const healthFailures = [
  'tool-missing',
  'no-shell',
  'malformed',
  'refused',
  'redirect',
  'client-error',
  'server-error',
  'timeout',
  'name',
  'silent',
  'other',
] as const;

export type HealthFailure = (typeof healthFailures)[number];

export type HealthWords = {
  readonly failure: HealthFailure;
  readonly tool?: string;
  readonly status?: number;
};

const missing = [
  /exec: "([^"]+)": (?:executable file not found in \$PATH|stat .{1,500}?: no such file or directory|no such file or directory)/,
  /(?:^|\n)(?:\/bin\/)?(?:sh|bash|ash|dash): (?:\d+: |line \d+: )?([\w./+-]+): (?:command )?not found/,
  /(?:^|\n)[\w/]*(?:sh|env): (?:can't execute )?[‘']?([\w./+-]+)[’']?: No such file or directory/,
];

const statusWords = [
  /returned error: (\d{3})/,
  /HTTP\/[\d.]+ (\d{3})/,
  /ERROR (\d{3}):/,
  /HTTP Error (\d{3}):/,
  /\bstatus(?: code)?:? (\d{3})\b/i,
];

const refusal =
  /connection refused|couldn't connect to server|could not connect|can't connect to remote host|ECONNREFUSED|failed to connect to/i;

const classOf = (status: number): HealthFailure | undefined => {
  if (status >= 600 || status < 300) return undefined;
  if (status >= 500) return 'server-error';
  return status >= 400 ? 'client-error' : 'redirect';
};

/** Decides by the text, never by 126 or 127 alone: engines differ in those. */
export const healthWords = (exit: number, output: string, test: HealthTest): HealthWords => {
  for (const rule of missing) {
    const tool = rule.exec(output)?.[1];
    if (tool === undefined) continue;
    if (/\s/.test(tool)) return { failure: 'malformed', tool };
    if (isShell(tool) && test.form === 'CMD-SHELL') return { failure: 'no-shell', tool };
    return { failure: 'tool-missing', tool };
  }
  if (/health check exceeded timeout/i.test(output)) return { failure: 'timeout' };
  // The shape alone proves nothing: the program must have stumbled over a shell's word.
  if (test.malformed && /\|\||&&|[;|<>]/.test(output)) return { failure: 'malformed' };
  for (const rule of statusWords) {
    const status = Number(rule.exec(output)?.[1] ?? 0);
    const failure = classOf(status);
    if (failure) return { failure, status };
  }
  if (refusal.test(output)) return { failure: 'refused' };
  if (/timed out|timeout/i.test(output)) return { failure: 'timeout' };
  if (/could not resolve|bad address|name or service not known|ENOTFOUND|EAI_AGAIN/i.test(output))
    return { failure: 'name' };
  if (output.trim() === '' && exit !== 0) return { failure: 'silent' };
  return { failure: 'other' };
};

/** A run that ended with 0 although its words tell of a failure. */
export const contradicts = (output: string): boolean =>
  refusal.test(output) ||
  missing.some((rule) => rule.test(output)) ||
  /\b(?:NOAUTH|WRONGPASS)\b|returned error: [45]\d\d|HTTP Error [45]\d\d|HTTP\/[\d.]+ [45]\d\d|could not resolve/i.test(
    output,
  );
