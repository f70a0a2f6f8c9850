import { text } from 'node:stream/consumers';
import type { ChannelRefusal, Opened, RemoteProcess } from '../ssh-connection.ts';

/** Characters that no login shell gives a meaning. */
const plain = /^[\w./@:-]+$/;

/**
 * sshd says "open failed" alike for a socket that it must not open (AllowStreamLocalForwarding no)
 * and for one to which it cannot connect. The host is asked once which it is: a socket that listens
 * and may be written to can be connected to, so it was the server that would not.
 */
export const socketRefusal = async (
  refused: ChannelRefusal,
  path: string,
  start: (command: string) => Promise<Opened<RemoteProcess>>,
): Promise<ChannelRefusal> => {
  if (!/open failed/i.test(refused.detail) || !plain.test(path)) return refused;
  const asked = await start(`test -w ${path} && cat /proc/net/unix`);
  if (!asked.ok) return refused;
  const { stdin, stdout, stderr, ended } = asked.channel;
  stdin.end();
  stderr.resume();
  const [listed] = await Promise.all([text(stdout), ended]);
  const isListening = listed.split('\n').some((line) => listens(line, path));
  if (!isListening) return refused;
  const detail = `${refused.detail} (${path} listens: the server forbids forwarding to sockets)`;
  return { ok: false, reason: 'prohibited', detail };
};

/** The kernel lists a socket by the name that it was bound by: /var/run may stand for /run. */
const listens = (line: string, path: string): boolean => {
  const [, , , flags, , , , bound] = line.trim().split(/\s+/);
  const tail = path.replace(/^\/var\/run\//, '/run/');
  return flags === '00010000' && bound?.replace(/^\/var\/run\//, '/run/') === tail;
};
