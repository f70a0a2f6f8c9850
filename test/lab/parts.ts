import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { labDir } from './folder.ts';
import { holding } from './lock.ts';
import { unpackPackages, type Suite } from './packages.ts';

/** `host`: the engine of this system's own packages. `26`: Debian 13's, unpacked, not installed. */
export type EngineVersion = 'host' | '26';

/** Programs that the lab and its faults call on this machine, and the packages that hold them. */
const programs: Readonly<Record<string, string>> = {
  dockerd: 'docker.io',
  iptables: 'iptables',
  ip: 'iproute2',
  lsof: 'lsof',
  strace: 'strace',
  fuser: 'psmisc',
  python3: 'python3-minimal',
  sshd: 'openssh-server',
  ssh: 'openssh-client',
  sudo: 'sudo',
  busybox: 'busybox',
  fish: 'fish',
  tcsh: 'tcsh',
  curl: 'curl',
  wget: 'wget',
  nc: 'netcat-openbsd',
};

/** Installs what the lab needs and this machine lacks; touches nothing that is there. */
export const hostNeeds = async (): Promise<void> => {
  if (lackingPackages().length > 0) {
    await holding(join(labDir, 'host-needs.lock'), () => install(lackingPackages()));
  }
};

/** The same for a program that few tests call: it is large. */
export const browserNeeds = async (): Promise<void> => {
  if (isHere('chromium')) return;
  await holding(join(labDir, 'host-needs.lock'), () => install(['chromium']));
};

function isHere(program: string): boolean {
  const folders = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`.split(':');
  return folders.some((folder) => existsSync(join(folder, program)));
}

function lackingPackages(): readonly string[] {
  const lacking = Object.keys(programs).filter((program) => !isHere(program));
  const names = lacking.flatMap((program) => programs[program] ?? []);
  const keyring = 'debian-archive-keyring';
  if (!existsSync(`/usr/share/keyrings/${keyring}.gpg`)) names.push(keyring);
  return names;
}

async function install(names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  // Runlevel 1: where nothing but init scripts starts services, the new ones are not started.
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const argv = ['install', '-y', '-q', '--no-install-recommends', ...names];
  await execa('apt-get', argv, { env }).catch(async () => {
    // A new machine has no package lists, or old ones.
    await execa('apt-get', ['update', '-q'], { env });
    await execa('apt-get', argv, { env });
  });
}

/** Unpacks packages into a folder of the lab, once; the folder appears when it is complete. */
async function parts(
  suite: Suite,
  name: string,
  packages: readonly string[],
  finish: (fresh: string, folder: string) => Promise<void> = async () => {},
): Promise<string> {
  const folder = join(labDir, 'parts', name);
  if (existsSync(folder)) return folder;
  return holding(join(labDir, 'parts', `${name}.lock`), async () => {
    if (existsSync(folder)) return folder;
    const fresh = `${folder}.new`;
    await rm(fresh, { recursive: true, force: true });
    await unpackPackages(suite, packages, fresh);
    await finish(fresh, folder);
    await rename(fresh, folder);
    return folder;
  });
}

/** Makes runc use the C library that was unpacked beside it: it is newer than this system's. */
async function useOwnLibraries(fresh: string, folder: string): Promise<void> {
  const tools = await parts('bookworm', 'patchelf', ['patchelf']);
  const patchelf = join(tools, 'usr/bin/patchelf');
  const runc = join(fresh, 'usr/sbin/runc');
  const { stdout: loader } = await execa(patchelf, ['--print-interpreter', runc]);
  const folders = await readdir(join(fresh, 'usr/lib'));
  const libraries = folders.filter((name) => name.endsWith('-linux-gnu'));
  const rpath = libraries.map((name) => join(folder, 'usr/lib', name)).join(':');
  const interpreter = join(folder, 'usr', loader.trim());
  await execa(patchelf, ['--set-interpreter', interpreter, '--set-rpath', rpath, runc]);
}

async function linked(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  await symlink(target, path).catch((error: unknown) => {
    if (!existsSync(path)) throw error; // another process made it at the same moment
  });
}

/** Gives the PATH in which an engine of this version and its own CLI are found first. */
export async function engineParts(version: EngineVersion): Promise<{ path: string }> {
  const rest = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
  if (version === 'host') {
    // The CLI that belongs to the engine, whatever other one stands earlier in PATH.
    const folder = join(labDir, 'parts', 'docker-host');
    const isAlone = !existsSync('/usr/bin/docker') || existsSync(join(folder, 'docker'));
    if (!isAlone) await linked('/usr/bin/docker', join(folder, 'docker'));
    return { path: `${folder}:${rest}` };
  }
  const packages = ['docker.io', 'docker-cli', 'containerd', 'runc', 'tini'];
  const root = await parts('trixie', 'docker-26', packages, useOwnLibraries);
  return { path: `${root}/usr/sbin:${root}/usr/bin:${rest}` };
}

/** Gives a DOCKER_CONFIG folder in which Compose v2 is a plugin of the docker CLI. */
export async function composePlugin(): Promise<string> {
  const config = join(labDir, 'docker-config');
  const plugin = join(config, 'cli-plugins', 'docker-compose');
  if (existsSync(plugin)) return config;
  const root = await parts('trixie', 'compose-2', ['docker-compose']);
  await linked(join(root, 'usr/libexec/docker/cli-plugins/docker-compose'), plugin);
  return config;
}

/** Gives the argv and environment of Compose v1 (1.29), with the Python that it was packaged for. */
export async function composeV1(): Promise<{ argv: string[]; env: Record<string, string> }> {
  const packages = ['docker-compose', 'python3.11-minimal', 'python3-minimal'];
  const root = await parts('bookworm', 'compose-1', packages);
  return {
    argv: [join(root, 'usr/bin/python3.11'), '-m', 'compose'],
    env: { PYTHONHOME: join(root, 'usr'), PYTHONPATH: join(root, 'usr/lib/python3/dist-packages') },
  };
}
