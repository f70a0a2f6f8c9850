import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callsOf, done, keepsItsWord, openStage, shown, type Stage } from '../actions/stage.ts';
import { tree } from '../actions/tree.ts';
import { containerPicture } from './container-picture.ts';
import { startEngine } from './engine.ts';
import { openGround, type OpenGround } from './ground.ts';

const standing = await startEngine();
const newer = await startEngine({ version: '26' });
const engines = [standing, newer].filter((engine) => engine !== undefined);

const project = (more: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({
    services: {
      web: {
        image: 'lab/busybox',
        command: ['sleep', '600'],
        init: true,
        env_file: ['web.env'],
        environment: { FROM_FILE: '${FROM_FILE}', KEPT: 'a$$b' },
        volumes: ['data:/data', './conf:/conf:ro'],
        networks: { default: { aliases: ['www'] }, back: {} },
        ports: ['127.0.0.1::80'],
        healthcheck: { test: ['CMD', 'true'], interval: '2s' },
        stop_grace_period: '2s',
        restart: 'unless-stopped',
        ...more,
      },
      proxy: { image: 'lab/busybox', command: ['sleep', '600'], init: true, depends_on: ['web'] },
    },
    volumes: { data: {} },
    networks: { back: {} },
  });

describe.each(engines.map((engine) => ({ engine, version: engine.version })))(
  'engine $version',
  ({ engine }) => {
    let ground: OpenGround;
    let stage: Stage;
    let web: string;

    beforeAll(async () => {
      ground = await openGround(engine, `actions/compose-${engine.name}`);
      await ground.image('lab/busybox');
      await ground.write('.env', "FROM_FILE='one'\n");
      await ground.write('web.env', "# the settings\nPASSWORD='Kestrel-Harbor-71'\n");
      await ground.write('conf/a', '');
      await ground.write('compose.yaml', project());
      await ground.compose(['up', '--detach']);
      web = `${ground.name}-web-1`;
      stage = await openStage({ ...engine.env });
    }, 240_000);
    afterAll(async () => {
      await stage.close();
      await ground.close();
    });

    const up = () => ({ action: 'compose.up', with: { container: web } });
    const picture = async () => [
      await containerPicture(ground, web),
      await containerPicture(ground, `${ground.name}-proxy-1`),
      tree(ground.dir),
    ];
    const settled = async () => {
      done(await stage.apply(up()));
    };

    test('a container that is as its files say has nothing to be done', async () => {
      const { nothingToDo, blast } = shown(await stage.preview(up()));
      expect(nothingToDo).toMatch(/as its files say/);
      expect(blast.dependents).toEqual(['proxy']);
      expect(callsOf(await stage.undo(up()))).toEqual([]);
      expect(done(await stage.apply(up()))).toMatchObject({ nothingToDo: true });
    });

    test('a changed env file: it is made anew, and again as it was', async () => {
      await ground.write('web.env', "# the settings\nPASSWORD='Juniper-Lantern-38'\nMORE=1\n");
      await ground.docker(['exec', web, 'sh', '-c', 'echo x > /written; echo y > /data/kept']);
      const { shows, blast } = shown(await stage.preview(up()));
      expect(shows).toContain('environment changes: PASSWORD');
      expect(shows).toContain('environment gains: MORE');
      expect(shows.join('\n')).not.toMatch(/Kestrel|Juniper/);
      expect(blast).toMatchObject({ restarts: [web], lost: ['/written'] });
      expect(blast.ports).toHaveLength(1);
      expect(blast.volumes).toEqual([`${ground.name}_data at /data`]);
      await keepsItsWord(stage, up(), picture);
      const { stdout } = await ground.docker(['exec', web, 'cat', '/data/kept']);
      expect(stdout).toBe('y');
      await settled();
    });

    test.each([
      ['a command', { command: ['sleep', '500'] }, /^command: .* → \["sleep","500"\]$/m],
      [
        'a health check',
        { healthcheck: { test: ['CMD', 'false'] } },
        /^health check: .* → .*false/m,
      ],
      [
        'a mount',
        { volumes: ['data:/data', './conf:/other:ro'] },
        /^mount gained: .*conf at \/other\n.*mount lost: \/conf/ms,
      ],
      ['a port', { ports: [] }, /^published ports: 127.0.0.1:->80\/tcp → none$/m],
    ])('%s that changed in the compose file', async (_, more, words) => {
      await ground.write('compose.yaml', project(more));
      const { shows } = shown(await stage.preview(up()));
      expect(shows.join('\n')).toMatch(words);
      await keepsItsWord(stage, up(), picture);
      await ground.write('compose.yaml', project());
    });

    test('an image that is another one by now, and a container that is stopped', async () => {
      await ground.write('Dockerfile', 'FROM lab/busybox\nENV NEW=1\n');
      const tag = `${ground.name}/web:1`;
      await ground.docker(['tag', 'lab/busybox', tag]);
      ground.defer(() => ground.docker(['rmi', '-f', tag], { reject: false }));
      await ground.write('compose.yaml', project({ image: tag }));
      await settled();
      await ground.docker(['build', '-q', '-t', tag, '.']);
      await ground.compose(['stop', '-t', '1', 'web']);
      const { shows, blast } = shown(await stage.preview(up()));
      expect(shows.join('\n')).toMatch(/^image: \w{12} → \w{12}, which .* means now$/m);
      expect(shows).toContain('state: exited → running');
      expect(blast.restarts).toEqual([]);
      const [back] = callsOf(await stage.undo(up()));
      const before = (await containerPicture(ground, web)) as { image: string; runs: boolean };
      done(await stage.apply(up()));
      done(await stage.apply(back!));
      const after = (await containerPicture(ground, web)) as { image: string; runs: boolean };
      expect([after.image, after.runs]).toEqual([before.image, false]);
      await ground.write('compose.yaml', project());
      await settled();
    });

    test('after a step that changes its env file, it is shown on top of that step', async () => {
      const path = `${ground.dir}/web.env`;
      const set = { action: 'env-file.set', with: { path, name: 'PASSWORD', value: 'Another-9' } };
      const first = shown(await stage.preview(set));
      const second = shown(await stage.preview(up(), [first]));
      expect(second.nothingToDo).toBeUndefined();
      expect(second.shows.join('\n')).toContain(`It is made from ${path}, which changes before.`);
      done(await stage.apply(set));
      expect(shown(await stage.preview(up(), [first])).state).toEqual(second.state);
      await settled();
    });

    test('a variable that nothing fills is said first', async () => {
      await ground.write('.env', '');
      const { shows } = shown(await stage.preview(up()));
      expect(shows[0]).toMatch(/^Compose finds no value for a variable/);
      await ground.write('.env', "FROM_FILE='one'\n");
    });

    test('a container that Compose did not make is refused', async () => {
      const name = `${ground.name}-alone`;
      await ground.docker(['run', '-d', '--init', '--name', name, 'lab/busybox', 'sleep', '600']);
      const call = { action: 'compose.up', with: { container: name } };
      expect(await stage.preview(call)).toMatchObject({ outcome: 'not-found' });
    });
  },
);
