import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { SshConnection } from '../../src/transports/ssh-connection.ts';
import { connectSsh } from '../../src/transports/ssh-connect.ts';
import { hostNeeds } from '../lab/parts.ts';
import { startSshd, throwAwayUser, type Sshd } from '../lab/sshd.ts';

export type HostChoice = {
  readonly options?: readonly string[];
  readonly ssh?: 'ssh2' | 'openssh';
  /** Login shell of the user who is logged in as. */
  readonly shell?: string;
  /** What that shell says before anything else, as `printf` takes it. */
  readonly banner?: string;
  /** Before the server's own words: what it sees of this machine. */
  readonly enter?: readonly string[];
};

/** A real server on this machine, with a connection to it. */
export type SshHost = {
  readonly sshd: Sshd;
  readonly connection: SshConnection;
  stop(): Promise<void>;
};

/** Root may read all that the suite prepares, and so may a user whose number is root's. */
export async function hostOf({
  options = [],
  ssh,
  shell,
  banner,
  enter,
}: HostChoice): Promise<SshHost> {
  if (shell !== undefined) await hostNeeds();
  const undo: (() => Promise<unknown>)[] = [];
  const login = banner === undefined ? shell : await talkative(banner, undo);
  const user = login === undefined ? undefined : await asRoot(login, undo);
  const sshd = await startSshd({
    options,
    hostKeys: ['ed25519'],
    ...(user !== undefined && { user }),
    ...(enter && { at: { address: '127.0.0.1', enter } }),
  });
  undo.push(() => sshd.stop());
  const spec = { host: sshd.host, port: sshd.port, user: sshd.user, ...(ssh && { ssh }) };
  const signal = new AbortController().signal;
  const env = { PATH: process.env['PATH'] };
  const { home } = sshd;
  // ssh takes the home folder from the system's list of users, whatever the environment says.
  const configFile = join(home, '.ssh/config');
  const lines = ['id_ed25519', 'known_hosts'].map((name) => join(home, '.ssh', name));
  await writeFile(configFile, `IdentityFile ${lines[0]}\nUserKnownHostsFile ${lines[1]}\n`);
  const connected = await connectSsh(spec, { env, home, signal, configFile });
  const stop = async () => {
    for (const each of undo.toReversed()) await each();
  };
  if (!connected.ok) {
    const log = await sshd.log();
    await stop();
    throw new Error(`${connected.failure.message}\n${log}`);
  }
  return { sshd, connection: connected.connection, stop };
}

async function talkative(banner: string, undo: (() => Promise<unknown>)[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dd-login-'));
  undo.push(() => rm(folder, { recursive: true }));
  await execa('chmod', ['755', folder]);
  const path = join(folder, 'shell');
  await writeFile(path, `#!/bin/sh\nprintf '${banner}'\nexec sh "$@"\n`, { mode: 0o755 });
  return path;
}

async function asRoot(shell: string, undo: (() => Promise<unknown>)[]): Promise<string> {
  const { name, remove } = await throwAwayUser({ shell });
  undo.push(remove);
  await execa('usermod', ['--non-unique', '--uid', '0', '--gid', '0', name]);
  return name;
}
