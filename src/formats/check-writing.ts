import type { CheckedUrl } from './checked-url.ts';

/** Programs with which a container can ask itself for a page, the plainest first. */
export const checkClients = ['curl', 'wget', 'python3', 'node'] as const;
export type CheckClient = (typeof checkClients)[number];

export type Page = {
  readonly scheme: 'http' | 'https';
  readonly port: number;
  readonly path: string;
  readonly host?: string;
};

export const pageUrl = ({ scheme, port, path, host = '127.0.0.1' }: Page): string =>
  `${scheme}://${host}:${port}${path}`;

/**
 * A check in the program form, which needs no shell: it fails when nothing answers and on a bad
 * status, and says why. Undefined where the client could not be trusted to do both.
 */
export const checkBy = (client: CheckClient, page: Page): readonly string[] | undefined => {
  const url = pageUrl(page);
  // The address stands in a text of another language: what could end it there is not put in.
  if (/['"\\\s]/.test(url)) return undefined;
  const limit = '3';
  switch (client) {
    case 'curl':
      // Whom it asks is certain: it is the container itself.
      return [
        'CMD',
        'curl',
        page.scheme === 'https' ? '-kfsS' : '-fsS',
        '-m',
        limit,
        '-o',
        '/dev/null',
        url,
      ];
    case 'wget':
      if (page.scheme === 'https') return undefined;
      return ['CMD', 'wget', '--no-verbose', '-O', '/dev/null', url];
    case 'python3':
      if (page.scheme === 'https') return undefined;
      return [
        'CMD',
        'python3',
        '-c',
        `import urllib.request as r; r.urlopen('${url}', timeout=${limit})`,
      ];
    case 'node':
      if (page.scheme === 'https') return undefined;
      return [
        'CMD',
        'node',
        '-e',
        `require('http').get('${url}', r => process.exit(r.statusCode < 400 ? 0 : 1)).on('error', e => { console.error(e.message); process.exit(1) })`,
      ];
  }
};

/** The one line that a list of words was meant to be: operators and variables are left to the shell. */
export const asShellLine = ([form = '', ...words]: readonly string[]): string | undefined => {
  const [only] = words;
  if (only === undefined) return undefined;
  if (words.length === 1) return only;
  // Behind a line for a shell, further words are lost: they were meant to be part of it.
  if (form === 'CMD-SHELL') return words.join(' ');
  return words.map(shellPart).join(' ');
};

const operator = /^(?:\|\||&&|[|;&]|\d?[<>]{1,2}&?\d?|\d?>{1,2}\/\S+|2>&1)$/;

const shellPart = (word: string): string => {
  if (operator.test(word) || /^[\w@%+=:,./$?&{}-]+$/.test(word)) {
    return /[?&]/.test(word) && !operator.test(word) ? `"${word}"` : word;
  }
  return `'${word.replaceAll("'", `'\\''`)}'`;
};

/** Host, port or path of the page that a check asks for, put otherwise; its other words stay. */
export const askingOtherwise = (
  words: readonly string[],
  url: CheckedUrl,
  change: { readonly host?: string; readonly port?: number; readonly path?: string },
): readonly string[] | undefined => {
  let changed = 0;
  const made = words.map((word) =>
    word.replaceAll(/\bhttps?:\/\/[^\s"'`<>|;)]+/g, (written) => {
      const parts = /^(https?:\/\/)(\[[^\]]*\]|[^/:?#]+)(:\d+)?([/?#].*)?$/.exec(written);
      if (!parts || /[$]/.test(written)) return written;
      const [, scheme = '', host = '', port = '', path = ''] = parts;
      if (host.replace(/^\[|\]$/g, '') !== url.host.replace(/^\[|\]$/g, '')) return written;
      changed += 1;
      const at = change.port === undefined ? port : `:${change.port}`;
      return `${scheme}${change.host ?? host}${at}${change.path ?? path}`;
    }),
  );
  return changed === 1 ? made : undefined;
};

/** Another limit in the place of the one that the check's client was given itself. */
export const withOwnLimit = (
  words: readonly string[],
  seconds: number,
): readonly string[] | undefined => {
  let changed = 0;
  const put = (_: string, before: string): string => {
    changed += 1;
    return `${before}${seconds}`;
  };
  const line = words.map((word) =>
    word
      .replace(/(\btimeout=)\d+(?:\.\d+)?\b/, put)
      .replace(/(\bcurl\b.*?\s(?:-[a-zA-Z]*m\s*|--max-time[\s=]))\d+(?:\.\d+)?/, put)
      .replace(/(\bwget\b.*?\s(?:-T\s*|--timeout=))\d+/, put),
  );
  return changed === 1 ? line : undefined;
};
