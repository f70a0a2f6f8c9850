import { afterAll, beforeAll, expect, test } from 'vitest';
import { callsOf, done, openStage, shown, type Stage } from '../actions/stage.ts';
import { startEngine } from './engine.ts';
import { openGround, type OpenGround } from './ground.ts';
import { startRegistry } from './registry.ts';

const engine = await startEngine();
if (!engine) throw new Error('no engine');
let ground: OpenGround;
let stage: Stage;
let reference: string;

beforeAll(async () => {
  ground = await openGround(engine, 'actions/pull');
  await ground.image('lab/busybox');
  const port = await startRegistry(ground);
  reference = `127.0.0.1:${port}/${ground.name}:1`;
  ground.defer(() => ground.docker(['rmi', '-f', reference], { reject: false }));
  stage = await openStage({ ...engine.env });
}, 240_000);
afterAll(async () => {
  await stage.close();
  await ground.close();
});

async function push(word: string): Promise<string> {
  await ground.write('Dockerfile', `FROM lab/busybox\nENV WORD=${word}\n`);
  await ground.docker(['build', '-q', '-t', reference, '.']);
  await ground.docker(['push', '-q', reference]);
  return imageId();
}
const imageId = async () =>
  (await ground.docker(['inspect', '-f', '{{.Id}}', reference])).stdout.trim();

test('image.pull fetches what the tag means now, and the name goes back to the former image', async () => {
  const old = await push('one');
  const now = await push('two');
  await ground.docker(['tag', old, reference]);
  const call = { action: 'image.pull', with: { image: reference } };
  const { shows, touches } = shown(await stage.preview(call));
  expect(shows[0]).toMatch(/^docker pull .* # \w{12} in the registry$/);
  expect(touches).toEqual([`image:${reference}`]);
  const [back] = callsOf(await stage.undo(call));
  expect(await imageId()).toBe(old);
  done(await stage.apply(call));
  expect(await imageId()).toBe(now);
  expect(shown(await stage.preview(call)).nothingToDo).toMatch(/as the registry has it/);
  expect(done(await stage.apply(call)).nothingToDo).toBe(true);
  expect(callsOf(await stage.undo(call))).toEqual([]);
  done(await stage.apply(back!));
  expect(await imageId()).toBe(old);
});

test('image.pull of a tag that the registry does not have changes nothing', async () => {
  const call = { action: 'image.pull', with: { image: reference.replace(/:1$/, ':absent') } };
  for (const result of [
    await stage.preview(call),
    await stage.undo(call),
    await stage.apply(call),
  ]) {
    expect(result).toMatchObject({ outcome: expect.not.stringMatching(/^found$/) });
  }
});
