import { afterAll, beforeAll, expect, test } from 'vitest';
import { callsOf, done, openStage, shown, type Stage } from '../actions/stage.ts';
import { startEngine } from './engine.ts';
import { openGround, type OpenGround } from './ground.ts';

const engine = await startEngine();
if (!engine) throw new Error('no engine');
let ground: OpenGround;
let stage: Stage;
let container: string;

beforeAll(async () => {
  ground = await openGround(engine, 'actions/build');
  await ground.image('lab/busybox');
  await ground.write('Dockerfile', 'FROM lab/busybox\nCOPY page /page\n');
  await ground.write('page', 'one\n');
  const web = { build: '.', command: ['sleep', '600'], init: true, environment: { WORD: 'set' } };
  const plain = { image: 'lab/busybox', command: ['sleep', '600'], init: true };
  await ground.write('compose.yaml', JSON.stringify({ services: { web, plain } }));
  await ground.compose(['up', '--detach']);
  container = `${ground.name}-web-1`;
  ground.defer(() => ground.docker(['rmi', '-f', `${ground.name}-web`], { reject: false }));
  stage = await openStage({ ...engine.env });
}, 240_000);
afterAll(async () => {
  await stage.close();
  await ground.close();
});

const imageId = async () =>
  (await ground.docker(['inspect', '-f', '{{.Id}}', `${ground.name}-web`])).stdout.trim();

test('compose.build, the recreate that follows, and both ways back', async () => {
  const build = { action: 'compose.build', with: { container } };
  const up = { action: 'compose.up', with: { container } };
  const before = await imageId();
  const page = async () => (await ground.docker(['exec', container, 'cat', '/page'])).stdout;
  await ground.write('page', 'two\n');
  const first = shown(await stage.preview(build));
  expect(first.shows.join('\n')).toContain('the undo gives it the name back');
  const second = shown(await stage.preview(up, [first]));
  expect(second.shows.join('\n')).toContain(
    `It is made from ${ground.name}-web, which changes before.`,
  );
  expect(await imageId()).toBe(before);
  const buildBack = callsOf(await stage.undo(build));
  // A classic build keeps the former image by its id; the name is given to the new one.
  done(await stage.apply(build));
  expect(await imageId()).not.toBe(before);
  expect(await page()).toBe('one');
  expect(shown(await stage.preview(up, [first])).state).toEqual(second.state);
  const upBack = callsOf(await stage.undo(up));
  done(await stage.apply(up));
  expect(await page()).toBe('two');
  expect(done(await stage.apply(build)).nothingToDo).toBe(true);
  for (const back of [...upBack, ...buildBack]) done(await stage.apply(back));
  expect([await imageId(), await page()]).toEqual([before, 'one']);
});

test('compose.build of a service without a build section is refused', async () => {
  const call = { action: 'compose.build', with: { container: `${ground.name}-plain-1` } };
  expect(await stage.preview(call)).toMatchObject({
    detail: expect.stringMatching(/no build section/),
  });
});

test('compose.build that fails says with what', async () => {
  await ground.write('Dockerfile', 'FROM lab/busybox\nRUN false\n');
  const before = await imageId();
  const result = await stage.apply({ action: 'compose.build', with: { container } });
  expect(result).toMatchObject({ detail: expect.stringMatching(/build ended with/) });
  expect(await imageId()).toBe(before);
});

test('compose.run-once keeps the exit code, and leaves the running container alone', async () => {
  const once = (command: readonly string[]) => ({
    action: 'compose.run-once',
    with: { container, command, does: 'It prints a word.' },
  });
  const call = once(['sh', '-c', 'echo "the word is $WORD"']);
  const { irreversible, shows } = shown(await stage.preview(call));
  expect(irreversible).toContain('It prints a word.');
  expect(shows.join('\n')).toContain('run --rm --no-deps -T web sh -c');
  expect(await stage.undo(call)).toMatchObject({ irreversible: expect.any(String) });
  const list = async () => (await ground.compose(['ps', '-aq'])).stdout;
  const before = await list();
  expect(done(await stage.apply(call)).summary).toContain('the word is set');
  const failing = await stage.apply(once(['sh', '-c', 'echo why >&2; exit 7']));
  expect(failing).toMatchObject({ detail: expect.stringMatching(/ended with 7: .*why/) });
  expect(await list()).toBe(before);
});
