import { execa } from 'execa';
import type { Ground } from './ground.ts';

/** A script that runs anywhere. */
export const job = '#!/bin/sh\necho done\n';

/** Executes a file as a deploy would, and gives what is said about it. */
export async function execute(path: string): Promise<string> {
  const { stdout, stderr } = await execa('bash', ['-c', '"$0"', path], { reject: false });
  return stdout + stderr;
}

/** Waits until the file is refused as busy. */
export async function busy(ground: Ground, path: string): Promise<void> {
  await ground.until(`${path} is busy`, async () =>
    (await execute(path)).includes('Text file busy') ? true : undefined,
  );
}

/** Holds a file open for writing, as an upload does that was stopped. */
export async function hold(ground: Ground, path: string): Promise<void> {
  await ground.start(['sh', '-c', 'exec 9>>"$0"; while :; do sleep 1000; done', path]);
  await busy(ground, path);
}
