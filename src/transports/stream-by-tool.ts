import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { blind, noTool } from './dial-by-tool.ts';
import { networkRefusal, refusal, type Refusal } from './failure.ts';
import { wordedError } from './network-words.ts';
import { streamOf } from './process-stream.ts';
import type { RemoteProcess, SshConnection } from './ssh-connection.ts';

/**
 * A TCP connection that a program of the host holds, for as long as we hold its channel: where the
 * server opens none for us. Its first line says that from here on everything is the connection's.
 */
export const streamByTool = async (
  { host, port }: { readonly host: string; readonly port: number },
  { connection, forbidden }: { readonly connection: SshConnection; readonly forbidden: string },
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly channel: Duplex } | Refusal> => {
  const subject = `${host}:${port}`;
  if (!/^[\w.:%-]+$/.test(host) || host.startsWith('-')) {
    return refusal('unreadable', subject, `${host} is no name of a host`);
  }
  const opened = await connection.start('exec sh');
  if (!opened.ok) return refusal('unreachable', subject, `${forbidden}; ${opened.detail}`);
  const { channel } = opened;
  const letGo = (): void => channel.letGo();
  if (signal.aborted) letGo();
  signal.addEventListener('abort', letGo, { once: true });
  const word = `connected-${randomBytes(8).toString('hex')}`;
  channel.stdin.write(script(`'${host}' ${port} ${word}`));
  const failed = await entered(channel, word);
  if (failed === undefined) return { ok: true, channel: streamOf(channel) };
  letGo();
  if (failed.exit === noTool) return blind(subject, forbidden, 'bash or nc');
  const { words } = failed;
  return networkRefusal(wordedError(words, words.replaceAll(host, '')), subject);
};

/**
 * Read to its end before anything of it runs, so that what follows is no part of it. Whichever side
 * ends first, nothing of it stays: a shell that is left would hold the connection open.
 */
const script = (words: string): string => `{
set -- ${words}
if command -v bash >/dev/null 2>&1; then
  exec bash -c '
    exec 3<>"/dev/tcp/$0/$1" || exit 1
    exec 4<&0
    echo "$2"
    cat <&3 &
    cat <&4 >&3 &
    wait -n
    exec 2>/dev/null
    kill $(jobs -p)' "$@"
elif command -v nc >/dev/null 2>&1; then
  case $(nc -h 2>&1) in
    *BusyBox*) ;;
    *-N*) n=-N ;;
  esac
  echo "$3"
  exec nc $n "$1" "$2"
fi
exit ${noTool}
}
`;

/** Waits until the connection stands. Otherwise the words of whoever could not make it. */
const entered = (
  { stdin, stdout, stderr, ended }: RemoteProcess,
  word: string,
): Promise<{ readonly exit: number | undefined; readonly words: string } | undefined> =>
  new Promise((resolve) => {
    let out = Buffer.alloc(0);
    let said = '';
    const hear = (chunk: Uint8Array): void => {
      out = Buffer.concat([out, chunk]);
      const at = out.indexOf(`${word}\n`);
      if (at < 0) return;
      stdout.pause();
      stdout.off('data', hear);
      const rest = out.subarray(at + word.length + 1);
      if (rest.length > 0) stdout.unshift(rest);
      resolve(undefined);
    };
    for (const stream of [stdin, stdout, stderr]) stream.on('error', () => undefined);
    stderr.on('data', (chunk: Uint8Array) => {
      said = `${said}${Buffer.from(chunk).toString()}`.slice(0, longest);
    });
    stdout.on('data', hear);
    void ended.then(({ exit }) => {
      const words = said.trim() || 'the connection was not made, without a word';
      resolve({ exit, words });
    });
  });

const longest = 2000;
