import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { startEngine, stopEngine, type Engine } from './engine.ts';
import { ensureImage } from './images.ts';

// What a run that was killed leaves on an engine apart must not be found by the next one.
const choice = { apart: 'left' } as const;
const engine = await startEngine(choice);

afterAll(async () => {
  if (engine) await stopEngine(choice);
}, 60_000);

const docker = async ({ env }: Engine, ...args: string[]) =>
  (await execa('docker', args, { env })).stdout.split('\n').filter((line) => line !== '');

/** As a test that is killed leaves it: nothing is noted, and it starts again with its engine. */
const leave = async (on: Engine): Promise<void> => {
  const image = await ensureImage(on, 'lab/busybox');
  await docker(on, 'network', 'create', 'left');
  const own = ['--network', 'left', '--volume', 'left:/data', '--restart', 'always'];
  await docker(on, 'run', '--detach', '--name', 'left', ...own, image, 'sleep', '100000');
};

const standing = async (on: Engine) => [
  ...(await docker(on, 'ps', '--all', '--format', '{{.Names}}')),
  ...(await docker(on, 'network', 'ls', '--filter', 'type=custom', '--format', '{{.Name}}')),
  ...(await docker(on, 'volume', 'ls', '--format', '{{.Name}}')),
];

test.skipIf(engine === undefined)('an engine apart that stands is opened empty', async () => {
  if (!engine) return;
  await leave(engine);
  expect(await standing(engine)).toEqual(['left', 'left', 'left']);
  const again = await startEngine(choice);
  expect(again && (await standing(again))).toEqual([]);
});

test.skipIf(engine === undefined)('so is one that is started anew on what it kept', async () => {
  if (!engine) return;
  await leave(engine);
  await stopEngine(choice);
  const again = await startEngine(choice);
  expect(again && (await standing(again))).toEqual([]);
  // Images take long to make, and tell nothing of a test.
  expect(again && (await docker(again, 'image', 'ls', '--quiet'))).not.toEqual([]);
});
