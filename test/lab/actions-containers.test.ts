import { afterAll, beforeAll, expect, test } from 'vitest';
import { callsOf, done, keepsItsWord, openStage, shown, type Stage } from '../actions/stage.ts';
import { containerPicture } from './container-picture.ts';
import { startEngine } from './engine.ts';
import { openGround, type OpenGround } from './ground.ts';

const engine = await startEngine();
if (!engine) throw new Error('no engine');
let ground: OpenGround;
let stage: Stage;
let name: string;
let network: string;

beforeAll(async () => {
  ground = await openGround(engine, 'actions/containers');
  await ground.image('lab/busybox');
  [name, network] = [`${ground.name}-one`, `${ground.name}-net`];
  await ground.docker(['network', 'create', '--subnet', '10.213.7.0/24', network]);
  await ground.docker(['run', '-d', '--init', '--name', name, 'lab/busybox', 'sleep', '600']);
  const place = ['--alias', 'db', '--alias', 'postgres', '--ip', '10.213.7.9', network, name];
  await ground.docker(['network', 'connect', ...place]);
  stage = await openStage({ ...engine.env });
}, 240_000);
afterAll(async () => {
  await stage.close();
  await ground.close();
});

const picture = () => containerPicture(ground, name);
const startedAt = async () =>
  (await ground.docker(['inspect', '-f', '{{.State.StartedAt}}', name])).stdout.trim();
