import type { Ground } from './ground.ts';

/** Where the lab's Python image keeps installed packages. */
export const site = '/usr/local/lib/python3.11/site-packages';

/** Files by their path in an image. */
export type Files = Readonly<Record<string, string>>;

/** Builds an image on one of the lab's, with more files in it, under a name of the case. */
export async function imageWith(
  ground: Ground,
  base: 'lab/python' | 'lab/node',
  { files, tag = 'latest', lines = [] }: { files: Files; tag?: string; lines?: readonly string[] },
): Promise<string> {
  const image = `${ground.name}:${tag}`;
  const folder = `image-${tag}`;
  const copies = Object.keys(files).length === 0 ? [] : ['COPY root/ /'];
  const dockerfile = [`FROM ${base}`, 'ENV PYTHONDONTWRITEBYTECODE=1', ...copies, ...lines];
  await ground.write(`${folder}/Dockerfile`, `${dockerfile.join('\n')}\n`);
  for (const [path, content] of Object.entries(files)) {
    await ground.write(`${folder}/root${path}`, content, 0o755);
  }
  await ground.docker(['build', '--quiet', '--tag', image, `${ground.dir}/${folder}`]);
  return image;
}

/** Waits until a container's log holds a text. */
export async function logHolds(ground: Ground, name: string, text: string): Promise<void> {
  await ground.until(`the log of ${name} holds ${text}`, async () => {
    const { stdout, stderr } = await ground.docker(['logs', name]);
    return (stdout + stderr).includes(text) ? true : undefined;
  });
}

/** A distribution as pip leaves it behind. */
export const installed = (
  name: string,
  version: string,
  module = name,
  more: Files = {},
): Files => ({
  [`${site}/${module}/__init__.py`]: `__version__ = "${version}"\n`,
  [`${site}/${name}-${version}.dist-info/METADATA`]: `Name: ${name}\nVersion: ${version}\n`,
  [`${site}/${name}-${version}.dist-info/top_level.txt`]: `${module}\n`,
  ...Object.fromEntries(
    Object.entries(more).map(([path, content]) => [`${site}/${module}/${path}`, content]),
  ),
});
