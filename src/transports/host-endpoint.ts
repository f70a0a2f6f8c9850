import type { HostShell } from './batch/shell-transport.ts';
import {
  configFolder,
  defaultSocket,
  endpointOf,
  type Endpoint,
  type Settings,
} from './docker-endpoint.ts';
import { refusal, type Refusal } from './failure.ts';

/** The socket that it most likely is, before the host has told; for sure where it was named. */
export const likelySocket = (docker: string | undefined): string | undefined => {
  if (docker === undefined) return defaultSocket;
  return /^(?:unix:\/\/)?(\/.*)$/.exec(docker)?.[1];
};

/** Where the engine of a host is, as the docker CLI there would find it. */
export const hostEndpoint = async (
  docker: string | undefined,
  shell: HostShell,
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly endpoint: Endpoint } | Refusal> => {
  const no = (detail: string): Refusal => refusal('unreachable', 'the docker engine', detail);
  if (docker !== undefined && likelySocket(docker) !== undefined) {
    const nothing = { env: {}, exists: async () => false, read: async () => undefined };
    return { ok: true, endpoint: await endpointOf(docker, nothing) };
  }
  const asked = await shell.run({ words: '_call _settings', maxBytes: 128 * 1024 }, signal);
  if (!asked.ok) return no(asked.detail);
  const told = Buffer.from(asked.ran.stdout).toString().split('\0');
  const [host, context, config, home, runtime, hasDefault, hasRootless, configText] = told;
  if (configText === undefined) return no('the host did not tell its settings of docker');
  const env = {
    DOCKER_HOST: host,
    DOCKER_CONTEXT: context,
    DOCKER_CONFIG: config,
    HOME: home,
    XDG_RUNTIME_DIR: runtime,
  };
  const settings: Settings = {
    env,
    // Keys of another machine are none of ours: what needs them is left to the docker CLI there.
    exists: async (path) => (path === defaultSocket ? hasDefault : hasRootless) === 'yes',
    read: async (path) => {
      if (path === `${configFolder(env)}/config.json`) {
        return asked.ran.exit === 0 && configText !== '' ? configText : undefined;
      }
      const [reply] = shell.send([{ request: { kind: 'read', path }, signal }]);
      const file = await reply;
      if (!file) throw new Error('a shell that answers nothing');
      if (file.ok) return Buffer.from(file.stdout ?? []).toString();
      if (file.failure.outcome === 'not-found') return undefined;
      throw new Error(file.failure.detail);
    },
  };
  return { ok: true, endpoint: await endpointOf(docker, settings) };
};
