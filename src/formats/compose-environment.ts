import type { ServiceSources } from './compose-service.ts';
import { composeStyle, expand, type Lookup } from './env-expansion.ts';
import { readEnvFile, type EnvReader } from './env-file.ts';

export type FileText = { readonly path: string; readonly text: string };

export type EnvironmentSources = {
  readonly sources: ServiceSources;
  /** The service's env files that could be read, in order. */
  readonly envFiles: readonly FileText[];
  /** The project's `.env`, which fills `${…}` in the compose file. */
  readonly dotEnv?: FileText;
};

export type Resolved = {
  readonly values: ReadonlyMap<string, string>;
  /** Why some value is not known. */
  readonly problems: readonly string[];
};

/**
 * The environment that Compose gives a service: env files, then `environment:` over them. With
 * another reader it is what the service would get if that program had read the env files; with
 * `literal` nothing is expanded that has no value, so nothing is cut.
 */
export const serviceEnvironment = (
  { sources, envFiles, dotEnv }: EnvironmentSources,
  reader: EnvReader,
): Resolved => {
  const problems: string[] = [];
  const project =
    dotEnv === undefined ? new Map<string, string>() : entriesOf(dotEnv, reader, () => undefined);
  const values = new Map<string, string>();
  const lookup: Lookup = (name) => project.get(name);
  for (const file of envFiles) {
    for (const [name, value] of entriesOf(file, reader, lookup)) values.set(name, value);
  }
  for (const [name, raw] of sources.environment) {
    if (raw === null) {
      // A bare name takes the surroundings' value, and away what an env file gave.
      const value = lookup(name);
      if (value === undefined) values.delete(name);
      else values.set(name, value);
      continue;
    }
    const { text, problem } = interpolated(raw, lookup, reader);
    if (problem === undefined) values.set(name, text);
    else {
      values.delete(name);
      problems.push(`${name}: ${problem}`);
    }
  }
  return { values, problems };

  function entriesOf(file: FileText, by: EnvReader, known: Lookup): Map<string, string> {
    const entries = new Map<string, string>();
    for (const { name, value, problem, line } of readEnvFile(by, file.text, known).values()) {
      if (value !== undefined) entries.set(name, value);
      else problems.push(`${file.path}:${line}: ${problem ?? 'no value'}`);
    }
    return entries;
  }
};

const interpolated = (raw: string, lookup: Lookup, reader: EnvReader) => {
  if (reader !== 'literal') return expand(raw, lookup, composeStyle);
  const kept: Lookup = (name) => lookup(name) ?? `$${name}`;
  return expand(raw, kept, { bare: true, doubled: false });
};

/** Which file and line give a variable its value, or feed it by `${…}`. */
export const placesOf = (
  { sources, envFiles, dotEnv }: EnvironmentSources,
  name: string,
): readonly string[] => {
  const raw = sources.environment.get(name);
  const lineIn = (file: FileText, wanted: string): readonly string[] => {
    const entry = readEnvFile('literal', file.text).get(wanted);
    return entry ? [`${file.path}:${entry.line}`] : [];
  };
  if (raw === undefined) return envFiles.flatMap((file) => lineIn(file, name)).slice(-1);
  if (dotEnv === undefined) return [];
  const used =
    raw === null ? [name] : [...raw.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, word]) => word ?? '');
  return used.flatMap((word) => lineIn(dotEnv, word));
};
