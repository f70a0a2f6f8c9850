import type { Context } from '../../core/probe.ts';
import { urlIn } from '../../formats/checked-url.ts';
import type { HealthTest } from '../../formats/health-test.ts';
import { readText } from './file-stat.ts';

/** No check is longer than this; a program is, and holds a NUL byte besides. */
const maxBytes = 32 * 1024;

/**
 * A check that is a script of the image says there what it asks. Where it cannot be read, what it
 * asks stays unknown, and nothing is concluded from that.
 */
export const withScript = async (
  context: Context,
  container: string,
  check: HealthTest,
  env: ReadonlyMap<string, string>,
): Promise<HealthTest> => {
  const [program, ...more] = check.tools;
  if (check.url || more.length > 0 || !program?.startsWith('/')) return check;
  const read = await readText(context, program, { in: container, maxBytes });
  if (!read.ok || !read.value.startsWith('#!') || read.value.includes('\0')) return check;
  const lines = read.value.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  const url = urlIn(lines.join('\n'), env);
  return url ? { ...check, url } : check;
};
