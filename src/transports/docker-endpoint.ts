import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, wordsOf } from './failure.ts';

/** Where the engine is, as the docker CLI would find it. */
export type Endpoint = {
  /** `unix:///var/run/docker.sock`, `tcp://192.0.2.7:2376`. */
  readonly url: string;
  /** Why this one: for the label and for failures. */
  readonly because: string;
  readonly tls?: Tls;
  /** Why no engine can be asked there, whatever is asked. */
  readonly problem?: string;
};

export type Tls = {
  /** Folder of ca.pem, cert.pem, key.pem. */
  readonly folder: string;
  readonly verify: boolean;
};

export type Env = Readonly<Record<string, string | undefined>>;

/** Whose settings they are: the environment, and the files of the machine that it is about. */
export type Settings = {
  readonly env: Env;
  exists(path: string): Promise<boolean>;
  /** Undefined where there is none; what cannot be read is thrown. */
  read(path: string): Promise<string | undefined>;
};

export const defaultSocket = '/var/run/docker.sock';

/** `--docker`, DOCKER_HOST, DOCKER_CONTEXT, the current context, the default socket: in this order. */
export const findEndpoint = (docker: string | undefined, env: Env): Promise<Endpoint> =>
  endpointOf(docker, { env, exists: async (path) => existsSync(path), read: readHere });

/** The same with the settings of whichever machine. */
export const endpointOf = async (
  docker: string | undefined,
  settings: Settings,
): Promise<Endpoint> => {
  if (docker !== undefined) return given(docker, settings);
  const { DOCKER_HOST, DOCKER_CONTEXT } = settings.env;
  if (DOCKER_HOST) return withUrl(DOCKER_HOST, 'DOCKER_HOST', settings.env);
  if (DOCKER_CONTEXT) return ofContext(DOCKER_CONTEXT, 'DOCKER_CONTEXT', settings);
  return ofConfig(settings);
};

const given = async (docker: string, settings: Settings): Promise<Endpoint> => {
  if (docker.startsWith('/')) return withUrl(`unix://${docker}`, '--docker', settings.env);
  if (docker.includes('://')) return withUrl(docker, '--docker', settings.env);
  return ofContext(docker, '--docker', settings);
};

const byDefault = async ({ env, exists }: Settings): Promise<Endpoint> => {
  const rootless = env.XDG_RUNTIME_DIR ? join(env.XDG_RUNTIME_DIR, 'docker.sock') : undefined;
  const isRootless = rootless !== undefined && !(await exists(defaultSocket));
  if (isRootless && (await exists(rootless))) {
    return { url: `unix://${rootless}`, because: 'the rootless socket' };
  }
  return { url: `unix://${defaultSocket}`, because: 'the default socket' };
};

const withUrl = (url: string, because: string, env: Env): Endpoint => {
  const full = url.includes('://') ? url : `tcp://${url}`;
  if (!full.startsWith('tcp://')) return { url: full, because };
  const verify = Boolean(env.DOCKER_TLS_VERIFY);
  if (!verify && !env.DOCKER_TLS) return { url: full, because };
  return { url: full, because, tls: { folder: env.DOCKER_CERT_PATH ?? configFolder(env), verify } };
};

export const configFolder = (env: Env): string =>
  env.DOCKER_CONFIG || join(env.HOME ?? '/', '.docker');

const configFile = z.object({ currentContext: z.string().optional() });

/** A configuration that cannot be read does not stop the docker CLI either; it is said. */
const ofConfig = async (settings: Settings): Promise<Endpoint> => {
  const path = join(configFolder(settings.env), 'config.json');
  const config = await readJson(path, { schema: configFile, settings });
  if (config.ok && config.value?.currentContext) {
    return ofContext(config.value.currentContext, path, settings);
  }
  const { url, because } = await byDefault(settings);
  return config.ok ? { url, because } : { url, because: `${because}; ${config.problem}` };
};

const contextMeta = z.object({
  Endpoints: z.object({
    docker: z.object({ Host: z.string().default(''), SkipTLSVerify: z.boolean().default(false) }),
  }),
});

const ofContext = async (name: string, source: string, settings: Settings): Promise<Endpoint> => {
  if (name === 'default') return byDefault(settings);
  const because = `docker context "${name}", from ${source}`;
  const id = createHash('sha256').update(name).digest('hex');
  const contexts = join(configFolder(settings.env), 'contexts');
  const path = join(contexts, 'meta', id, 'meta.json');
  const meta = await readJson(path, { schema: contextMeta, settings });
  if (!meta.ok) return { url: because, because, problem: meta.problem };
  if (!meta.value) {
    const problem = `there is no docker context "${name}" (named by ${source}): ${path} does not exist`;
    return { url: because, because, problem };
  }
  const { Host, SkipTLSVerify } = meta.value.Endpoints.docker;
  if (!Host) return { ...(await byDefault(settings)), because };
  const folder = join(contexts, 'tls', id, 'docker');
  if (!(await settings.exists(folder))) return { url: Host, because };
  return { url: Host, because, tls: { folder, verify: !SkipTLSVerify } };
};

type Read<Value> =
  | { readonly ok: true; readonly value: Value | undefined }
  | { readonly ok: false; readonly problem: string };

const readJson = async <Schema extends z.ZodType>(
  path: string,
  { schema, settings }: { readonly schema: Schema; readonly settings: Settings },
): Promise<Read<z.output<Schema>>> => {
  try {
    const text = await settings.read(path);
    return { ok: true, value: text === undefined ? text : schema.parse(JSON.parse(text)) };
  } catch (error) {
    return { ok: false, problem: `cannot read ${path}: ${wordsOf(error)}` };
  }
};

const readHere = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};
