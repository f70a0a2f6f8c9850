import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { casesDir, clearCase, noteCase, type Case } from './cases.ts';
import { mark } from './case-label.ts';
import type { Engine } from './engine.ts';
import { ensureImage } from './images.ts';
import { composeV1 } from './parts.ts';
import type { ImageName } from './recipes.ts';

export type CommandResult = {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
};

export type CommandOptions = {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** `false`: an exit code other than 0 is an answer. Else it throws. */
  readonly reject?: boolean;
};

/** A process that goes on beside the case; its output grows in files. */
export type StartedProcess = {
  readonly pid: number;
  readonly stdout: () => Promise<string>;
  readonly stderr: () => Promise<string>;
};

/** One case's own place: a folder and a name on an engine, and nothing of another case. */
export type Ground = {
  /** Unique; the compose project's name and the start of every name that the case gives. */
  readonly name: string;
  /** Scratch folder on the host, the compose project's folder. */
  readonly dir: string;
  readonly engine: Engine;
  /** What a program needs in its environment in order to use the engine. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the docker CLI. What `run`, `create`, `network` and `volume` make is removed at the end. */
  docker(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Runs Compose v2 in the folder, under the case's name. */
  compose(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Runs Compose v1 (1.29), which old hosts still have, likewise. */
  composeV1(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Makes sure of an image that is needed besides those that the fault names. */
  image(name: ImageName): Promise<string>;
  /** Writes a file relative to the folder, and gives its absolute path. */
  write(path: string, content: string, mode?: number): Promise<string>;
  /** Asks until there is an answer; throws, naming what it waited for, when none comes. */
  until<T>(what: string, ask: () => Promise<T | undefined>, timeoutMs?: number): Promise<T>;
  /** Starts a process on the host that goes on, in a group of its own; it is ended at the end. */
  start(argv: readonly string[], options?: Pick<CommandOptions, 'env'>): Promise<StartedProcess>;
  /** Undoes something at the end, the last first, whatever happened. */
  defer(undo: () => Promise<unknown>): void;
};

async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  timeoutMs = 60_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`Not within ${String(timeoutMs / 1000)} s: ${what}`);
    await pause(100);
  }
}

/** Shortens a case's id to a name that Compose, containers and networks all accept. */
function nameFor(id: string): string {
  const [flow = '', rest = ''] = id.toLowerCase().split('/');
  const words = `dd${flow.split('-')[0] ?? ''}-${rest}`.replace(/[^a-z0-9-]+/g, '-');
  return `${words.slice(0, 32)}-${randomBytes(2).toString('hex')}`;
}

/** Starts a process that outlives this one, as a fault left standing must. */
async function startProcess(
  [file = '', ...args]: readonly string[],
  { out, err, cwd, env }: { out: string; err: string; cwd: string; env: Record<string, string> },
): Promise<number> {
  const files = [openSync(out, 'w'), openSync(err, 'w')] as const;
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', ...files],
  });
  for (const each of files) closeSync(each);
  await once(child, 'spawn');
  child.unref();
  return Number(child.pid);
}

/** A ground that is open; `close` takes away all that the case made, and may be called again. */
export type OpenGround = Ground & { close(): Promise<void> };

/** Opens a ground: at a place that nothing else has, or at the given one (for a person to read). */
export async function openGround(engine: Engine, id: string, place?: Case): Promise<OpenGround> {
  const name = place?.name ?? nameFor(id);
  const dir = place?.dir ?? join(casesDir, name);
  await mkdir(casesDir, { recursive: true });
  await mkdir(dirname(dir), { recursive: true });
  await mkdir(dir); // one that was there would be somebody else's, and is removed at the end
  // A fault may be looked at as another user, whatever the umask is here.
  await chmod(dir, 0o755);
  await noteCase({ name, dir });
  const own = { ...engine.env, LAB_CASE: name };
  const undos: (() => Promise<unknown>)[] = [];
  let started = 0;

  async function run(file: string, args: readonly string[], options: CommandOptions = {}) {
    const { input, env = {}, reject = true } = options;
    const { stdout, stderr, exitCode, shortMessage, failed } = await execa(file, args, {
      cwd: dir,
      env: { ...own, ...env },
      reject: false,
      ...(input === undefined ? { stdin: 'ignore' } : { input }),
    });
    if (exitCode === undefined || (failed && reject)) {
      throw new Error([shortMessage, stderr, stdout].filter(Boolean).join('\n'));
    }
    return { stdout, stderr, exitCode };
  }

  return {
    name,
    dir,
    engine,
    env: engine.env,
    start: async (argv, { env = {} } = {}) => {
      started += 1;
      const out = join(dir, `process-${started}.out`);
      const err = join(dir, `process-${started}.err`);
      const pid = await startProcess(argv, { out, err, cwd: dir, env: { ...own, ...env } });
      return { pid, stdout: () => readFile(out, 'utf8'), stderr: () => readFile(err, 'utf8') };
    },
    docker: (args, options) => run('docker', mark(args, name), options),
    compose: (args, options) => run('docker', ['compose', '-p', name, ...args], options),
    composeV1: async (args, options = {}) => {
      const { argv, env } = await composeV1();
      const [file = '', ...first] = argv;
      const all = { ...options, env: { ...env, ...options.env } };
      return run(file, [...first, '-p', name, ...args], all);
    },
    image: (image) => ensureImage(engine, image),
    write: async (path, content, mode = 0o644) => {
      const full = join(dir, path);
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, content);
      await chmod(full, mode); // at creation the umask would have its say
      return full;
    },
    until,
    defer: (undo) => {
      undos.push(undo);
    },
    close: async () => {
      const failures: unknown[] = [];
      const attempt = (undo: () => Promise<unknown>) =>
        undo().catch((error: unknown) => failures.push(error));
      for (const undo of undos.splice(0).reverse()) await attempt(undo);
      await attempt(() => clearCase(engine, { name, dir }));
      if (failures.length > 0) throw new AggregateError(failures, `${name} was not cleared away`);
    },
  };
}
