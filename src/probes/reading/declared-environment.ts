import { z } from 'zod';
import { notFound, type Failure } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import {
  serviceEnvironment,
  type EnvironmentSources,
  type FileText,
} from '../../formats/compose-environment.ts';
import { serviceSources } from '../../formats/compose-service.ts';
import { composeOf, type Inspected } from '../../formats/inspect.ts';
import { joined, parentOf } from '../../formats/paths.ts';
import { refused, type Read } from './container.ts';
import { readText } from './file-stat.ts';
import type { Environment } from './process-environment.ts';

export type Declared = {
  readonly by: 'compose' | 'model';
  /** What the service would get now. */
  readonly values: Environment;
  /** The files it comes from, where they could be followed. */
  readonly sources?: EnvironmentSources;
};

/** What compose would give the container's service now, were it created anew. */
export const declaredEnvironment = async (
  context: Context,
  inspected: Inspected,
): Promise<Read<Declared>> => {
  const compose = composeOf(inspected);
  const { project, service, folder, files } = compose;
  if (service === undefined || folder === undefined || files.length === 0) {
    const words = 'it bears no labels of compose: nothing declares its environment';
    return refused(notFound(inspected.Name, words));
  }
  const envFile = envFileLabel(inspected);
  const [resolved, model] = await Promise.all([
    composeConfig(context, { project: project ?? '', service, folder, files, envFile }),
    modelOf(context, { service, folder, files, envFile }),
  ]);
  const sources = model.ok ? { sources: model.value } : {};
  if (resolved.ok)
    return { ok: true, value: { by: 'compose', values: resolved.value, ...sources } };
  if (resolved.failure.outcome !== 'tool-missing') return resolved;
  if (!model.ok) return model;
  const { values, problems } = serviceEnvironment(model.value, readerOf(inspected));
  if (problems[0] !== undefined && values.size === 0) {
    return refused({ outcome: 'unreadable', subject: files.join(', '), detail: problems[0] });
  }
  return { ok: true, value: { by: 'model', values, sources: model.value } };
};

/** Where the service's environment comes from, by its compose files, env files and `.env`. */
export const environmentSources = (
  context: Context,
  inspected: Inspected,
): Promise<Read<EnvironmentSources>> => {
  const { service, folder, files } = composeOf(inspected);
  if (service === undefined || folder === undefined || files.length === 0) {
    const words = 'it bears no labels of compose: nothing declares its environment';
    return Promise.resolve(refused(notFound(inspected.Name, words)));
  }
  return modelOf(context, { service, folder, files, envFile: envFileLabel(inspected) });
};

/** The file that fills `${…}`: where it is, or would be. */
export const dotEnvPath = (inspected: Inspected): string => {
  const { folder = '/', files } = composeOf(inspected);
  return joined(
    parentOf(joined(folder, files[0] ?? 'compose.yaml')),
    envFileLabel(inspected) ?? '.env',
  );
};

const envFileLabel = ({ Config: { Labels } }: Inspected): string | undefined =>
  Labels['com.docker.compose.project.environment_file'];

/** Which Compose made the container, and reads its files. */
export const readerOf = ({ Config: { Labels } }: Inspected): 'compose-1' | 'compose-2' =>
  Labels['com.docker.compose.version']?.startsWith('1.') === true ? 'compose-1' : 'compose-2';

type Where = {
  readonly service: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly envFile: string | undefined;
};

const configAnswer = z.object({
  services: z.record(
    z.string(),
    z.looseObject({ environment: z.record(z.string(), z.string().nullable()).nullish() }),
  ),
});

const composeConfig = async (
  context: Context,
  { project, service, folder, files, envFile }: Where & { readonly project: string },
): Promise<Read<Environment>> => {
  const argv = [
    ...['docker', 'compose', '--profile', '*', '-p', project, '--project-directory', folder],
    ...files.flatMap((file) => ['-f', file]),
    ...(envFile === undefined ? [] : ['--env-file', envFile]),
    ...['config', '--format', 'json'],
  ];
  const reply = await context.send({ kind: 'exec', argv, timeoutMs: 15_000 });
  if (!reply.ok) return refused(reply.failure);
  const subject = `docker compose config of ${project}`;
  const words = new TextDecoder().decode(reply.stderr).trim();
  if (reply.exit !== 0) return refused(configRefusal(subject, words));
  if (reply.truncated)
    return refused({ outcome: 'unreadable', subject, detail: 'its answer is too long' });
  const parsed = configAnswer.safeParse(jsonOf(reply.stdout));
  if (!parsed.success) {
    return refused({
      outcome: 'unreadable',
      subject,
      detail: 'its answer has another form than expected',
    });
  }
  const found = parsed.data.services[service];
  if (!found)
    return refused(notFound(service, `the project's files declare no service ${service}`));
  // In what `config` prints, a dollar sign is doubled.
  const pairs = Object.entries(found.environment ?? {}).flatMap(([name, value]) =>
    value === null ? [] : [[name, value.replaceAll('$$', '$')] as const],
  );
  return { ok: true, value: new Map(pairs) };
};

/** The docker CLI takes `compose` for a plugin that is not there, or for options that it lacks. */
const configRefusal = (subject: string, detail: string): Failure => {
  const missing = /is not a docker command|unknown (?:shorthand )?flag/.test(detail);
  return { outcome: missing ? 'tool-missing' : 'unreadable', subject, detail };
};

const jsonOf = (bytes: Uint8Array | undefined): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const modelOf = async (
  context: Context,
  { service, folder, files, envFile }: Where,
): Promise<Read<EnvironmentSources>> => {
  const paths = files.map((file) => joined(folder, file));
  const texts = await readAll(context, paths);
  if (!texts.ok) return texts;
  const read = serviceSources(texts.value, service);
  switch (read.verdict) {
    case 'unclear':
      return refused({ outcome: 'unreadable', subject: paths.join(', '), detail: read.words });
    case 'absent':
      return refused(notFound(service, `${paths.join(', ')} declare no service ${service}`));
    case 'found':
      break;
  }
  const { sources } = read;
  // Paths of env files are relative to the project's folder, whatever file names them.
  const [envFiles, dotEnv] = await Promise.all([
    readAll(
      context,
      sources.envFiles.map(({ path }) => joined(folder, path)),
      true,
    ),
    readAll(context, [joined(parentOf(paths[0] ?? folder), envFile ?? '.env')], true),
  ]);
  if (!envFiles.ok) return envFiles;
  if (!dotEnv.ok) return dotEnv;
  const [first] = dotEnv.value;
  return {
    ok: true,
    value: { sources, envFiles: envFiles.value, ...(first && { dotEnv: first }) },
  };
};

const readAll = async (
  context: Context,
  paths: readonly string[],
  optional = false,
): Promise<Read<readonly FileText[]>> => {
  const read = await Promise.all(paths.map((path) => readText(context, path)));
  const texts: FileText[] = [];
  for (const [at, each] of read.entries()) {
    if (each.ok) texts.push({ path: paths[at] ?? '', text: each.value });
    else if (!(optional && each.failure.outcome === 'not-found')) {
      // A compose file that is gone hides what it declared: that is no "it declares nothing".
      const { outcome } = each.failure;
      return refused(
        outcome === 'not-found' ? { ...each.failure, outcome: 'unreadable' } : each.failure,
      );
    }
  }
  return { ok: true, value: texts };
};
