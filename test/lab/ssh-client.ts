import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { connectSsh } from '../../src/transports/ssh-connect.ts';
import type { SshConnection } from '../../src/transports/ssh-connection.ts';
import type {
  Asking,
  HostKeyQuestion,
  SshFailure,
  SshSpec,
  SshSurroundings,
} from '../../src/transports/ssh-target.ts';
import type { Sshd } from './sshd.ts';

/** A person who answers as told, and what they were asked. */
export const operator = (answers: {
  readonly hostKey?: 'remember' | 'once' | 'no';
  readonly secrets?: readonly string[];
}): { readonly ask: Asking; readonly asked: string[]; readonly keys: HostKeyQuestion[] } => {
  const asked: string[] = [];
  const keys: HostKeyQuestion[] = [];
  const left = [...(answers.secrets ?? [])];
  return {
    asked,
    keys,
    ask: {
      hostKey: async (question) => {
        keys.push(question);
        return answers.hostKey ?? 'no';
      },
      secret: async ({ what }) => {
        asked.push(what);
        return left.shift();
      },
    },
  };
};

type Choice = Partial<SshSurroundings> & { readonly spec?: Partial<SshSpec> };

/** Asks for a connection from the home that came with the sshd. */
export const attempt = (sshd: Sshd, { spec, ...surroundings }: Choice = {}) =>
  connectSsh(
    { host: sshd.host, port: sshd.port, user: sshd.user, ...spec },
    {
      env: {},
      home: sshd.home,
      signal: new AbortController().signal,
      ...(spec?.ssh === 'openssh' ? { configFile: join(sshd.home, '.ssh/config') } : {}),
      ...surroundings,
    },
  );

/** What a test does with a connection that must come about; it is closed afterwards. */
export const connected = async (
  sshd: Sshd,
  choice: Choice,
  work: (connection: SshConnection) => Promise<void>,
): Promise<void> => {
  const result = await attempt(sshd, choice);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  try {
    await work(result.connection);
  } finally {
    await result.connection.close();
  }
};

/** The reason why there is no connection. */
export const refused = async (sshd: Sshd, choice: Choice = {}): Promise<SshFailure> => {
  const result = await attempt(sshd, choice);
  if (!result.ok) return result.failure;
  await result.connection.close();
  return expect.fail('it connected');
};

export const run = async (connection: SshConnection, command: string) => {
  const opened = await connection.start(command);
  if (!opened.ok) throw new Error(`${opened.reason}: ${opened.detail}`);
  const { stdout, stderr, ended, stdin } = opened.channel;
  stdin.end();
  const [out, error, end] = await Promise.all([text(stdout), text(stderr), ended]);
  return { stdout: out, stderr: error, ...end };
};

export const knownHostsOf = ({ home }: Sshd) => join(home, '.ssh/known_hosts');

/** The known_hosts of a home, changed for a test and put back. */
export const withKnownHosts = async <Result>(
  sshd: Sshd,
  change: (text: string) => string,
  work: () => Promise<Result>,
): Promise<Result> => {
  const file = knownHostsOf(sshd);
  const before = await readFile(file, 'utf8');
  await writeFile(file, change(before));
  try {
    return await work();
  } finally {
    await writeFile(file, before);
  }
};
