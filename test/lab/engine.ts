import { spawn } from 'node:child_process';
import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { isRoot, labDir, warn } from './folder.ts';
import { holding } from './lock.ts';
import { composePlugin, engineParts, hostNeeds, type EngineVersion } from './parts.ts';

/** A Docker Engine that answers, and what a command needs in order to use it. */
export type Engine = {
  readonly name: string;
  /** What the engine itself says. */
  readonly version: string;
  readonly socket: string;
  /** DOCKER_HOST, DOCKER_CONFIG (with Compose v2 as a plugin) and PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** Words to put before a command, so that it runs in the engine's own network. */
  readonly enter: readonly string[];
};

export type EngineChoice = {
  /** `host`: the one of this system (20.10 on Debian 12), the default. */
  readonly version?: EngineVersion;
  /** An engine of one's own with this name, in a network of its own. */
  readonly apart?: string;
};

type Place = { name: string; folder: string; socket: string; pidFile: string; log: string };

function placeOf({ version = 'host', apart }: EngineChoice): Place {
  const name = [version, apart].filter((part) => part !== undefined).join('-');
  const folder = name === 'host' ? labDir : join(labDir, 'engines', name);
  const at = (file: string) => join(folder, file);
  return {
    name,
    folder,
    socket: at('docker.sock'),
    pidFile: at('docker.pid'),
    log: at('dockerd.log'),
  };
}

/** Asks the engine behind a socket for its version; undefined when nobody answers. */
async function ask(socket: string): Promise<string | undefined> {
  const format = '{{.Server.Version}}';
  const { exitCode, stdout } = await execa(
    'docker',
    ['--host', `unix://${socket}`, 'version', '--format', format],
    { reject: false },
  );
  return exitCode === 0 ? stdout.trim() : undefined;
}

async function isUsable(socket: string): Promise<boolean> {
  return access(socket, constants.W_OK).then(
    () => true,
    () => false,
  );
}

const readPid = async (place: Place) => (await readFile(place.pidFile, 'utf8')).trim();

async function describe(place: Place, version: string, isOurs: boolean): Promise<Engine> {
  const isApart = isOurs && place.folder !== labDir;
  const parts = place.name.startsWith('26') ? await engineParts('26') : await engineParts('host');
  return {
    name: place.name,
    version,
    socket: place.socket,
    env: {
      DOCKER_HOST: `unix://${place.socket}`,
      DOCKER_CONFIG: await composePlugin(),
      PATH: parts.path,
    },
    enter: isApart ? ['nsenter', `--net=/proc/${await readPid(place)}/ns/net`] : [],
  };
}

/** Starts dockerd apart from this process, so that it stands when the tests are over. */
async function launch(place: Place, version: EngineVersion): Promise<string> {
  await mkdir(place.folder, { recursive: true });
  const parts = await engineParts(version);
  const dockerd = [
    'dockerd',
    ...['--data-root', join(place.folder, 'data'), '--exec-root', join(place.folder, 'exec')],
    ...['--host', `unix://${place.socket}`, '--pidfile', place.pidFile],
  ];
  // Two engines in one network take each other's bridge and rules away.
  const apart = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$0" "$@"'];
  const [file = '', ...args] = place.folder === labDir ? dockerd : [...apart, ...dockerd];
  const log = openSync(place.log, 'w');
  const child = spawn(file, args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, PATH: parts.path },
  });
  closeSync(log);
  child.unref();
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  for (let tries = 0; tries < 300 && !ended; tries += 1) {
    const answer = existsSync(place.socket) ? await ask(place.socket) : undefined;
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const words = (await readFile(place.log, 'utf8')).split('\n').slice(-15).join('\n');
  throw new Error(`dockerd does not answer at ${place.socket}:\n${words}`);
}

/** Finds the engine that DOCKER_HOST or the default socket leads to. */
async function found(): Promise<Engine | undefined> {
  const host = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock';
  const socket = host.replace(/^unix:\/\//, '');
  if (!(await isUsable(socket))) return undefined;
  const version = await ask(socket);
  if (version === undefined) return undefined;
  const nowhere = { name: 'found', folder: labDir, socket, pidFile: '', log: '' };
  return describe(nowhere, version, false);
}

/**
 * Gives an engine that answers: the lab's own where it can be started (root on Debian or Ubuntu),
 * else the one that is found. Undefined, after one loud line, where there is none.
 */
export async function startEngine(choice: EngineChoice = {}): Promise<Engine | undefined> {
  const place = placeOf(choice);
  const standing = existsSync(place.socket) && (await isUsable(place.socket));
  const answer = standing ? await ask(place.socket) : undefined;
  if (answer !== undefined) return describe(place, answer, true);
  const canStart = isRoot && existsSync('/usr/bin/apt-get');
  const isShared = place.folder === labDir;
  if (isShared) {
    const other = await found();
    if (other !== undefined) {
      warn(`using the engine found at ${other.socket} (${other.version}), not one of its own`);
      return other;
    }
  }
  if (!canStart) {
    warn(
      `no engine "${place.name}": starting one needs root on Debian or Ubuntu. Its cases do not run.`,
    );
    return undefined;
  }
  return holding(join(labDir, `engine-${place.name}.lock`), async () => {
    const meanwhile = existsSync(place.socket) ? await ask(place.socket) : undefined;
    if (meanwhile !== undefined) return describe(place, meanwhile, true);
    await hostNeeds();
    return describe(place, await launch(place, choice.version ?? 'host'), true);
  });
}

/** Stops an engine that the lab started, with all containers on it; says whether one was there. */
export async function stopEngine(choice: EngineChoice = {}): Promise<boolean> {
  const place = placeOf(choice);
  if (!existsSync(place.pidFile)) return false;
  const pid = await readPid(place);
  // The number may belong to another process by now.
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (!words.includes(place.socket)) return false;
  process.kill(Number(pid), 'SIGTERM');
  while (existsSync(`/proc/${pid}`)) await new Promise((resolve) => setTimeout(resolve, 100));
  return true;
}
