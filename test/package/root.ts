import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { unpackPackages } from '../lab/packages.ts';

/** A root file system of its own, with the package in /opt, and no network. */
export type Root = {
  readonly folder: string;
  /**
   * Runs a line of shell in it, `/opt` mounted read-only, no network, an empty environment but HOME.
   * `before` runs outside, in the same mount namespace, `$root` being the folder.
   */
  sh(line: string, before?: string): Promise<Answer>;
  remove(): Promise<void>;
};

export type Answer = {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | undefined;
};

/** Small programs of Debian, its C library, and what its C++ programs need. */
export const debian = ['dash', 'coreutils', 'libc6', 'libc-bin', 'libstdc++6', 'libgcc-s1'];
/** As small as Alpine: busybox and musl, none of GNU. */
export const alpine = ['busybox-static', 'musl'];

export async function makeRoot(
  packages: readonly string[],
  archive: string,
  without: readonly string[] = [],
): Promise<Root> {
  const folder = await mkdtemp(path.join(tmpdir(), 'deploy-doctor-root-'));
  await unpackPackages('bookworm', packages, folder);
  for (const name of without) await execa('sh', ['-c', `rm -rf "${folder}"${name}`]);
  for (const name of ['proc', 'dev', 'tmp', 'opt', 'root', 'mnt']) {
    await mkdir(path.join(folder, name), { recursive: true });
  }
  if (packages.includes('busybox-static')) await addApplets(path.join(folder, 'bin'));
  await execa('tar', ['-xzf', archive, '-C', path.join(folder, 'opt')]);
  return {
    folder,
    sh: (line, before = ':') => inside(folder, line, before),
    remove: () => rm(folder, { recursive: true }),
  };
}

async function addApplets(bin: string): Promise<void> {
  const { stdout } = await execa(path.join(bin, 'busybox'), ['--list']);
  const there = new Set(await readdir(bin));
  for (const name of stdout.split('\n')) {
    if (!there.has(name)) await symlink('busybox', path.join(bin, name));
  }
}

async function inside(root: string, line: string, before: string): Promise<Answer> {
  const script = `
    set -e
    mount --bind "$root/opt" "$root/opt"
    mount -o remount,bind,ro "$root/opt"
    mount -t proc proc "$root/proc"
    mount -t tmpfs tmpfs "$root/dev"
    mknod -m 666 "$root/dev/null" c 1 3
    ${before}
    exec env -i HOME=/root PATH=/usr/bin:/bin:/usr/sbin:/sbin LANG=C.UTF-8 chroot "$root" /bin/sh -c "$line"`;
  const { stdout, stderr, exitCode } = await execa(
    'unshare',
    ['--net', '--mount', '--pid', '--fork', 'sh', '-c', script],
    { env: { root, line }, reject: false },
  );
  return { stdout, stderr, exitCode };
}
