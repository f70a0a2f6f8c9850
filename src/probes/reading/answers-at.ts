import { extensionSuffixes } from '../../formats/python-site.ts';
import type { FileStat } from '../../core/target.ts';
import type { Read } from './container.ts';

export type Stat = (path: string) => Promise<Read<FileStat | undefined>>;

/** Files that answer to a module at a path without an ending. A bare folder answers nothing in Python. */
const answering = (
  language: 'python' | 'node',
  version: string,
  path: string,
): readonly string[] =>
  language === 'python'
    ? [
        `${path}/__init__.py`,
        `${path}.py`,
        ...extensionSuffixes(version).flatMap((suffix) => [
          path + suffix,
          `${path}/__init__${suffix}`,
        ]),
        `${path}/__init__.pyc`,
        `${path}.pyc`,
      ]
    : [
        `${path}/package.json`,
        path,
        `${path}.js`,
        `${path}.json`,
        `${path}.mjs`,
        `${path}.cjs`,
        `${path}/index.js`,
      ];

/** The first of these places that has the module, as this way of looking sees it. */
export const answersAt = async (
  stat: Stat,
  { language, version, wanted }: Wanted,
): Promise<Read<string | undefined>> => {
  for (const path of wanted) {
    const files = answering(language, version, path);
    const stats = await Promise.all(files.map((file) => stat(file)));
    for (const [index, read] of stats.entries()) {
      if (!read.ok) return read;
      // A link stands for what it leads to: it was put there to be found.
      if (read.value?.type === 'file' || read.value?.type === 'link') {
        return { ok: true, value: files[index] };
      }
    }
  }
  return { ok: true, value: undefined };
};

export type Wanted = {
  readonly language: 'python' | 'node';
  readonly version: string;
  readonly wanted: readonly string[];
};
