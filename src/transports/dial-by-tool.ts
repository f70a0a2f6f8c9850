import type { Ask, DialAnswer, Reply } from '../core/target.ts';
import type { HostShell } from './batch/shell-transport.ts';
import { codeOf, networkRefusal, refusal, wordsOf, type Refusal } from './failure.ts';
import { verdicts } from './local-network.ts';
import { wordedError } from './network-words.ts';

type Dial = Extract<Ask, { readonly kind: 'dial' }>;

/** A shell of a host whose server opens no TCP connections for us, with its words for that. */
export type Forbidden = { readonly shell: HostShell; readonly forbidden: string };

/** What a script of ours ends with where the host has no program for it. */
export const noTool = 93;

/** Programs that open a connection and close it, and say why they could not. */
const dialScript = `
if command -v bash; then
  exec bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2"
elif command -v nc; then
  case $(nc -h 2>&1) in
    *BusyBox*" -z"*) exec nc -z "$1" "$2" ;;
    *BusyBox*) exec nc "$1" "$2" -e true ;;
  esac
  exec nc -v -z "$1" "$2"
fi
exit ${noTool}
`;

/** The same that a connection through the server would tell, from a program of the host. */
export const dialByTool = async (
  { host, port, timeoutMs = 5000 }: Dial,
  { shell, forbidden }: Forbidden,
  signal: AbortSignal,
): Promise<Reply> => {
  const subject = `${host}:${port}`;
  if (!/^[\w.:%-]+$/.test(host) || host.startsWith('-')) {
    return refusal('unreadable', subject, `${host} is no name of a host`);
  }
  const argv = ['sh', '-c', dialScript, 'sh', host, String(port)];
  const [asked] = shell.send([{ request: { kind: 'exec', argv, timeoutMs }, signal }]);
  const reply = await asked;
  if (!reply) throw new Error('a shell that answers nothing');
  if (!reply.ok) {
    if (reply.failure.outcome !== 'timeout') return reply;
    return answered({ verdict: 'timeout', message: `no answer within ${timeoutMs / 1000} s` });
  }
  if (reply.exit === 0) return answered({ verdict: 'connected' });
  if (reply.exit === noTool) return blind(subject, forbidden, 'bash or nc');
  const said = new TextDecoder().decode(reply.stderr).trim();
  const words = said || `ended with status ${reply.exit}, without a word`;
  const error = wordedError(words, words.replaceAll(host, ''));
  const verdict = verdicts[codeOf(error)];
  if (verdict) return answered({ verdict, message: wordsOf(error) });
  return networkRefusal(error, subject);
};

const answered = (json: DialAnswer): Reply => ({ ok: true, json });

export const blind = (subject: string, forbidden: string, tools: string): Refusal => {
  const detail = `the server opens no connections for us (${forbidden}), and the host has no ${tools}`;
  return refusal('permission', subject, detail, ['install']);
};
