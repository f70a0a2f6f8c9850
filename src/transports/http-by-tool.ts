import { validateHeaderName, validateHeaderValue } from 'node:http';
import { Duplex } from 'node:stream';
import type { Ask, Reply } from '../core/target.ts';
import type { Ran } from './batch/call.ts';
import { quote } from './batch/quote.ts';
import { blind, noTool, type Forbidden } from './dial-by-tool.ts';
import { networkRefusal, refusal, wordsOf } from './failure.ts';
import { httpLocal } from './local-network.ts';
import { wordedError } from './network-words.ts';
import { socketLike } from './socket-like.ts';
import { defaultBytes, defaultTimeoutMs } from './within.ts';

type Http = Extract<Ask, { readonly kind: 'http' }>;

/**
 * Standard input holds the address, the settings of curl, a blank line and the request as it goes
 * over the wire; each program takes what it reads. Its first word says which it is.
 */
const httpScript = `
plain=$1 host=$2 port=$3 method=$4 limit=$5
shift 5
IFS= read -r url
settings() { while IFS= read -r line && [ -n "$line" ]; do printf '%s\\n' "$line"; done; }
if command -v curl; then
  echo curl >&2
  settings | curl -q -K -
  exit
fi
kind=$(wget --version 2>&1)
case $kind in
  *"GNU Wget"*)
    echo wget >&2
    printf '%s\\n' "$url" | wget --no-config --no-hsts --no-proxy --tries=1 --max-redirect=0 \\
      --content-on-error -S -nv -U '' -T "$limit" --method="$method" "$@" -O - -i -
    exit ;;
esac
[ -n "$plain" ] || exit ${noTool}
if command -v bash; then
  settings >/dev/null
  echo raw >&2
  exec bash -c 'exec 3<>"/dev/tcp/$0/$1" && cat >&3 && exec cat <&3' "$host" "$port"
elif command -v nc; then
  settings >/dev/null
  echo raw >&2
  case $(nc -h 2>&1) in
    *BusyBox*)
      # It ends its side with its input, and servers hang up on that: the pipe's own other end holds it.
      exec 3>/proc/self/fd/0
      nc "$host" "$port"
      exit ;;
  esac
  exec nc -v "$host" "$port"
fi
exit ${noTool}
`;

/** One page, asked for by a program of the host; a certificate is then judged there. */
export const httpByTool = async (
  request: Http,
  { shell, forbidden }: Forbidden,
  signal: AbortSignal,
): Promise<Reply> => {
  const { method, headers = {}, timeoutMs = defaultTimeoutMs } = request;
  const url = new URL(request.url);
  const wrong = unsendable(headers);
  if (wrong !== undefined) return refusal('unreadable', request.url, wrong);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const plain = url.protocol === 'http:';
  const limit = String(Math.ceil(timeoutMs / 1000));
  const flags = Object.entries(headers).map(([name, value]) => `--header=${name}: ${value}`);
  const about = [plain ? 'plain' : '', host, url.port || '80', method, limit, ...flags];
  const argv = ['sh', '-c', quiet(httpScript), 'sh', ...about];
  const stdin = Buffer.from(
    `${url.href}\n${settings(url, request, timeoutMs)}\n\n${head(url, request)}`,
    'latin1',
  );
  const words = ['_run', ...argv.map(quote)].join(' ');
  // The limit of the request is told by whoever waits for it; this one ends what runs there.
  const outcome = await shell.run({ words, stdin, maxBytes: bytes }, signal, timeoutMs + 1000);
  if (!outcome.ok) return refusal('unreachable', request.url, outcome.detail);
  const { ran } = outcome;
  if (ran.exit === noTool) {
    return blind(request.url, forbidden, plain ? 'curl, wget, bash or nc' : 'curl or GNU wget');
  }
  const [, tool = '', said = ''] = /^(curl|wget|raw)\n([^]*)$/.exec(textOf(ran.stderr)) ?? [];
  if (tool === 'wget') return ofWget(request, { ...ran, said });
  if (ran.exit !== 0 && ran.stdout.length <= bytes) return failed(request, { ...ran, said, tool });
  return httpLocal(request, signal, canned(ran.stdout));
};

