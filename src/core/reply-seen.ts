import type { Failure } from './outcome.ts';
import type { Reply, Request } from './target.ts';

/** What the log keeps of a reply: evidence, cleaned, at most 4 kB. */
export type ReplySeen =
  | { readonly ok: true; readonly status?: number; readonly exit?: number; readonly text: string }
  | { readonly ok: false; readonly failure: Failure };

/** What the log keeps of a reply: its beginning, without the values of environments. */
export const replySeen = (request: Request, reply: Reply): ReplySeen => {
  if (!reply.ok) return reply;
  const { status, exit } = reply;
  return {
    ok: true,
    ...(status !== undefined && { status }),
    ...(exit !== undefined && { exit }),
    text: withoutValues(request, textOf(reply)).slice(0, longest),
  };
};

const longest = 4096;

const textOf = ({ stdout, stderr, json }: Extract<Reply, { readonly ok: true }>): string => {
  if (json !== undefined) return JSON.stringify(json, hideEnvironment);
  const decoder = new TextDecoder();
  return [stdout, stderr]
    .map((bytes) => (bytes ? decoder.decode(bytes.subarray(0, 2 * longest)) : ''))
    .filter(Boolean)
    .join('\n');
};

// The vault learns which of them are secrets only from the probe that asked, which is after this.
const hideEnvironment = (key: string, value: unknown): unknown =>
  key === 'Env' && Array.isArray(value) ? value.map(nameOnly) : value;

const nameOnly = (entry: unknown): unknown =>
  typeof entry === 'string' ? entry.replace(/=.*$/s, '=…') : entry;

const isComposeConfig = (request: Request): boolean =>
  request.kind === 'exec' && request.argv.includes('compose') && request.argv.includes('config');

/** What `compose config` prints is made of secrets; where an unescaped `$` cuts one, its warning names the rest. */
const composeWords = (text: string): string => {
  // The outermost brace alone stands at the start of its line; a text that was cut has none.
  const end = text.lastIndexOf('\n}');
  const rest = text.startsWith('{') ? `{…}${end < 0 ? '' : text.slice(end + 2)}` : text;
  return rest.replace(/The (\\?").*?(\\?") variable/g, 'The $1…$2 variable');
};

const withoutValues = (request: Request, text: string): string => {
  if (isComposeConfig(request)) return composeWords(text);
  const place = 'path' in request ? request.path : '';
  if (/^\/(?:var\/)?run\/secrets\//.test(place)) return '…';
  const holdsEnvironment = /environ$|\.env|[._-]env$|env[._-]/i.test(place);
  return holdsEnvironment ? text.replace(/=[^\n\0]*/g, '=…') : text;
};
