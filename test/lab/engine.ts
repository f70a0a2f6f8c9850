import { spawn } from 'node:child_process';
import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { access, mkdir, readFile, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { empty } from './empty.ts';
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
  /** An engine of one's own with this name, in a network of its own: for one test at a time. */
  readonly apart?: string;
};

/** Where an engine is; without a pid file it is not ours. */
type Place = {
  name: string;
  version: EngineVersion;
  folder: string;
  socket: string;
  pidFile?: string;
};

function placeOf({ version = 'host', apart }: EngineChoice): Required<Place> {
  const name = [version, apart].filter((part) => part !== undefined).join('-');
  const folder = name === 'host' ? labDir : join(labDir, 'engines', name);
  const at = (file: string) => join(folder, file);
  return {
    name,
    version,
    folder,
    socket: at('docker.sock'),
    pidFile: at('docker.pid'),
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

const readPid = async (pidFile: string) => (await readFile(pidFile, 'utf8')).trim();

/** Gives the words that bring a command into a process's network, where that is another than ours. */
async function enter(pid: string): Promise<string[]> {
  const path = `/proc/${pid}/ns/net`;
  const isSame = (await readlink(path)) === (await readlink('/proc/self/ns/net'));
  return isSame ? [] : ['nsenter', `--net=${path}`];
}

async function describe(place: Place, version: string): Promise<Engine> {
  const parts = await engineParts(place.version);
  return {
    name: place.name,
    version,
    socket: place.socket,
    env: {
      DOCKER_HOST: `unix://${place.socket}`,
      DOCKER_CONFIG: await composePlugin(),
      PATH: parts.path,
    },
    enter: place.pidFile === undefined ? [] : await enter(await readPid(place.pidFile)),
  };
}

/** Tells whether some dockerd works in our network: a second one would take its bridge away. */
async function isNetworkTaken(): Promise<boolean> {
  const processes = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const taken = await Promise.all(
    processes.map(async (pid) => {
      // What ends between two looks is no engine any more.
      const command = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
      return command.trim() === 'dockerd' && (await enter(pid)).length === 0;
    }),
  );
  return taken.includes(true);
}

/** Starts dockerd apart from this process, so that it stands when the tests are over. */
async function launch(place: Required<Place>): Promise<string> {
  await mkdir(place.folder, { recursive: true });
  const parts = await engineParts(place.version);
  const dockerd = [
    'dockerd',
    ...['--data-root', join(place.folder, 'data'), '--exec-root', join(place.folder, 'exec')],
    ...['--host', `unix://${place.socket}`, '--pidfile', place.pidFile],
  ];
  // Two engines in one network take each other's bridge and rules away.
  const apart = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$0" "$@"'];
  const isShared = place.folder === labDir && !(await isNetworkTaken());
  const [file = '', ...args] = isShared ? dockerd : [...apart, ...dockerd];
  const words = join(place.folder, 'dockerd.log');
  const log = openSync(words, 'w');
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
  const last = (await readFile(words, 'utf8')).split('\n').slice(-15).join('\n');
  throw new Error(`dockerd does not answer at ${place.socket}:\n${last}`);
}

/** Finds the engine of somebody else that DOCKER_HOST or the default socket leads to. */
async function found(): Promise<Engine | undefined> {
  const host = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock';
  const socket = host.replace(/^unix:\/\//, '');
  if (!(await isUsable(socket))) return undefined;
  const version = await ask(socket);
  if (version === undefined) return undefined;
  return describe({ name: 'found', version: 'host', folder: labDir, socket }, version);
}

/** Gives an engine that stands already: the lab's, else for the default choice the one found. */
export async function findEngine(choice: EngineChoice = {}): Promise<Engine | undefined> {
  const place = placeOf(choice);
  const isThere = existsSync(place.socket) && (await isUsable(place.socket));
  const version = isThere ? await ask(place.socket) : undefined;
  if (version !== undefined) return describe(place, version);
  return place.folder === labDir ? found() : undefined;
}

/**
 * Gives an engine that answers: one that stands, else one of the lab's own where it can be started
 * (root on Debian or Ubuntu). Undefined, after one loud line, where there is none. An engine apart
 * holds nothing but images, whatever ended its last test.
 */
export async function startEngine(choice: EngineChoice = {}): Promise<Engine | undefined> {
  const engine = await standOrStart(choice);
  // Tests of everything on an engine would find what a run that was killed has left there.
  if (engine !== undefined && choice.apart !== undefined) await empty(engine);
  return engine;
}

async function standOrStart(choice: EngineChoice): Promise<Engine | undefined> {
  const place = placeOf(choice);
  const find = async () => {
    const engine = await findEngine(choice);
    if (engine?.name === 'found') {
      warn(`using the engine found at ${engine.socket} (${engine.version}), not one of its own.`);
    }
    return engine;
  };
  const standing = await find();
  if (standing !== undefined) return standing;
  if (!isRoot || !existsSync('/usr/bin/apt-get')) {
    warn(`no engine "${place.name}", and starting one needs root on Debian: its cases do not run.`);
    return undefined;
  }
  return holding(join(labDir, `engine-${place.name}.lock`), async () => {
    const meanwhile = await find();
    if (meanwhile !== undefined) return meanwhile;
    await hostNeeds();
    // Where packages start what they install, an engine stands now.
    return (await find()) ?? describe(place, await launch(place));
  });
}

/** Stops an engine that the lab started, with all containers on it; says whether one was there. */
export async function stopEngine(choice: EngineChoice = {}): Promise<boolean> {
  const place = placeOf(choice);
  if (!existsSync(place.pidFile)) return false;
  const pid = await readPid(place.pidFile);
  // The number may belong to another process by now.
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (!words.includes(place.socket)) return false;
  process.kill(Number(pid), 'SIGTERM');
  while (existsSync(`/proc/${pid}`)) await new Promise((resolve) => setTimeout(resolve, 100));
  return true;
}
