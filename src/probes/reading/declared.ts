import { declaredIn, normalised, distributionOf } from '../../formats/distributions.ts';
import { joined } from '../../formats/paths.ts';
import type { Read } from './container.ts';
import type { Inside } from './inside.ts';

/** Where an application says what it needs. */
const files = [
  'requirements.txt',
  'requirements/base.txt',
  'requirements/production.txt',
  'pyproject.toml',
  'uv.lock',
  'poetry.lock',
  'pdm.lock',
  'Pipfile',
  'Pipfile.lock',
];

const maxBytes = 2 * 1024 * 1024;

/** The requirement files in the container that name the distribution of a module. */
export const declaring = async (
  inside: Inside,
  module: string,
): Promise<Read<readonly string[]>> => {
  const [top = ''] = module.split('.');
  const wanted = [normalised(top), normalised(distributionOf(module))];
  const reads = await Promise.all(
    files.map(async (name) => {
      const path = joined(inside.cwd, name);
      const read = await inside.text(path, maxBytes);
      return { path, read };
    }),
  );
  const naming: string[] = [];
  for (const { path, read } of reads) {
    if (!read.ok) return read;
    const names = declaredIn(path, read.value ?? '');
    if (wanted.some((name) => names.has(name))) naming.push(path);
  }
  return { ok: true, value: naming };
};
