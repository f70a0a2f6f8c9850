import { collectStart } from '../collected.ts';
import type { RemoteProcess, SshConnection } from '../ssh-connection.ts';
import type { Call, Outcome, Ran } from './call.ts';
import { reasons } from './answer.ts';
import { prelude } from './prelude.ts';
import { apartScript } from './script.ts';

type Apart = {
  readonly connection: SshConnection;
  readonly command: string;
  readonly marker: string;
  readonly env: Readonly<Record<string, string>>;
};

type Asked = { readonly call: Call; readonly timeoutMs: number; readonly signal: AbortSignal };

/** Past this much output a program is ended: its exit status is no longer worth the wait. */
const endlessBytes = 32 * 1024 * 1024;

/**
 * One request on a channel of its own, whose streams the connection keeps apart: for a host without
 * the programs that batches stand on. Its status is the last line of its standard error.
 */
export const runApart = async (
  { connection, command, marker, env }: Apart,
  { call, timeoutMs, signal }: Asked,
): Promise<Outcome> => {
  const opened = await connection.start(command);
  if (!opened.ok) return { ok: false, why: 'refused', detail: opened.detail };
  const { channel } = opened;
  if (signal.aborted) channel.letGo();
  // What runs there ends with the channel.
  const stop = (): void => channel.letGo();
  signal.addEventListener('abort', stop, { once: true });
  channel.stdin.write(prelude(marker, { env, apart: true }) + apartScript(call, timeoutMs));
  const outcome = await heard(channel, call, marker);
  signal.removeEventListener('abort', stop);
  return outcome;
};

const heard = async (channel: RemoteProcess, call: Call, marker: string): Promise<Outcome> => {
  const [out, err] = [collectStart(call.maxBytes + 1), collectStart(call.maxBytes + 1)];
  let tail = Buffer.alloc(0);
  channel.stdout.on('data', (chunk: Uint8Array) => {
    out.add(chunk);
    if (out.seen > endlessBytes) channel.letGo();
  });
  channel.stderr.on('data', (chunk: Uint8Array) => {
    err.add(chunk);
    tail = Buffer.concat([tail, chunk]).subarray(-200);
  });
  for (const stream of [channel.stdin, channel.stdout, channel.stderr]) {
    stream.on('error', () => undefined);
  }
  await channel.ended;
  const said = new RegExp(`\\n${marker} ([sn]) (\\w+)\\n$`).exec(tail.toString('latin1'));
  const stdout = out.bytes();
  if (said === null) {
    if (out.seen > endlessBytes) return { ok: true, ran: { stdout, stderr: err.bytes() } };
    const detail = `the channel ended before the answer: ${tail.toString().trim()}`;
    return { ok: false, why: 'lost', detail };
  }
  const whole = err.seen - said[0].length;
  return { ok: true, ran: { ...told(said), stdout, stderr: err.bytes().subarray(0, whole) } };
};

const told = ([, kind, text = '']: RegExpExecArray): Pick<Ran, 'exit' | 'notStarted'> => {
  const reason = reasons[text];
  return kind === 'n' && reason ? { notStarted: reason } : { exit: Number(text) };
};
