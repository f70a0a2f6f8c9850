import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { execa } from 'execa';

/**
 * Does the work while holding a lock that other processes respect. The kernel holds it through
 * flock(1), so a process that dies leaves nothing behind that would have to be cleaned up.
 */
export async function holding<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const holder = execa('flock', [path, 'sh', '-c', 'echo held; exec cat'], {
    buffer: false,
    stderr: 'inherit',
  });
  try {
    await new Promise<void>((resolve, reject) => {
      holder.stdout.once('data', () => {
        resolve();
      });
      holder.catch(reject);
    });
    return await work();
  } finally {
    holder.stdin.end();
    await holder;
  }
}
