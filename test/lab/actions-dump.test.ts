import { afterAll, beforeAll, expect, test } from 'vitest';
import { done, keepsItsWord, openStage, shown, type Stage } from '../actions/stage.ts';
import { startEngine } from './engine.ts';
import { openGround, type OpenGround } from './ground.ts';
import { database, serves, sql, writeProject } from './shop.ts';

const engine = await startEngine();
if (!engine) throw new Error('no engine');
let ground: OpenGround;
let stage: Stage;
let container: string;

beforeAll(async () => {
  ground = await openGround(engine, 'actions/dump');
  await ground.image('lab/postgres');
  const small = { type: 'tmpfs', device: 'tmpfs', o: 'size=1m' };
  const volumes = ['data:/var/lib/postgresql/data', 'small:/small'];
  await writeProject(
    ground,
    { db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }, { volumes }) },
    { volumes: { data: {}, small: { driver_opts: small } } },
  );
  await ground.compose(['up', '--detach']);
  await serves(ground);
  container = `${ground.name}-db-1`;
  await sql(
    ground,
    "create table items as select n, 'item ' || n as name from generate_series(1, 5000) n",
    { database: 'shop' },
  );
  stage = await openStage({ ...engine.env });
}, 600_000);
afterAll(async () => {
  await stage.close();
  await ground.close();
});

const path = '/var/lib/postgresql/data/before.dump';
const dump = (more = {}) => ({
  action: 'postgres.dump',
  with: { container, database: 'shop', path, ...more },
});
const restore = (name: string, more = {}) => ({
  action: 'postgres.restore',
  with: { container, database: name, path, ...more },
});
const files = async () =>
  (await ground.docker(['exec', container, 'ls', '-l', '/var/lib/postgresql/data'])).stdout
    .split('\n')
    .filter((line) => /dump/.test(line));

test('postgres.dump, and postgres.remove-dump as its way back', async () => {
  const { shows } = shown(await stage.preview(dump()));
  expect(shows.join('\n')).toMatch(/MiB, and \d+ MiB are free there/);
  expect(shows.join('\n')).toMatch(/stays when the container is made anew/);
  await keepsItsWord(stage, dump(), async () =>
    (await files()).map((line) => line.split(/\s+/)[0]),
  );
});

test('what would not fit, is not there, or lies in the own layer, is said before', async () => {
  expect(await stage.preview(dump({ path: '/small/x.dump' }))).toMatchObject({
    detail: expect.stringMatching(/MiB are free at \/small/),
  });
  expect(await stage.preview(dump({ database: 'nosuch' }))).toMatchObject({ outcome: 'not-found' });
  expect(shown(await stage.preview(dump({ path: '/tmp/x.dump' }))).shows.join('\n')).toMatch(
    /lost when that is made anew/,
  );
});

test('a dump that fails leaves nothing behind', async () => {
  await sql(ground, 'create table locked (n int); ', { database: 'shop' });
  await sql(ground, "create function broken() returns int language c as 'nosuch'", {
    database: 'shop',
  }).catch(() => {});
  const call = dump({ path: '/var/lib/postgresql/data/nosuch/x.dump' });
  expect(await stage.apply(call)).not.toMatchObject({ outcome: 'found' });
  expect(await files()).toEqual([]);
});

test('postgres.restore puts a dump into an empty database, and into no other', async () => {
  done(await stage.apply(dump()));
  await sql(ground, 'create database again');
  const { shows, irreversible } = shown(await stage.preview(restore('again')));
  expect(shows.join('\n')).toMatch(/can be read: \d+ entries/);
  expect(irreversible).toMatch(/empty before/);
  done(await stage.apply(restore('again')));
  const counted = await sql(ground, 'select count(*), max(name) from items', { database: 'again' });
  expect(counted.trim()).toBe('5000|item 999');
  expect(await stage.apply(restore('again'))).toMatchObject({
    detail: expect.stringMatching(/empty one only/),
  });
  expect(await stage.preview(restore('shop'))).toMatchObject({
    detail: expect.stringMatching(/empty one only/),
  });
});

test('a dump that breaks off is refused before anything is restored', async () => {
  await sql(ground, 'create database cut');
  const half = '/var/lib/postgresql/data/half.dump';
  await ground.docker(['exec', container, 'sh', '-c', `head -c 200 ${path} > ${half}`]);
  expect(await stage.preview(restore('cut', { path: half }))).toMatchObject({
    detail: expect.stringMatching(/cannot be read as a dump/),
  });
  const half2 = '/var/lib/postgresql/data/half2.dump';
  await ground.docker(['exec', container, 'sh', '-c', `head -c 8000 ${path} > ${half2}`]);
  expect(await stage.apply(restore('cut', { path: half2 }))).not.toMatchObject({
    outcome: 'found',
  });
  const tables = await sql(ground, "select count(*) from pg_class where relname = 'items'", {
    database: 'cut',
  });
  expect(tables.trim()).toBe('0');
});
