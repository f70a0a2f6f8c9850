import { extensionSuffixes } from '../../formats/python-site.ts';
import type { Read } from './container.ts';
import type { FirstFile } from './first-file.ts';

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
  firstFile: FirstFile,
  { language, version, wanted }: Wanted,
): Promise<Read<string | undefined>> => {
  for (const path of wanted) {
    const read = await firstFile(answering(language, version, path));
    if (!read.ok || read.value !== undefined) return read;
  }
  return { ok: true, value: undefined };
};

export type Wanted = {
  readonly language: 'python' | 'node';
  readonly version: string;
  readonly wanted: readonly string[];
};
