import { execa } from 'execa';
import type { Engine } from './engine.ts';

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

async function emptyOnce({ env }: Engine): Promise<void> {
  const docker = async (...args: string[]) => words((await execa('docker', args, { env })).stdout);
  const remove = async (args: readonly string[], what: readonly string[]) => {
    if (what.length > 0) await docker(...args, ...what);
  };
  await remove(['rm', '--force', '--volumes'], await docker('ps', '--all', '--quiet'));
  const networks = await docker('network', 'ls', '--filter', 'type=custom', '--quiet');
  await remove(['network', 'rm'], networks);
  await remove(['volume', 'rm', '--force'], await docker('volume', 'ls', '--quiet'));
}

/**
 * Takes every container, network and volume from an engine; its images stay. Only for an engine of
 * one test's own: a run that was killed leaves what it made there, and nobody else clears it away.
 */
export async function empty(engine: Engine): Promise<void> {
  // What restarts or ends at this very moment answers with an error, and is gone the next time.
  for (let left = 3; ; left -= 1) {
    try {
      await emptyOnce(engine);
      return;
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}
