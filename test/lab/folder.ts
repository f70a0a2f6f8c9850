import { tmpdir, homedir } from 'node:os';
import { join } from 'node:path';

export const isRoot = process.getuid?.() === 0;

/**
 * The folder that holds the lab: engines, packages, images, cases. It outlives a run, so that the
 * next one finds its images made. LAB_DIR moves it.
 */
export const labDir =
  process.env['LAB_DIR'] ??
  (isRoot
    ? join(tmpdir(), 'dd-lab')
    : join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'deploy-doctor-lab'));

/** Prints one line that nobody overlooks: what of the lab cannot be run here, and why. */
export function warn(message: string): void {
  process.stderr.write(`\n!!! LAB: ${message}\n\n`);
}
