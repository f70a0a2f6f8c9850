import { structuredPatch } from 'diff';
import type { StandingFile } from './standing-file.ts';

/** How a text is shown: with the values of secrets taken out. */
export type Mask = (text: string) => string;

/** Shown at most; the rest is counted. */
const maxLines = 400;

/** A unified diff of two texts, a line each; nothing where they are equal. */
export const diffLines = (
  path: string,
  before: Uint8Array | undefined,
  after: Uint8Array,
  mask: Mask = (text) => text,
): readonly string[] => {
  if (before !== undefined && equalBytes(before, after)) return [];
  const texts = [before ?? new Uint8Array(), after].map(textOf);
  const [old, now] = texts;
  if (old === undefined || now === undefined) {
    const from = before === undefined ? 'nothing' : `${before.length} bytes`;
    return [`${path}: ${from} → ${after.length} bytes that are no text`];
  }
  const patch = structuredPatch(path, path, mask(old), mask(now), undefined, undefined, {
    context: 3,
  });
  const hunks = patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ]);
  const left = hunks.length - maxLines;
  return [
    `--- ${before === undefined ? '/dev/null' : path}`,
    `+++ ${path}`,
    ...hunks.slice(0, maxLines),
    ...(left > 0 ? [`… and ${left} more lines`] : []),
  ];
};

export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

const textOf = (bytes: Uint8Array): string | undefined => {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
};

/** What is said of the place itself: a link on the way, a file that is new. */
export const placeLines = ({ link, stat, path }: StandingFile): readonly string[] => [
  ...(link === undefined ? [] : [`${link}: that file is changed, the link stays`]),
  ...(stat ? [] : [`${path} is new`]),
];
