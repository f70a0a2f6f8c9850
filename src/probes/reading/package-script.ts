import { z } from 'zod';
import { joined } from '../../formats/paths.ts';
import type { Read } from './container.ts';
import type { Inside } from './inside.ts';

const manifest = z.object({ scripts: z.record(z.string(), z.string()).default({}) });

/** The line behind `npm start` and `yarn run NAME`; undefined where there is none. */
export const packageScript = async (
  inside: Inside,
  args: readonly string[],
): Promise<Read<string | undefined>> => {
  const words = args.filter((word) => !word.startsWith('-'));
  const [verb = 'start', name] = words;
  const wanted = /^(?:run|run-script|exec)$/.test(verb) ? (name ?? '') : verb;
  const read = await inside.text(joined(inside.cwd, 'package.json'));
  if (!read.ok) return read;
  const parsed = manifest.safeParse(jsonOf(read.value ?? ''));
  const script = parsed.success ? parsed.data.scripts[wanted] : undefined;
  // `npx program` and `yarn program` start what is installed under that name.
  return {
    ok: true,
    value: script ?? (wanted === '' ? undefined : words.slice(verb === wanted ? 0 : 1).join(' ')),
  };
};

export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
