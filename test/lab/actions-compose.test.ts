import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callsOf, done, keepsItsWord, openStage, shown, type Stage } from '../actions/stage.ts';
import { tree } from '../actions/tree.ts';
import { containerPicture } from './container-picture.ts';
import { startEngine } from './engine.ts';
import { openGround, type OpenGround } from './ground.ts';
import { composeV1 } from './parts.ts';

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
      // It bears the name that it was made by, and the name means what it meant before the undo.
      expect(after).toEqual(before);
      const { stdout: named } = await ground.docker(['inspect', '-f', '{{.Id}}', tag]);
      expect(named.trim()).not.toBe(before.image);
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

test(
  'Compose v1, where it made the container and is all there is',
  { timeout: 400_000 },
  async () => {
    if (!standing) throw new Error('no engine');
    const ground = await openGround(standing, 'actions/compose-v1');
    const { argv, env } = await composeV1();
    const settings = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
    const words = argv.map((word) => `'${word}'`).join(' ');
    await ground.write(
      'bin/docker-compose',
      `#!/bin/sh\n${settings.join(' ')} exec ${words} "$@"\n`,
      0o755,
    );
    const path = `${ground.dir}/bin:${standing.env['PATH'] ?? ''}`;
    // No plugin: Compose v2 is not here.
    const stage = await openStage({ ...standing.env, PATH: path, DOCKER_CONFIG: ground.dir });
    try {
      await ground.image('lab/busybox');
      const file = (value: string) =>
        `version: '3.7'\nservices:\n  web:\n    image: lab/busybox\n    command: ['sleep', '600']\n    init: true\n    stop_grace_period: 1s\n    environment: {COLOUR: ${value}}\n`;
      await ground.write('docker-compose.yml', file('red'));
      await ground.composeV1(['up', '-d']);
      const { stdout } = await ground.docker(['ps', '--format', '{{.Names}}']);
      const web = stdout.split('\n').find((name) => name === `${ground.name}_web_1`) ?? '';
      expect(web).not.toBe('');
      const up = { action: 'compose.up', with: { container: web } };
      expect(shown(await stage.preview(up)).nothingToDo).toMatch(/as its files say/);
      await ground.write('docker-compose.yml', file('blue'));
      const { shows } = shown(await stage.preview(up));
      expect(shows.join('\n')).toMatch(/^docker-compose .* up -d --no-deps web$/m);
      expect(shows).toContain('environment changes: COLOUR');
      await keepsItsWord(stage, up, async () => [
        await containerPicture(ground, web),
        tree(ground.dir),
      ]);
      done(await stage.apply(up));
      const env = await ground.docker(['inspect', '-f', '{{.Config.Env}}', web]);
      expect(env.stdout).toContain('COLOUR=blue');
    } finally {
      await stage.close();
      await ground.close();
    }
  },
);

describe('what is edited in a compose file', () => {
  let ground: OpenGround;
  let stage: Stage;
  let web: string;
  beforeAll(async () => {
    if (!standing) throw new Error('no engine');
    ground = await openGround(standing, 'actions/compose-edit');
    await ground.image('lab/busybox');
    await ground.write('conf/a', '');
    const text =
      "services:\n  web: # the site\n    image: lab/busybox\n    command: ['sleep', '600']\n    init: true\n    environment:\n      A: '1' # one\n    volumes:\n      - ./conf:/conf:ro\n      - kept:/kept\nvolumes: { kept: {} }\n";
    await ground.write('compose.yaml', text);
    await ground.compose(['up', '--detach']);
    web = `${ground.name}-web-1`;
    stage = await openStage({ ...standing.env });
  }, 240_000);
  afterAll(async () => {
    await stage.close();
    await ground.close();
  });

  test.each([
    ['compose.set-variable', { name: 'B', value: 'x$y' }, 'x$$y'],
    ['compose.drop-mount', { destination: '/conf' }, '-      - ./conf:/conf:ro'],
  ])('%s keeps its word', async (action, more, words) => {
    const call = { action, with: { container: web, ...more } };
    expect(shown(await stage.preview(call)).shows.join('\n')).toContain(words);
    await keepsItsWord(stage, call, () => tree(ground.dir));
  });

  test('roll-back: names, files and services as they were recorded, and forth again', async () => {
    const tag = `${ground.name}/web:1`;
    ground.defer(() => ground.docker(['rmi', '-f', tag], { reject: false }));
    await ground.docker(['tag', 'lab/busybox', tag]);
    const { stdout: id } = await ground.docker(['inspect', '-f', '{{.Id}}', tag]);
    const text = (colour: string) =>
      `services: { web: { image: '${tag}', command: ['sleep', '600'], init: true, environment: { COLOUR: ${colour} } } }\n`;
    const copy = await ground.write('compose.recorded', text('red'));
    const path = await ground.write('compose.yaml', text('blue'));
    await ground.write('Dockerfile', 'FROM lab/busybox\nENV NEW=1\n');
    await ground.docker(['build', '-q', '-t', tag, '.']);
    await ground.compose(['up', '--detach']);
    const call = {
      action: 'roll-back',
      with: { images: [{ tag, image: id.trim() }], files: [{ path, copy }], containers: [web] },
    };
    const meaning = async () => (await ground.docker(['inspect', '-f', '{{.Id}}', tag])).stdout;
    await keepsItsWord(stage, call, async () => [
      await containerPicture(ground, web),
      await meaning(),
      tree(ground.dir),
    ]);
  });
});
