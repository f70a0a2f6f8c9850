import type { Writable } from '../core/change.ts';
import type { TargetSpec } from '../core/target-spec.ts';
import type { Transport } from '../core/target.ts';
import { dockerClient } from './docker-client.ts';
import { findEndpoint, type Endpoint, type Env } from './docker-endpoint.ts';
import { dockerTransport } from './docker.ts';
import { executor } from './local-exec.ts';
import { localTransport, type ProgramEnv } from './local.ts';
import { route } from './route.ts';
import type { AskPassword } from './sudo-password.ts';
import { writable } from './writable.ts';

export type Connected = {
  readonly label: string;
  /** Undecorated: nothing between it and the target. */
  readonly wire: Transport;
  /** The hands, bare: `permitted` must stand before them. */
  readonly hands: Writable;
};

/** Signs what is changed there, and a password where sudo may ask for one. */
export type ConnectOptions = { readonly session: string; readonly password?: AskPassword };

/**
 * From what the operator named to a way in. Nothing is asked yet: an engine that is away shows when
 * asked. With sudo only looks go through it: what changes something is done as who one is.
 */
export const connect = async (
  spec: TargetSpec,
  env: Env,
  { session, password }: ConnectOptions,
): Promise<Connected> => {
  const endpoint = await findEndpoint(spec.docker, env);
  const label = 'this machine';
  const client = dockerClient(endpoint);
  const programs = programEnv(env, endpoint);
  const asUser = {
    engine: dockerTransport(endpoint, undefined, client),
    machine: localTransport({ env: programs }),
  };
  const wire = route(
    label,
    spec.sudo ? await asRootToo(asUser, { spec, endpoint, programs, label, password }) : asUser,
  );
  const hands = writable(
    { label, session },
    { run: executor(programs).run, engine: async () => ({ ok: true, engine: { client } }) },
  );
  return { label, wire, hands };
};

type Ways = { readonly engine: Transport; readonly machine: Transport };

type Root = {
  readonly spec: TargetSpec;
  readonly endpoint: Endpoint;
  readonly programs: ProgramEnv;
  readonly label: string;
  readonly password: AskPassword | undefined;
};

/** The same, and where the user is refused, root: as on a host behind ssh, whose parts these are. */
const asRootToo = async (
  { engine, machine }: Ways,
  { spec: { docker }, endpoint, programs, label, password }: Root,
): Promise<Ways> => {
  const [{ hostShell }, { hostEngine }, { localConnection }, { rootShell, withSudo }] =
    await Promise.all([
      import('./batch/shell-transport.ts'),
      import('./host-engine.ts'),
      import('./local-connection.ts'),
      import('./sudo.ts'),
    ]);
  const connection = localConnection({ label, env: programs });
  const root = rootShell(connection, { ...(password && { password }) });
  const isSocket = endpoint.problem === undefined && endpoint.url.startsWith('unix://');
  if (!isSocket) return { engine, machine: withSudo(machine, root) };
  const shell = hostShell(connection, { env: programs });
  const found = { ok: true as const, endpoint };
  const place = { docker, find: async () => found };
  const { transport: byRoot } = hostEngine({ connection, shell, root }, place);
  return {
    engine: {
      ...byRoot,
      close: async () => {
        await byRoot.close();
        shell.close();
        await engine.close();
      },
    },
    machine: withSudo(machine, root),
  };
};

/**
 * git would write its index while it shows a status, ask for passwords, and run programs that the
 * configuration of a checkout names.
 */
const gitThatOnlyLooks = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'core.fsmonitor',
  GIT_CONFIG_VALUE_0: 'false',
  GIT_CONFIG_KEY_1: 'log.showSignature',
  GIT_CONFIG_VALUE_1: 'false',
};

const standardPath = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];

/** What programs get: no token and no password of the operator's shell, and the engine we ask ourselves. */
export const programEnv = (env: Env, { url, tls, problem }: Endpoint): ProgramEnv => {
  const path = env.PATH?.split(':').filter(Boolean) ?? [];
  const named = ['HOME', 'USER', 'XDG_RUNTIME_DIR', 'DOCKER_CONFIG', 'DOCKER_API_VERSION'];
  const docker: Record<string, string> = problem === undefined ? { DOCKER_HOST: url } : {};
  if (tls) {
    docker.DOCKER_CERT_PATH = tls.folder;
    docker[tls.verify ? 'DOCKER_TLS_VERIFY' : 'DOCKER_TLS'] = '1';
  }
  return {
    PATH: [...new Set([...path, ...standardPath])].join(':'),
    LANG: 'C',
    LC_ALL: 'C',
    ...gitThatOnlyLooks,
    ...Object.fromEntries(named.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
    ...docker,
  };
};
