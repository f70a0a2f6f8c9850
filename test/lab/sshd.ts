import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { isRoot } from './folder.ts';
import { hostNeeds } from './parts.ts';

export type SshdChoice = {
  /** Lines of sshd_config, before the lab's own: `MaxSessions 1`. */
  readonly options?: readonly string[];
  /** Types of its host keys; one of each. */
  readonly hostKeys?: readonly KeyType[];
  /** Who may log in with the client's key; default: who runs the test. */
  readonly user?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Where it stands, if not here: an address and what leads there (slow-link.ts). */
  readonly at?: { readonly address: string; readonly enter: readonly string[] };
};

export type KeyType = 'ed25519' | 'ecdsa' | 'rsa';

/** A throw-away sshd on loopback, and a home folder from which `ssh` would get in. */
export type Sshd = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Its configuration, host keys (`host_ed25519`, `….pub`) and `authorized_keys`. */
  readonly folder: string;
  /** The client's: `.ssh` with `id_ed25519` (authorized), `known_hosts` (every host key), `config`. */
  readonly home: string;
  /** What it logged so far (LogLevel VERBOSE). */
  log(): Promise<string>;
  /** Ends what serves connections, as a host that dies; the listener stays. */
  cut(signal?: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
};

export const startSshd = async (choice: SshdChoice = {}): Promise<Sshd> => {
  const program = '/usr/sbin/sshd';
  if (!existsSync(program)) {
    if (!isRoot)
      throw new Error('no sshd here, and installing openssh-server needs root on Debian');
    await hostNeeds();
  }
  // It insists on this folder, which only its own init script makes.
  if (isRoot) await mkdir('/run/sshd', { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'lab-sshd-'));
  const [port, user] = [choice.port ?? (await freePort()), choice.user ?? userInfo().username];
  const { address, enter } = choice.at ?? { address: '127.0.0.1', enter: [] };
  const hostKeys = choice.hostKeys ?? ['ed25519', 'ecdsa', 'rsa'];
  for (const type of hostKeys) await makeKey(type, join(folder, `host_${type}`));
  const home = join(folder, 'home');
  await mkdir(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  await makeKey('ed25519', join(home, '.ssh/id_ed25519'));
  const authorized = join(folder, 'authorized_keys');
  await writeFile(authorized, await readFile(join(home, '.ssh/id_ed25519.pub')));
  await writeFile(
    join(home, '.ssh/known_hosts'),
    await knownHosts(folder, hostKeys, `[${address}]:${port}`),
  );
  // The system's ssh looks for its files in the home of the user, whatever HOME says.
  await writeFile(
    join(home, '.ssh/config'),
    `IdentityFile ${join(home, '.ssh/id_ed25519')}\nUserKnownHostsFile ${join(home, '.ssh/known_hosts')}\n`,
  );
  const config = join(folder, 'sshd_config');
  await writeFile(
    config,
    [
      ...(choice.options ?? []),
      `ListenAddress ${address}:${port}`,
      ...hostKeys.map((type) => `HostKey ${join(folder, `host_${type}`)}`),
      `AuthorizedKeysFile ${authorized}`,
      // The folders above belong to others.
      'StrictModes no',
      'PermitRootLogin yes',
      'UsePAM no',
      'PidFile none',
      'LogLevel VERBOSE',
      'MaxStartups 200',
      '',
    ].join('\n'),
  );
  // authorized_keys is read as the user who logs in.
  await execa('chmod', ['-R', 'a+rX', folder]);
  for (const type of hostKeys) await execa('chmod', ['600', join(folder, `host_${type}`)]);
  await execa('chmod', ['700', home, join(home, '.ssh')]);
  await execa('chmod', ['600', join(home, '.ssh/id_ed25519')]);
  const words = join(folder, 'log');
  const log = await open(words, 'w');
  const [file, ...args] = [...enter, program, '-D', '-e', '-f', config];
  const child = spawn(file, args, {
    stdio: ['ignore', log.fd, log.fd],
    // A PAM stack or a login shell must not hear of the one who tests.
    env: { PATH: process.env['PATH'] },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await log.close();
  const read = () => readFile(words, 'utf8');
  const cut = async (signal: NodeJS.Signals = 'SIGKILL') => {
    for (const pid of await descendants(child.pid)) end(pid, signal);
  };
  while (!(await read()).includes('Server listening')) {
    if (child.exitCode !== null) throw new Error(`sshd did not start:\n${await read()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {
    host: address,
    port,
    user,
    folder,
    home,
    log: read,
    cut,
    stop: async () => {
      await cut();
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
};

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

export const makeKey = async (type: KeyType, file: string, passphrase = ''): Promise<void> => {
  const bits = type === 'rsa' ? ['-b', '2048'] : [];
  await execa('ssh-keygen', ['-q', '-t', type, ...bits, '-N', passphrase, '-C', 'lab', '-f', file]);
};

/** The lines by which a client knows this server. */
const knownHosts = async (folder: string, types: readonly KeyType[], place: string) => {
  const keys = types.map((type) => readFile(join(folder, `host_${type}.pub`), 'utf8'));
  return (await Promise.all(keys)).map((key) => `${place} ${key.trim()}\n`).join('');
};

/** The processes that a process started, and those that these started. */
export const descendants = async (pid: number | undefined): Promise<number[]> => {
  if (pid === undefined) return [];
  const parents = new Map<number, number>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    // What ends between two looks is nobody's child any more.
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const parent = /^\d+ \(.*\) \S (\d+)/s.exec(stat)?.[1];
    if (parent !== undefined) parents.set(Number(entry), Number(parent));
  }
  const found = [pid];
  for (const at of found) {
    for (const [child, parent] of parents) if (parent === at) found.push(child);
  }
  return found.slice(1);
};

const end = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile.
  }
};

export type ThrowAwayUser = { readonly name: string; remove(): Promise<void> };

/** A user of this machine for the length of a test; needs root. */
export const throwAwayUser = async (
  choice: { readonly shell?: string; readonly password?: string } = {},
): Promise<ThrowAwayUser> => {
  const name = `lab-${Math.random().toString(36).slice(2, 10)}`;
  await execa('useradd', ['--create-home', '--shell', choice.shell ?? '/bin/sh', name]);
  // Without a password the account is locked, and sshd lets nobody into a locked account.
  const password = choice.password ?? Math.random().toString(36);
  await execa('chpasswd', { input: `${name}:${password}\n` });
  return {
    name,
    remove: async () => {
      await execa('userdel', ['--force', '--remove', name], { reject: false });
    },
  };
};
