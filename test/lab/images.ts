import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  copyFile,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Engine } from './engine.ts';
import { labDir } from './folder.ts';
import { holding } from './lock.ts';
import { unpackPackages } from './packages.ts';
import { recipes, type ImageName, type Recipe } from './recipes.ts';

const label = 'lab.recipe';

/** Folds everything that an image is made of into one hash; a big file counts by size and age. */
async function identify(recipe: Recipe): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(recipe));
  for (const source of Object.values(recipe.copies ?? {})) {
    const { size, mtimeMs } = await stat(source);
    hash.update(size > 1_000_000 ? `${String(size)} ${String(mtimeMs)}` : await readFile(source));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Lays out the image's file system in a folder. */
async function layOut(recipe: Recipe, root: string): Promise<void> {
  const at = async (path: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const folder of ['tmp', 'proc', 'sys', 'dev', 'etc', 'root', 'run', 'var/run', 'var/tmp']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  if (recipe.packages.length > 0) await unpackPackages('bookworm', recipe.packages, root);
  await chmod(join(root, 'tmp'), 0o1777);
  for (const [path, from] of Object.entries(recipe.renames ?? {})) {
    await rename(join(root, from), await at(path));
  }
  for (const [path, from] of Object.entries(recipe.copies ?? {})) {
    await copyFile(from, await at(path));
    await chmod(join(root, path), 0o755);
  }
  for (const [path, content] of Object.entries(recipe.files ?? {})) {
    await writeFile(await at(path), content);
  }
  for (const [path, target] of Object.entries(recipe.links ?? {})) {
    await symlink(target, await at(path));
  }
  if (recipe.applets === true) {
    const { stdout } = await execa(join(root, 'bin/busybox'), ['--list']);
    for (const applet of stdout.split('\n').filter((name) => name !== 'busybox')) {
      await symlink('busybox', join(root, 'bin', applet));
    }
  }
  const papers = ['usr/share/doc', 'usr/share/man', 'usr/share/locale', 'usr/share/info'];
  for (const path of [...papers, ...(recipe.without ?? [])]) {
    await rm(join(root, path), { recursive: true, force: true });
  }
}

/** Makes the image's tar, once for all engines, and names it. */
async function archive(name: ImageName, recipe: Recipe, hash: string): Promise<string> {
  const folder = join(labDir, 'images');
  const base = name.replace('/', '-');
  const tar = join(folder, `${base}-${hash}.tar`);
  if (existsSync(tar)) return tar;
  await mkdir(folder, { recursive: true });
  const root = join(folder, `${base}.root`);
  await rm(root, { recursive: true, force: true });
  await layOut(recipe, root);
  const owner = ['--owner=0', '--group=0', '--numeric-owner'];
  await execa('tar', ['--create', ...owner, '--file', `${tar}.new`, '--directory', root, '.']);
  await rename(`${tar}.new`, tar);
  await rm(root, { recursive: true, force: true });
  const old = (await readdir(folder)).filter(
    (file) => file.startsWith(`${base}-`) && file.endsWith('.tar') && !file.includes(hash),
  );
  for (const file of old) await rm(join(folder, file));
  return tar;
}

/** Sees to it that the engine has the image as its recipe says, and makes it only when it has not. */
export async function ensureImage(engine: Engine, name: ImageName): Promise<string> {
  const recipe: Recipe = recipes[name];
  const hash = await identify(recipe);
  const docker = (args: readonly string[], options: { reject?: boolean } = {}) =>
    execa('docker', args, { env: engine.env, ...options });
  const isThere = async () => {
    const format = `{{index .Config.Labels "${label}"}}`;
    const { stdout } = await docker(['image', 'inspect', '--format', format, name], {
      reject: false,
    });
    return stdout.trim() === hash;
  };
  if (await isThere()) return name;
  return holding(join(labDir, 'images', `${name.replace('/', '-')}.lock`), async () => {
    if (await isThere()) return name;
    const tar = await archive(name, recipe, hash);
    const changes = [...recipe.changes, `LABEL ${label}=${hash}`];
    const old = await docker(['image', 'inspect', '--format', '{{.Id}}', name], { reject: false });
    await docker(['import', ...changes.flatMap((line) => ['--change', line]), tar, name]);
    // Refused while a container uses it, which is no matter.
    if (old.exitCode === 0) await docker(['image', 'rm', old.stdout.trim()], { reject: false });
    return name;
  });
}
