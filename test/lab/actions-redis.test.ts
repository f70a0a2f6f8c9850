import { afterAll, beforeAll, expect, test } from 'vitest';
import { callsOf, done, keepsItsWord, openStage, shown, type Stage } from '../actions/stage.ts';
import { startEngine } from './engine.ts';
import { openGround, type OpenGround } from './ground.ts';

const engine = await startEngine();
if (!engine) throw new Error('no engine');
let ground: OpenGround;
let stage: Stage;
let name: string;

const start = async (server: string, ...argv: readonly string[]): Promise<void> => {
  await ground.docker(['run', '-d', '--name', server, ...argv]);
  await ground.until(`${server} answers`, async () => {
    const { stdout } = await ground.docker(['exec', server, 'redis-cli', 'PING'], {
      reject: false,
    });
    return /PONG|NOAUTH/.test(stdout) ? true : undefined;
  });
};

beforeAll(async () => {
  ground = await openGround(engine, 'actions/redis');
  await ground.image('lab/redis');
  name = `${ground.name}-cache`;
  await start(name, 'lab/redis');
  stage = await openStage({ ...engine.env });
}, 240_000);
afterAll(async () => {
  await stage.close();
  await ground.close();
});

const says = async (server: string, password: string, ...question: readonly string[]) => {
  const argv = ['exec', '-e', `REDISCLI_AUTH=${password}`, server, 'redis-cli', ...question];
  const { stdout, stderr } = await ground.docker(argv, { reject: false });
  return `${stdout}${stderr}`;
};
const user = (server: string, password: string) =>
  says(server, password, 'ACL', 'GETUSER', 'default');

test('redis.set-password, from none to one, and back', async () => {
  const password = 'Kestrel "Harbor" \\ 71';
  const call = {
    action: 'redis.set-password',
    with: { container: name, password: stage.vault.secret(password) },
  };
  const { shows } = shown(await stage.preview(call));
  expect(shows.join('\n')).toMatch(/CONFIG SET requirepass …/);
  expect(shows.join('\n')).toMatch(/holds until the server starts anew/);
  expect(JSON.stringify([shows, callsOf(await stage.undo(call))])).not.toContain('Kestrel');
  await keepsItsWord(stage, call, async () => [
    await user(name, password),
    await says(name, '', 'PING'),
  ]);
});

test('from one password to another, which those who are connected outlive', async () => {
  const former = stage.vault.secret('Juniper-Lantern-38');
  const set = (password: unknown, more = {}) => ({
    action: 'redis.set-password',
    with: { container: name, password, ...more },
  });
  done(await stage.apply(set(former)));
  const next = stage.vault.secret('Copper-Meadow-52');
  // Nobody told the present one: nothing is guessed.
  expect(await stage.preview(set(next))).toMatchObject({ outcome: 'permission' });
  await keepsItsWord(stage, set(next, { current: former }), async () => [
    await says(name, 'Juniper-Lantern-38', 'PING'),
    await says(name, 'Copper-Meadow-52', 'PING'),
  ]);
  await ground.start([
    'docker',
    'exec',
    '-e',
    'REDISCLI_AUTH=Juniper-Lantern-38',
    name,
    'redis-cli',
    'SUBSCRIBE',
    'x',
  ]);
  await ground.until('a client is connected', async () =>
    (await says(name, 'Juniper-Lantern-38', 'CLIENT', 'LIST')).includes('cmd=subscribe')
      ? true
      : undefined,
  );
  const { blast } = shown(await stage.preview(set(next, { current: former })));
  expect(blast.connections).toHaveLength(1);
  done(await stage.apply(set(null, { current: former })));
  expect(await says(name, '', 'PING')).toContain('PONG');
});

test('its file is written where that is asked for, and where there is one', async () => {
  const without = {
    action: 'redis.set-password',
    with: { container: name, password: 'x1', rewrite: true },
  };
  expect(await stage.preview(without)).toMatchObject({
    detail: expect.stringMatching(/without a configuration file/),
  });
  const other = `${ground.name}-filed`;
  await ground.write('conf/redis.conf', '# mine\nrequirepass Former-Word-11\n', 0o666);
  await start(
    other,
    '-v',
    `${ground.dir}/conf:/conf`,
    'lab/redis',
    'redis-server',
    '/conf/redis.conf',
  );
  const call = {
    action: 'redis.set-password',
    with: {
      container: other,
      password: 'Another-Word-12',
      current: 'Former-Word-11',
      rewrite: true,
    },
  };
  expect(shown(await stage.preview(call)).shows.join('\n')).toContain(
    'CONFIG REWRITE writes /conf/redis.conf',
  );
  const undo = callsOf(await stage.undo(call));
  done(await stage.apply(call));
  const read = async () => (await ground.docker(['exec', other, 'cat', '/conf/redis.conf'])).stdout;
  expect(await read()).toContain('Another-Word-12');
  for (const back of undo) done(await stage.apply(back));
  expect(await read()).toMatch(/# mine\n(.*\n)*.*Former-Word-11/);
  expect(await read()).not.toContain('Another-Word-12');
});

test('a user with several passwords by ACL is left alone', async () => {
  const other = `${ground.name}-acl`;
  await start(other, 'lab/redis');
  await says(other, '', 'ACL', 'SETUSER', 'default', '>one', '>two');
  const call = {
    action: 'redis.set-password',
    with: { container: other, password: 'x2', current: 'one' },
  };
  expect(await stage.preview(call)).toMatchObject({
    detail: expect.stringMatching(/passwords by ACL/),
  });
});
