import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Asking } from './fault.ts';
import type { Ground } from './ground.ts';
import { startSshd, type Sshd } from './sshd.ts';

/** A ground as it is reached from elsewhere: this machine behind a real sshd. */
export type FarHost = {
  /** What to say to the program, so that it asks over ssh. */
  readonly args: readonly string[];
  /** What the operator's side has in its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly sshd: Sshd;
  stop(): Promise<void>;
};

/**
 * The one who logs in has the settings of one who sits there; the one who asks has none of them, so
 * that nothing can be found from here by mistake.
 */
export async function farHost(
  ground: Ground,
  asking: Asking,
  options: readonly string[] = [],
): Promise<FarHost> {
  const user = asking.user ?? 'root';
  // An account without a password is locked, and sshd lets nobody into it.
  if (user !== 'root') await execa('chpasswd', { input: `${user}:${Math.random()}x\n` });
  const settings = Object.entries({ LANG: 'C.UTF-8', ...ground.env, ...asking.env });
  const sshd = await startSshd({
    user,
    hostKeys: ['ed25519'],
    options: [
      ...options,
      `SetEnv ${settings.map(([name, value]) => `"${name}=${value}"`).join(' ')}`,
    ],
    at: { address: '127.0.0.1', enter: ground.engine.enter },
  });
  return {
    args: ['--host', `${user}@${sshd.host}:${sshd.port}`],
    env: await sshOf(sshd),
    sshd,
    stop: sshd.stop,
  };
}

/** What a program has to have in its environment to get into that host, and into no engine of this one. */
export async function sshOf({ home }: Sshd): Promise<Readonly<Record<string, string>>> {
  // The system's ssh takes the home folder from the list of users, whatever HOME says.
  const bin = join(home, 'bin');
  await mkdir(bin);
  const config = join(home, '.ssh/config');
  await writeFile(join(bin, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F '${config}' "$@"\n`, {
    mode: 0o755,
  });
  return {
    HOME: home,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    DOCKER_HOST: 'unix:///nonexistent/docker.sock',
    DOCKER_CONFIG: join(home, 'no-docker'),
  };
}