const tags = async () =>
  (
    await ground.docker(['images', '--no-trunc', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}'])
  ).stdout
    .split('\n')
    .filter((line) => line.startsWith(ground.name))
    .sort();

test('container.stop, and container.start as its way back', async () => {
  await keepsItsWord(stage, { action: 'container.stop', with: { container: name } }, picture);
  done(await stage.apply({ action: 'container.stop', with: { container: name } }));
  await keepsItsWord(stage, { action: 'container.start', with: { container: name } }, picture);
  done(await stage.apply({ action: 'container.start', with: { container: name } }));
});

test('container.update: limits that are there become others, and these again', async () => {
  const limited = `${ground.name}-limited`;
  const sizes = ['--memory', '64m', '--memory-swap', '128m', '--cpus', '0.5', '--pids-limit', '30'];
  await ground.docker([
    'run',
    '-d',
    '--init',
    '--name',
    limited,
    ...sizes,
    'lab/busybox',
    'sleep',
    '600',
  ]);
  const call = {
    action: 'container.update',
    with: { container: limited, memory: 96 * 1024 * 1024, cpus: 1, pids: 50 },
  };
  const { shows, blast } = shown(await stage.preview(call));
  expect(shows).toContain('memory: 64m → 96m');
  expect(blast.restarts).toEqual([]);
  await keepsItsWord(stage, call, () => containerPicture(ground, limited));
});

test('container.update: a limit where there was none goes with the container alone', async () => {
  const free = `${ground.name}-free`;
  await ground.docker(['run', '-d', '--init', '--name', free, 'lab/busybox', 'sleep', '600']);
  const call = { action: 'container.update', with: { container: free, memory: 96 * 1024 * 1024 } };
  expect(shown(await stage.preview(call)).shows.join('\n')).toMatch(/the undo makes it anew/);
  await keepsItsWord(stage, call, () => containerPicture(ground, free));
});

test('container.restart, once for each time that it was asked for', async () => {
  const since = await startedAt();
  const call = { action: 'container.restart', with: { container: name, since } };
  const { shows, nothingToDo } = shown(await stage.preview(call));
  expect([shows[0], nothingToDo]).toEqual([`docker restart ${name}`, undefined]);
  expect(await startedAt()).toBe(since);
  done(await stage.apply(call));
  const after = await startedAt();
  expect(after).not.toBe(since);
  expect(done(await stage.apply(call)).nothingToDo).toBe(true);
  expect(await startedAt()).toBe(after);
  expect(await stage.undo(call)).toMatchObject({ irreversible: expect.stringMatching(/memory/) });
});

test('container.disconnect, and back with its names and its address', async () => {
  const call = { action: 'container.disconnect', with: { network, container: name } };
  const { shows, mayCutLink } = shown(await stage.preview(call));
  expect(shows).toContain(`There it answers to: ${name}, db, postgres.`);
  expect(mayCutLink).toMatch(/cut off/);
  await keepsItsWord(stage, call, picture);
});

test('container.connect', async () => {
  const other = `${ground.name}-other`;
  await ground.docker(['network', 'create', other]);
  const aliases = ['web'];
  const call = { action: 'container.connect', with: { network: other, container: name, aliases } };
  await keepsItsWord(stage, call, picture);
});

test('image.tag, to a new name and from another image', async () => {
  const rollback = `${ground.name}:rollback`;
  ground.defer(() => ground.docker(['rmi', '-f', rollback], { reject: false }));
  await keepsItsWord(
    stage,
    { action: 'image.tag', with: { image: 'lab/busybox', tag: rollback } },
    tags,
  );
  await ground.write('Dockerfile', 'FROM lab/busybox\nENV OTHER=1\n');
  await ground.docker(['build', '-q', '-t', rollback, '.']);
  const { stdout: id } = await ground.docker(['inspect', '-f', '{{.Id}}', rollback]);
  const keep = `${ground.name}:keep`;
  ground.defer(() => ground.docker(['rmi', '-f', keep], { reject: false }));
  done(await stage.apply({ action: 'image.tag', with: { image: id.trim(), tag: keep } }));
  const call = { action: 'image.tag', with: { image: 'lab/busybox', tag: rollback } };
  expect(shown(await stage.preview(call)).shows.join('\n')).toMatch(/means \w{12} now/);
  await keepsItsWord(stage, call, tags);
});

test('the last name of an image is not taken away', async () => {
  const only = `${ground.name}:only`;
  await ground.write('Dockerfile', 'FROM lab/busybox\nENV ONLY=1\n');
  await ground.docker(['build', '-q', '-t', only, '.']);
  ground.defer(() => ground.docker(['rmi', '-f', only], { reject: false }));
  const { stdout } = await ground.docker(['inspect', '-f', '{{.Id}}', only]);
  const call = { action: 'image.untag', with: { tag: only, expects: stdout.trim() } };
  expect(await stage.apply(call)).toMatchObject({ detail: expect.stringMatching(/only name/) });
  const other = { ...call, with: { ...call.with, expects: 'sha256:0' } };
  expect(await stage.apply(other)).toMatchObject({ detail: expect.stringMatching(/it stays/) });
});

test.each([
  ['container.stop', {}],
  ['container.start', {}],
  ['container.disconnect', { network: 'n' }],
  ['container.connect', { network: 'n' }],
  ['compose.up', {}],
])('%s of a container that is not there is not found', async (action, more) => {
  const call = { action, with: { container: `${ground.name}-gone`, ...more } };
  for (const result of [
    await stage.preview(call),
    await stage.undo(call),
    await stage.apply(call),
  ]) {
    expect(result).toMatchObject({ outcome: 'not-found' });
  }
  const restart = {
    action: 'container.restart',
    with: { ...call.with, since: '2020-01-01T00:00:00Z' },
  };
  expect(await stage.apply(restart)).toMatchObject({ outcome: 'not-found' });
});

test('a name that is no name is refused before anything is asked', async () => {
  for (const tag of ['', 'a b', '../x', 'UPPER:?']) {
    const call = { action: 'image.tag', with: { image: 'lab/busybox', tag } };
    expect(await stage.preview(call)).toMatchObject({ outcome: 'unreadable' });
  }
  expect(
    callsOf(await stage.undo({ action: 'container.start', with: { container: name } })),
  ).toEqual([]);
});
