import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { sshTransport } from '../../src/transports/ssh.ts';
import { isRoot, warn } from '../lab/folder.ts';
import { hostOf } from '../transports/ssh-host.ts';
import { ask, good, keepsTheContract, prepare, text, type Place } from './transport-suite.ts';

// Hosts on which nothing can be written, or nothing that was written can be run. Each is this
// machine as its sshd sees it, from a mount namespace of its own.

type View = {
  readonly name: string;
  /** Changes what is seen: `$place` is asked about, `$server` is sshd's own, `$home` the user's. */
  readonly script: string;
  /** What cannot be done there, and the words for it. */
  readonly fails: string;
  readonly words: RegExp;
};

const views: readonly View[] = [
  {
    name: 'whose /tmp and home are full',
    script: `
      exec 9<"$server"
      mount -t tmpfs -o size=4m,mode=1777 none /tmp
      mkdir "$place" "$server"
      mount -c --bind /proc/self/fd/9 "$server"
      exec 9<&-
      (umask 022; cd "$place"; ${prepare})
      for folder in /var/tmp "$home"; do mount --bind /tmp "$folder"; done
      cat /dev/zero > /tmp/filler 2>/dev/null || :`,
    fails: '/bin/echo word > /tmp/word || /bin/echo word > ~/word',
    words: /No space left on device/i,
  },
  {
    name: 'that can only be read',
    script: `
      (umask 022; cd "$place"; ${prepare})
      while read -r _ _ _ _ point _; do
        case $point in
          /proc* | /sys* | /dev | /dev/pts) ;;
          *) mount -o remount,bind,ro "$point" 2>/dev/null || : ;;
        esac
      done < /proc/self/mountinfo`,
    fails: 'echo word > /tmp/word || echo word > ~/word || echo word > /run/word',
    words: /Read-only file system|cannot create/i,
  },
  {
    name: 'that runs nothing in /tmp',
    script: `
      (umask 022; cd "$place"; ${prepare})
      mount --bind /tmp /tmp
      mount -o remount,bind,noexec,nosuid,nodev /tmp`,
    fails: 'cp /bin/true /tmp/true-$$; /tmp/true-$$; status=$?; rm /tmp/true-$$; exit $status',
    words: /Permission denied/i,
  },
];

const hosts = views.flatMap((view) =>
  (['ssh2', 'openssh'] as const).map((ssh) => ({ ...view, ssh })),
);

if (!isRoot) warn('hosts that are full or read-only are not asked: that needs root.');

describe.skipIf(!isRoot).each(hosts)('a host $name, over $ssh', ({ script, ssh, fails, words }) => {
  let place: Place;
  keepsTheContract(async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'dd-contract-')));
    await execa('chmod', ['755', folder]);
    const names = `set -e; place='${folder}' home='${userInfo().homedir}'`;
    const server = 'for server; do :; done; server=${server%/*}';
    const look = `${names}; ${server}\n${script}\nexec "$@"`;
    const host = await hostOf({ ssh, enter: ['unshare', '--mount', 'sh', '-c', look, 'sh'] });
    const transport = sshTransport(host.connection);
    place = {
      transport,
      folder,
      close: async () => {
        await transport.close();
        await host.stop();
        await rm(folder, { recursive: true });
      },
    };
    return place;
  });

  test('is one', async () => {
    const reply = good(await ask(place.transport, { kind: 'exec', argv: ['sh', '-c', fails] }));
    expect(reply.exit).not.toBe(0);
    expect(text(reply.stderr)).toMatch(words);
  });
});
