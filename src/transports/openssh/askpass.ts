import { chmod, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import type { Asking, HostKeyQuestion } from '../ssh-target.ts';

/** Questions of ssh, passed on to a person for as long as a connection is made. */
export type Askpass = {
  /** What ssh needs to find its way to us. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether the host's key is to be remembered for longer than this connection. */
  remembers(): boolean;
  close(): void;
};

/** A person, and the host whose key is kept apart until they say that it is to be remembered. */
export type Questioned = { readonly ask: Asking; readonly host: string };

type Asked = Questioned & { readonly state: { remembers: boolean } };

/**
 * ssh asks through a program that it starts and that prints the answer. Ours hands the question to
 * us over a socket in the private folder; the answer is in no file and in no argument.
 */
export const askpass = async (folder: string, questioned: Questioned): Promise<Askpass> => {
  const socket = join(folder, 'ask');
  const program = join(folder, 'askpass');
  const asked: Asked = { ...questioned, state: { remembers: false } };
  await writeFile(program, `#!/bin/sh\nexec "$ASKPASS_NODE" -e '${relay}' "$1"\n`);
  await chmod(program, 0o700);
  const server = createServer({ allowHalfOpen: true }, (peer) => answer(peer, asked));
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    env: {
      SSH_ASKPASS: program,
      SSH_ASKPASS_REQUIRE: 'force',
      ASKPASS_NODE: process.execPath,
      ASKPASS_SOCKET: socket,
    },
    remembers: () => asked.state.remembers,
    close: () => server.close(),
  };
};

/** Without single quotes, for it stands between two. An answer that does not come is a refusal. */
const relay = [
  'const peer = require("net").connect(process.env.ASKPASS_SOCKET);',
  'const said = [];',
  'peer.end(JSON.stringify({prompt: process.argv[1], hint: process.env.SSH_ASKPASS_PROMPT}));',
  'peer.on("data", (chunk) => said.push(chunk));',
  'peer.on("end", () => {',
  '  const text = Buffer.concat(said).toString();',
  '  if (!text.startsWith("=")) process.exit(1);',
  '  process.stdout.write(text.slice(1) + "\\n");',
  '});',
  'peer.on("error", () => process.exit(1));',
].join('');

const answer = (peer: Socket, asked: Asked): void => {
  const chunks: Buffer[] = [];
  peer.on('data', (chunk: Buffer) => chunks.push(chunk));
  peer.on('error', () => peer.destroy());
  peer.on('end', () => {
    const { prompt, hint } = question.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    // A security key that wants to be touched is told, not answered.
    const said = hint === 'none' ? Promise.resolve('') : replyTo(prompt, asked);
    said.then(
      (text) => peer.end(text === undefined ? '' : `=${text}`),
      () => peer.destroy(),
    );
  });
};

const question = z.object({ prompt: z.string(), hint: z.string().optional() });

/** What to tell ssh; undefined: nobody answers. */
const replyTo = async (
  prompt: string,
  { ask, host, state }: Asked,
): Promise<string | undefined> => {
  const key = hostKeyQuestion(prompt);
  if (key) {
    const wish = await ask.hostKey(key);
    if (wish === 'remember') state.remembers = true;
    // The key of a host on the way is written down by another ssh, which knows no "once".
    return wish === 'no' || (wish === 'once' && key.host !== host) ? 'no' : 'yes';
  }
  const what = /^Enter passphrase for (?:key )?'?(.*?)'?: ?$/.exec(prompt)?.[1];
  return ask.secret({
    what: what === undefined ? `ssh asks: ${prompt.trim()}` : `the passphrase of ${what}`,
  });
};

const hostKeyQuestion = (prompt: string): HostKeyQuestion | undefined => {
  const host = /The authenticity of host '([^' ]+)/.exec(prompt)?.[1];
  const [, type, fingerprint] = /(\S+) key fingerprint is (SHA256:\S+?)\.?\s/.exec(prompt) ?? [];
  if (host === undefined || type === undefined || fingerprint === undefined) return undefined;
  return { host, type, fingerprint };
};
