import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import type { Ground } from './ground.ts';

/** A user of this machine for one case, in these groups, or with docker through sudo. */
export async function makeUser(
  ground: Ground,
  { groups = [], sudo = false }: { groups?: readonly string[]; sudo?: boolean } = {},
): Promise<string> {
  const user = `dd-${randomBytes(3).toString('hex')}`;
  const more = groups.length > 0 ? ['--groups', groups.join(',')] : [];
  await execa('useradd', ['--system', '--no-create-home', '--user-group', ...more, user]);
  ground.defer(() => execa('userdel', [user]));
  if (sudo) {
    const rules = `/etc/sudoers.d/${user}`;
    await writeFile(
      rules,
      `${user} ALL=(root) NOPASSWD: /usr/bin/docker, /usr/local/bin/docker\n`,
      { mode: 0o440 },
    );
    ground.defer(() => rm(rules));
  }
  return user;
}

/** The group that the engine's socket belongs to. */
export async function socketGroup(ground: Ground): Promise<string> {
  const { stdout } = await execa('stat', ['--format', '%G', ground.engine.socket]);
  return stdout;
}
