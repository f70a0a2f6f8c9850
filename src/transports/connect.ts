import type { Writable } from '../core/change.ts';
import type { TargetSpec } from '../core/target-spec.ts';
import type { Transport } from '../core/target.ts';
import { dockerClient } from './docker-client.ts';
import { findEndpoint, type Endpoint, type Env } from './docker-endpoint.ts';
import { dockerTransport } from './docker.ts';
import { executor } from './local-exec.ts';
import { localTransport, type ProgramEnv } from './local.ts';
import { route } from './route.ts';
import { writable } from './writable.ts';

export type Connected = {
  readonly label: string;
  /** Undecorated: nothing between it and the target. */
  readonly wire: Transport;
  /** The hands, bare: `permitted` must stand before them. */
  readonly hands: Writable;
};

/** From what the operator named to a way in. Nothing is asked yet: an engine that is away shows when asked. */
export const connect = async (spec: TargetSpec, env: Env): Promise<Connected> => {
  const endpoint = await findEndpoint(spec.docker, env);
  const label = 'this machine';
  const client = dockerClient(endpoint);
  const programs = programEnv(env, endpoint);
  const wire = route(label, {
    engine: dockerTransport(endpoint, undefined, client),
    machine: localTransport({ env: programs }),
  });
  const hands = writable(label, { run: executor(programs).run, client });
  return { label, wire, hands };
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
