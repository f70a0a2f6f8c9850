import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { labDir } from './folder.ts';
import { holding } from './lock.ts';

/** Debian releases that parts come from: 12 for images and Compose v1, 13 for newer Docker. */
export type Suite = 'bookworm' | 'trixie';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The Debian archive that the system's own apt uses, so that a private mirror is honoured. */
async function mirror(): Promise<string> {
  const told = process.env['LAB_MIRROR'];
  if (told !== undefined && told !== '') return told;
  const { stdout } = await execa(
    'apt-get',
    ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'],
    { reject: false },
  );
  const own = stdout.split('\n').find((uri) => /\/debian\/?$/.test(uri));
  if (own !== undefined) return own;
  throw new Error(
    "No Debian archive is among this system's apt sources. Name one: LAB_MIRROR=http://…/debian",
  );
}

/** Writes an apt configuration of our own: the system's sources and lists stay as they are. */
async function aptFor(suite: Suite): Promise<{ env: Record<string, string>; debs: string }> {
  const home = join(labDir, `apt-${suite}`);
  const debs = join(home, 'debs');
  const env = { APT_CONFIG: join(home, 'apt.conf'), LC_ALL: 'C' };
  if (existsSync(join(home, 'ready'))) return { env, debs };
  for (const folder of ['lists/partial', 'cache/archives/partial', 'debs']) {
    await mkdir(join(home, folder), { recursive: true });
  }
  const source = `deb [signed-by=${keyring}] ${await mirror()} ${suite} main\n`;
  await writeFile(join(home, 'sources.list'), source);
  await writeFile(join(home, 'status'), ''); // nothing is installed: every dependency is listed
  await writeFile(
    env.APT_CONFIG,
    [
      `Dir::Etc::SourceList "${home}/sources.list";`,
      'Dir::Etc::SourceParts "/dev/null";',
      `Dir::State "${home}";`,
      `Dir::State::Lists "${home}/lists";`,
      `Dir::State::Status "${home}/status";`,
      `Dir::Cache "${home}/cache";`,
      'Acquire::Languages "none";',
      'APT::Install-Recommends "false";',
      'APT::Sandbox::User "root";', // a download into our folder needs no other user
      '',
    ].join('\n'),
  );
  await execa('apt-get', ['update', '-q'], { env });
  await writeFile(join(home, 'ready'), '');
  return { env, debs };
}

/**
 * Names the packages and every library that they need, modules of Python included; programs they
 * also depend on are left out.
 */
async function withLibraries(names: readonly string[], env: Record<string, string>) {
  const { stdout } = await execa('apt-get', ['install', '--simulate', ...names], { env });
  const all = [...stdout.matchAll(/^Inst (\S+)/gm)].map(([, name = '']) => name);
  const isLibrary = (name: string) =>
    /^(lib|zlib1g|python3-)/.test(name) &&
    !/^lib(perl|llvm|z3)|-perl$|-common$|-bin$|-modules$/.test(name);
  return all.filter((name) => names.includes(name) || isLibrary(name));
}

/** Downloads the packages that are not there yet, and names the files of all of them. */
async function download(suite: Suite, names: readonly string[]): Promise<string[]> {
  const { env, debs } = await aptFor(suite);
  const wanted = await withLibraries(names, env);
  // Asked from another folder: apt names no address for a file that it sees beside itself.
  const { stdout } = await execa('apt-get', ['download', '--print-uris', ...wanted], {
    env,
    cwd: '/',
  });
  const files = [...stdout.matchAll(/^'\S+' (\S+\.deb)/gm)].map(([, file = '']) => file);
  const there = new Set(await readdir(debs));
  if (files.some((file) => !there.has(file))) {
    await execa('apt-get', ['download', '-q', ...wanted], { env, cwd: debs });
  }
  return files.map((file) => join(debs, file));
}

/** Unpacks Debian packages and the libraries they need into a folder; nothing is installed. */
export async function unpackPackages(
  suite: Suite,
  names: readonly string[],
  root: string,
): Promise<void> {
  await mkdir(root, { recursive: true });
  const paths = await holding(join(labDir, `apt-${suite}.lock`), async () => {
    try {
      return await download(suite, names);
    } catch {
      // Lists that are older than the mirror name versions that it has dropped: read them anew.
      // A fault of another kind is met again below, and thrown.
      const { env } = await aptFor(suite);
      await execa('apt-get', ['update', '-q'], { env });
      return await download(suite, names);
    }
  });
  for (const path of paths) await execa('dpkg-deb', ['--extract', path, root]);
}
