import { isSecret, textBytes } from '../../core/probe.ts';
import type { Ask, FileStat, Reply } from '../../core/target.ts';
import { refusal } from '../failure.ts';
import { defaultBytes } from '../within.ts';
import type { Call, Ran } from './call.ts';
import { parseList, parseStat } from './file-stat.ts';
import { pathWord, quote } from './quote.ts';
import { codeIn, wordedRefusal } from './reasons.ts';

/** What the far shell answers. */
export type ShellAsk = Extract<Ask, { readonly kind: 'exec' | 'read' | 'stat' | 'list' | 'clock' }>;

const listBytes = 8 * 1024 * 1024;
const listEntries = 10_000;
/** A program that goes on past the bound of what is read gets no more readers, and this status. */
const sigpipe = 141;

export const callOf = (request: ShellAsk): Call => {
  switch (request.kind) {
    case 'exec': {
      const { argv, stdin, cwd } = request;
      if (isSecret(stdin)) throw new Error('exec: a secret reference came to the wire unrevealed');
      return {
        words: ['_run', ...argv.map(quote)].join(' '),
        stdin: stdin === undefined ? undefined : textBytes(stdin),
        cwd,
        maxBytes: defaultBytes,
      };
    }
    case 'read': {
      const { path, from = 'start', maxBytes = defaultBytes } = request;
      return { words: `_call _read ${pathWord(path)} ${from} ${maxBytes + 1}`, maxBytes };
    }
    case 'stat': {
      const follow = request.follow ? '-L' : "''";
      return { words: `_call _stat ${pathWord(request.path)} ${follow}`, maxBytes: defaultBytes };
    }
    case 'list':
      return { words: `_call _list ${pathWord(request.path)}`, maxBytes: listBytes };
    case 'clock':
      return { words: '_run date -u +%s', maxBytes: defaultBytes };
  }
};

export const replyOf = (request: ShellAsk, ran: Ran): Reply => {
  switch (request.kind) {
    case 'exec':
      return ran.notStarted ? notStarted(request, ran) : execReply(request, ran);
    case 'read':
      return readReply(request, ran);
    case 'stat': {
      const json = ran.exit === 0 ? parseStat(ran.stdout, request.path) : undefined;
      return json ? { ok: true, json } : wordedRefusal(text(ran.stderr), request.path);
    }
    case 'list':
      return listReply(request.path, ran);
    case 'clock': {
      const seconds = /^(\d+)\n$/.exec(text(ran.stdout))?.[1];
      if (seconds === undefined) {
        return refusal('unreadable', 'the clock', text(ran.stderr) || text(ran.stdout));
      }
      return { ok: true, json: { at: new Date(Number(seconds) * 1000).toISOString() } };
    }
  }
};

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const execReply = (request: Extract<Ask, { readonly kind: 'exec' }>, ran: Ran): Reply => {
  const { exit, stdout, stderr } = ran;
  // The words of the program that starts it, which then was not started.
  const starter = /^(?:setsid|env): .*/.exec(text(stderr.subarray(0, 4096)));
  if ((exit === 126 || exit === 127) && stdout.length === 0 && starter) {
    return notStarted(request, ran);
  }
  const truncated = stdout.length > defaultBytes || stderr.length > defaultBytes;
  return {
    ok: true,
    ...(exit === undefined || (truncated && exit === sigpipe) ? {} : { exit }),
    stdout: stdout.subarray(0, defaultBytes),
    stderr: stderr.subarray(0, defaultBytes),
    ...(truncated ? { truncated: true as const } : {}),
  };
};

const notStarted = (
  { argv: [program = ''], cwd = '' }: Extract<Ask, { readonly kind: 'exec' }>,
  { notStarted: why, stderr }: Ran,
): Reply => {
  const words = text(stderr).trim();
  if (why === 'no-folder') {
    // A folder that is there and cannot be entered has no complaint of `ls` about it.
    const denied = words === '' || codeIn(words.replaceAll(cwd, '')) === 'EACCES';
    const detail = words || `cannot enter ${cwd}: Permission denied`;
    return refusal(denied ? 'permission' : 'unreadable', cwd, detail);
  }
  const code = codeIn(words.replaceAll(program, ''));
  if (why === 'not-executable' || code === 'EACCES' || code === 'EPERM') {
    return refusal('permission', program, words || `${program}: Permission denied`, ['sudo']);
  }
  if (why === 'missing' || code === 'ENOENT' || code === 'ENOTDIR') {
    const detail = words || `${program}: not found in the PATH of the host`;
    return refusal('tool-missing', program, detail, ['install']);
  }
  return refusal('unreadable', program, words);
};

const readReply = (
  { path, from, maxBytes = defaultBytes }: Extract<Ask, { readonly kind: 'read' }>,
  { exit, stdout, stderr }: Ran,
): Reply => {
  if (exit === 90) {
    return refusal('unreadable', path, `${path} is a ${text(stdout)}, not a file`);
  }
  if (exit !== 0) return wordedRefusal(text(stderr), path);
  const truncated = stdout.length > maxBytes;
  const kept =
    from === 'end' && truncated ? stdout.subarray(-maxBytes) : stdout.subarray(0, maxBytes);
  return { ok: true, stdout: kept, ...(truncated ? { truncated: true as const } : {}) };
};

const listReply = (path: string, { exit, stdout, stderr }: Ran): Reply => {
  if (exit === 90) return refusal('unreadable', path, `ENOTDIR: not a directory: ${path}`);
  if (exit === 91) return wordedRefusal(text(stderr), path);
  // What vanished while it was listed is left out; any other complaint is one about the folder.
  const complaints = text(stderr)
    .split('\n')
    .filter((line) => line.trim() !== '' && codeIn(line) !== 'ENOENT');
  if (complaints.length > 0) return wordedRefusal(complaints.join('\n'), path);
  const all = parseList(stdout.subarray(0, listBytes));
  if (!all) return refusal('unreadable', path, 'the host listed it in a way that cannot be read');
  const entries = all.slice(0, listEntries).toSorted(byName);
  const truncated = all.length > listEntries || stdout.length > listBytes;
  return { ok: true, json: entries, ...(truncated ? { truncated } : {}) };
};

const byName = (a: FileStat, b: FileStat): number => (a.name < b.name ? -1 : 1);
