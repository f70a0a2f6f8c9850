import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';

/** What compose files say about one service's environment, before anything is put in. */
export type ServiceSources = {
  /** Raw text as the file has it; null: a bare name, taken from the surroundings. */
  readonly environment: ReadonlyMap<string, string | null>;
  /** In the order of reading: the later wins. Paths as written. */
  readonly envFiles: readonly EnvFile[];
};

export type EnvFile = { readonly path: string; readonly required: boolean };

export type ComposeRead =
  | { readonly verdict: 'found'; readonly sources: ServiceSources }
  /** No file names the service. */
  | { readonly verdict: 'absent' }
  /** It uses what this model does not follow, or is no YAML. */
  | { readonly verdict: 'unclear'; readonly words: string };

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const service = z.looseObject({
  environment: z.union([z.array(scalar), z.record(z.string(), scalar)]).nullish(),
  env_file: z
    .union([
      z.string(),
      z.array(
        z.union([z.string(), z.object({ path: z.string(), required: z.boolean().default(true) })]),
      ),
    ])
    .nullish(),
  extends: z.unknown().optional(),
});
const composeFile = z.looseObject({
  services: z.record(z.string(), z.unknown()).nullish(),
  include: z.unknown().optional(),
});

/** Merges the files in order, as `-f a -f b` does. */
export const serviceSources = (
  files: readonly { readonly path: string; readonly text: string }[],
  name: string,
): ComposeRead => {
  const environment = new Map<string, string | null>();
  const envFiles: EnvFile[] = [];
  let found = false;
  let includes = false;
  for (const { path, text } of files) {
    const read = documentOf(text);
    if (typeof read === 'string') return { verdict: 'unclear', words: `${path}: ${read}` };
    includes ||= read.include !== undefined;
    const written = read.services?.[name];
    if (written === undefined || written === null) continue;
    const parsed = service.safeParse(written);
    if (!parsed.success || parsed.data.extends !== undefined) {
      const words = parsed.success ? 'uses extends' : (parsed.error.issues[0]?.message ?? '');
      return { verdict: 'unclear', words: `${path}: service ${name} ${words}` };
    }
    found = true;
    for (const [key, value] of pairsOf(parsed.data.environment)) environment.set(key, value);
    envFiles.push(...filesOf(parsed.data.env_file));
  }
  if (found) return { verdict: 'found', sources: { environment, envFiles } };
  return includes
    ? { verdict: 'unclear', words: `service ${name} may stand in an included file` }
    : { verdict: 'absent' };
};

const documentOf = (text: string): z.output<typeof composeFile> | string => {
  try {
    const document: unknown = parse(text, { merge: true, logLevel: 'error', maxAliasCount: 1000 });
    const parsed = composeFile.safeParse(document ?? {});
    return parsed.success ? parsed.data : (parsed.error.issues[0]?.message ?? 'not a compose file');
  } catch (error) {
    // The parser's words quote the line, which may hold a secret: only its place is kept.
    if (error instanceof YAMLParseError) {
      return `not YAML at line ${error.linePos?.[0].line ?? '?'} (${error.code})`;
    }
    if (error instanceof ReferenceError) return 'too many aliases';
    throw error;
  }
};

const pairsOf = (
  environment: z.output<typeof service>['environment'],
): readonly (readonly [string, string | null])[] => {
  if (!environment) return [];
  if (!Array.isArray(environment)) {
    return Object.entries(environment).map(([key, value]) => [key, textOf(value)]);
  }
  return environment.map((item) => {
    const text = textOf(item) ?? '';
    const at = text.indexOf('=');
    return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
  });
};

const textOf = (value: string | number | boolean | null): string | null =>
  value === null ? null : String(value);

const filesOf = (written: z.output<typeof service>['env_file']): readonly EnvFile[] => {
  if (!written) return [];
  const list = typeof written === 'string' ? [written] : written;
  return list.map((item) => (typeof item === 'string' ? { path: item, required: true } : item));
};
