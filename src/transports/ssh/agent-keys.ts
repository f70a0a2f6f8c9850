import { connect } from 'node:net';
import { typeOf } from './known-hosts.ts';

export type AgentKey = { readonly blob: Buffer; readonly type: string; readonly comment: string };

const requestIdentities = Buffer.from([0, 0, 0, 1, 11]);
const identitiesAnswer = 12;
/** An agent that does not answer holds nothing for us. */
const limitMs = 2000;
const largestBytes = 1024 * 1024;

/**
 * Every key that the agent at this socket holds. The ssh2 package lists only those of types that it
 * knows; a security key or a certificate must be seen, for then ssh itself makes the connection.
 */
export const agentKeys = (socketPath: string): Promise<AgentKey[]> =>
  new Promise((resolve) => {
    const socket = connect(socketPath);
    let bytes = Buffer.alloc(0);
    const end = (keys: AgentKey[]): void => {
      socket.destroy();
      resolve(keys);
    };
    socket.setTimeout(limitMs, () => end([]));
    socket.on('connect', () => socket.write(requestIdentities));
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const length = bytes.length < 4 ? undefined : bytes.readUInt32BE(0);
      if (length === undefined) return;
      if (length > largestBytes) end([]);
      else if (bytes.length >= 4 + length) end(keysIn(bytes.subarray(4, 4 + length)));
    });
    // An agent that has gone away is no reason to stop: ssh goes on without it, too.
    socket.on('error', () => end([]));
    socket.on('close', () => end([]));
  });

const keysIn = (answer: Buffer): AgentKey[] => {
  if (answer[0] !== identitiesAnswer || answer.length < 5) return [];
  const keys: AgentKey[] = [];
  let at = 5;
  const next = (): Buffer | undefined => {
    if (at + 4 > answer.length) return undefined;
    const length = answer.readUInt32BE(at);
    const text = answer.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return text.length === length ? text : undefined;
  };
  for (let count = answer.readUInt32BE(1); count > 0; count -= 1) {
    const [blob, comment] = [next(), next()];
    if (blob === undefined || comment === undefined) return keys;
    keys.push({ blob, type: typeOf(blob), comment: comment.toString('utf8') });
  }
  return keys;
};
