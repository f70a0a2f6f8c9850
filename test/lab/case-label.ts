import { readFile, readdir } from 'node:fs/promises';
import { execa } from 'execa';
import type { Engine } from './engine.ts';

const label = 'lab.case';
const project = 'com.docker.compose.project';

/** Adds the case's label to a docker command that makes something, so that it can be found again. */
export function mark(args: readonly string[], name: string): string[] {
  const [first = '', second = '', ...rest] = args;
  const tag = ['--label', `${label}=${name}`];
  if (first === 'run' || first === 'create' || first === 'build') {
    return [first, ...tag, ...args.slice(1)];
  }
  if (second === 'create' && (first === 'network' || first === 'volume')) {
    return [first, second, ...tag, ...rest];
  }
  if (first === 'container' && (second === 'run' || second === 'create')) {
    return [first, second, ...tag, ...rest];
  }
  return [...args];
}

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

async function clearOnce(engine: Engine, name: string): Promise<void> {
  const docker = async (...args: string[]) =>
    lines((await execa('docker', args, { env: engine.env })).stdout);
  const find = async (...list: string[]) => {
    const filters = [`label=${label}=${name}`, `label=${project}=${name}`];
    const found = await Promise.all(filters.map((by) => docker(...list, '--filter', by)));
    return [...new Set(found.flat())];
  };
  const containers = await find('ps', '--all', '--quiet', '--no-trunc');
  if (containers.length > 0) await docker('rm', '--force', '--volumes', ...containers);
  const networks = await find('network', 'ls', '--quiet', '--no-trunc');
  if (networks.length > 0) await docker('network', 'rm', ...networks);
  const volumes = await find('volume', 'ls', '--quiet');
  if (volumes.length > 0) await docker('volume', 'rm', ...volumes);
  // An image that a case made bears its name: by it, others that share the layers stay.
  const images = await docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}');
  const own = images.filter((image) => image.startsWith(name));
  if (own.length > 0) await docker('image', 'rm', '--force', ...own);
}

/** Removes what a case made on the engine: by its label, by its compose project, or by its name. */
export async function clear(engine: Engine, name: string): Promise<void> {
  // What restarts or ends at this very moment answers with an error, and is gone the next time.
  for (let left = 3; ; left -= 1) {
    try {
      await clearOnce(engine, name);
      return;
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

/** Ends the processes on this machine that a case started: those with its name in their environment. */
export async function endProcesses(name: string): Promise<void> {
  for (const pid of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    // A process may end between two looks, and another user's may not be read: neither is ours.
    const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (Number(pid) === process.pid || !environ.split('\0').includes(`LAB_CASE=${name}`)) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