/** What `command -v` prints is no part of the answer. */
const quiet = (script: string): string =>
  script.replaceAll(/command -v (\w+)/g, 'command -v $1 >/dev/null 2>&1');

/** Of an answer, its framing included. */
const bytes = 2 * defaultBytes + 65_536;

const textOf = (output: Uint8Array | undefined): string => new TextDecoder().decode(output);

const unsendable = (headers: Readonly<Record<string, string>>): string | undefined => {
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return undefined;
  } catch (error) {
    return wordsOf(error);
  }
};

/** Of curl, over its standard input, so that no header stands in a list of processes. */
const settings = ({ href }: URL, { method, headers = {} }: Http, timeoutMs: number): string => {
  const word = (text: string): string =>
    `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\t', '\\t')}"`;
  const own = Object.entries(headers).map(([name, value]) =>
    value === '' ? `${name};` : `${name}: ${value}`,
  );
  return [
    `url = ${word(href)}`,
    method === 'HEAD' ? 'head' : `request = ${method}`,
    ...['silent', 'show-error', 'include', 'raw', 'globoff', 'http1.1'],
    `noproxy = "*"`,
    `max-time = ${timeoutMs / 1000}`,
    ...['User-Agent:', 'Accept:', ...own].map((header) => `header = ${word(header)}`),
  ].join('\n');
};

const head = (url: URL, { method, headers = {} }: Http): string => {
  const given = Object.keys(headers).map((name) => name.toLowerCase());
  const { username, password, host, pathname, search } = url;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const all = [
    ...(given.includes('host') ? [] : [`Host: ${host}`]),
    ...(username && !given.includes('authorization')
      ? [`Authorization: Basic ${Buffer.from(login).toString('base64')}`]
      : []),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ];
  return `${method} ${pathname}${search} HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n`;
};

/** A connection on which the answer has come already. */
const canned = (answer: Uint8Array): Duplex => {
  const stream = new Duplex({
    read: () => undefined,
    write: (_chunk, _encoding, written) => {
      written();
      stream.push(answer);
      stream.push(null);
      answer = new Uint8Array();
    },
  });
  return socketLike(stream);
};

type Said = Ran & { readonly said: string };

const failed = ({ url }: Http, { exit, said, tool }: Said & { readonly tool: string }): Reply => {
  const words = said.trim() || `the request ended with status ${exit}, without a word`;
  if (tool === 'curl' && exit === 28) return refusal('timeout', url, words, ['timeout']);
  // Their numbers say that nobody was reached, or that nobody answered.
  const isAway = tool === 'curl' && exit !== undefined && [6, 7, 52, 55, 56].includes(exit);
  if (isAway) return refusal('unreachable', url, words);
  if (tool === 'curl') return refusal('unreadable', url, words);
  return networkRefusal(wordedError(words, words.replaceAll(new URL(url).hostname, '')), url);
};

/** wget tells status and headers on standard error, each line indented. */
const ofWget = ({ url, method }: Http, { exit, stdout, said }: Said): Reply => {
  const lines = said.split('\n');
  const at = lines.findIndex((line) => /^ {2}HTTP\/\d/.test(line));
  const status = Number(/^ {2}HTTP\/[\d.]+ (\d{3})/.exec(lines[at] ?? '')?.[1]);
  // 8: an answer that is an error, or leads elsewhere.
  if (at < 0 || !(exit === 0 || exit === 8) || Number.isNaN(status)) {
    if (exit !== 4) return refusal('unreadable', url, said.trim());
    const isLate = /timed out/i.test(said);
    return isLate
      ? refusal('timeout', url, said.trim(), ['timeout'])
      : refusal('unreachable', url, said.trim());
  }
  const headers: Record<string, string> = {};
  for (const line of lines.slice(at + 1)) {
    const [, name, value = ''] = /^ {2}([^:\s]+): ?(.*?)\r?$/.exec(line) ?? [];
    if (name === undefined) break;
    const key = name.toLowerCase();
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
  }
  // It shows no body of an answer that leads elsewhere.
  const cut = stdout.length > defaultBytes || (method !== 'HEAD' && status >= 300 && status < 400);
  return {
    ok: true,
    status,
    headers,
    stdout: stdout.subarray(0, defaultBytes),
    ...(cut ? { truncated: true as const } : {}),
  };
};
