import { describe, expect, it } from 'vitest';
import { moduleCovered } from '../../src/probes/module-covered.ts';
import { moduleDistribution } from '../../src/probes/module-distribution.ts';
import { moduleElsewhere } from '../../src/probes/module-elsewhere.ts';
import { moduleNewerImage } from '../../src/probes/module-newer-image.ts';
import { moduleSpec } from '../../src/probes/module-spec.ts';
import type { Reply } from '../../src/core/target.ts';
import { askFake, type FakeContainer } from './fake-container.ts';
import { data, failed, text } from './told.ts';

const container = 'shop-api-1';
const site = '/usr/local/lib/python3.11/site-packages';
const python = {
  container,
  language: 'python',
  version: '3.11',
  wanted: ['/app/redis', `${site}/redis`],
};
const node = { container, language: 'node', version: '', wanted: ['/app/node_modules/express'] };
const volume = {
  Type: 'volume',
  Name: 'shop_packages',
  Source: '/volumes/shop_packages/_data',
  Destination: site,
};

describe('what lies beneath a mount', () => {
  const layers = ['/layers/own', '/layers/app', '/layers/base'];
  const has = {
    [`/layers/app${site}/redis/__init__.py`]: '',
    '/layers/own/app': { folder: true },
  } as const;
  const rows: readonly (readonly [string, object, FakeContainer, string])[] = [
    ['nothing is mounted there', python, { layers, host: has }, 'no-mount'],
    [
      'the image has it beneath the volume',
      python,
      { layers, host: has, mounts: [volume] },
      'hidden',
    ],
    [
      'the image has nothing of it',
      python,
      { layers, host: { '/layers/own/x': '' }, mounts: [volume] },
      'not-beneath',
    ],
    [
      'a later layer took the module away again',
      python,
      { layers, mounts: [volume], host: { ...has, [`/layers/own${site}/redis`]: { gone: true } } },
      'not-beneath',
    ],
    [
      'a later layer took its folder away',
      python,
      { layers, mounts: [volume], host: { ...has, '/layers/own/usr/local/lib': { gone: true } } },
      'not-beneath',
    ],
    [
      'a bare folder beneath is no package',
      python,
      {
        layers,
        mounts: [volume],
        host: { [`/layers/app${site}/redis/x.txt`]: '', '/layers/own/x': '' },
      },
      'not-beneath',
    ],
    [
      'the mount lies over another folder',
      python,
      { layers, host: has, mounts: [{ ...volume, Destination: '/data' }] },
      'no-mount',
    ],
    [
      'the source is mounted over node_modules',
      node,
      {
        layers,
        host: { '/layers/app/app/node_modules/express/package.json': '{}', '/layers/own/x': '' },
        mounts: [{ Type: 'bind', Source: '/srv/shop', Destination: '/app' }],
      },
      'hidden',
    ],
  ];
  it.each(rows)('%s', async (_, args, told, verdict) => {
    expect(data(await askFake(moduleCovered, args, told))['verdict']).toBe(verdict);
  });

  it('names the mount that hides it', async () => {
    const result = data(
      await askFake(moduleCovered, python, { layers, host: has, mounts: [volume] }),
    );
    expect(result).toMatchObject({
      mount: `the volume shop_packages at ${site}`,
      destination: site,
    });
  });

  it('is not known where the engine keeps no folders, or keeps them elsewhere', async () => {
    expect(await askFake(moduleCovered, python, { mounts: [volume] })).toMatchObject({
      outcome: 'unreadable',
    });
    expect(await askFake(moduleCovered, python, { mounts: [volume], layers })).toMatchObject({
      outcome: 'unreadable',
    });
  });
});

describe('a newer image of the tag', () => {
  const newer = { id: 'sha256:new', layers: ['/layers/new'] };
  const has = { [`/layers/new${site}/redis/__init__.py`]: '' };
  const other = { id: 'other', image: 'sha256:new', files: { [`${site}/redis.py`]: '' } };
  const rows: readonly (readonly [string, FakeContainer, string])[] = [
    ['is the same', {}, 'same-image'],
    ['has the module', { tag: newer, host: has }, 'has-it'],
    ['lacks it too', { tag: newer, host: { '/layers/new/x': '' } }, 'lacks-it'],
    [
      'is seen in another container where its layers are not',
      { tag: newer, others: [other] },
      'has-it',
    ],
    ['is seen to lack it there', { tag: newer, others: [{ ...other, files: {} }] }, 'lacks-it'],
    ['is gone', { tag: 'gone' }, 'tag-gone'],
  ];
  it.each(rows)('%s', async (_, told, verdict) => {
    expect(data(await askFake(moduleNewerImage, python, told))['verdict']).toBe(verdict);
  });

  it('is not known where nothing shows its content', async () => {
    const told = { tag: { id: 'sha256:new' } };
    expect(await askFake(moduleNewerImage, python, told)).toMatchObject({ outcome: 'unreadable' });
  });
});

describe('a folder that stands in several layers', () => {
  const layers = ['/layers/new', '/layers/old'];
  const host = {
    [`/layers/old${site}/redis/__init__.py`]: '',
    [`/layers/new${site}/redis/NOTES`]: '',
  };
  const says = (...opaque: readonly string[]) => ({
    hostExec: (argv: readonly string[]): Reply => {
      const marks = argv.slice(4).flatMap((folder, at) => (opaque.includes(folder) ? [at] : []));
      return { ok: true, exit: 0, stdout: new TextEncoder().encode(JSON.stringify(marks)) };
    },
  });
  const newer = { tag: { id: 'sha256:new', layers }, host };
  const covered = { layers, host, mounts: [volume] };

  it.each([
    ['was added to', [], 'has-it', 'hidden'],
    ['was replaced', [`/layers/new${site}/redis`], 'lacks-it', 'not-beneath'],
    ['lies in one that was replaced', ['/layers/new/usr/local'], 'lacks-it', 'not-beneath'],
  ])('%s', async (_, opaque, image, mount) => {
    const told = says(...opaque);
    const seen = await askFake(moduleNewerImage, python, { ...newer, ...told });
    expect(data(seen)['verdict']).toBe(image);
    const beneath = await askFake(moduleCovered, python, { ...covered, ...told });
    expect(data(beneath)['verdict']).toBe(mount);
  });

  it.each([
    ['tool-missing', failed('tool-missing')],
    ['permission', failed('permission')],
    ['unreadable', { ok: true, exit: 1, stderr: new TextEncoder().encode('OSError') }],
  ] as const)('is not told without the attribute: %s', async (outcome, reply) => {
    const hostExec = (): Reply => reply;
    for (const [probe, told] of [
      [moduleNewerImage, newer],
      [moduleCovered, covered],
    ] as const)
      expect(await askFake(probe, python, { ...told, hostExec })).toMatchObject({ outcome });
  });
});

describe('the distribution of a name', () => {
  const info = `${site}/python_dateutil-2.9.0.dist-info`;
  const asked = (module: string) => ({
    container,
    module,
    language: 'python',
    wanted: [`${site}/${module}`],
  });
  it.each([
    [
      'brings a module of another name, by top_level.txt',
      { [`${info}/top_level.txt`]: 'dateutil\n' },
      'python_dateutil',
      'named-otherwise',
    ],
    [
      'brings one by its record',
      { [`${info}/RECORD`]: 'dateutil/__init__.py,,\npython_dateutil-2.9.0.dist-info/RECORD,,\n' },
      'python_dateutil',
      'named-otherwise',
    ],
    [
      'is installed, and its own files are gone',
      { [`${site}/redis-5.0.dist-info/top_level.txt`]: 'redis\n' },
      'redis',
      'broken',
    ],
    ['is not installed', { [site]: { folder: true } }, 'redis', 'not-installed'],
    [
      'is found by the name that it is installed by',
      { [`${site}/PyYAML-6.0.dist-info/top_level.txt`]: 'yaml\n' },
      'pyyaml',
      'named-otherwise',
    ],
  ] as const)('%s', async (_, files, module, verdict) => {
    expect(data(await askFake(moduleDistribution, asked(module), { files }))['verdict']).toBe(
      verdict,
    );
  });

  it('is named for who has to install it', async () => {
    const result = data(await askFake(moduleDistribution, asked('cv2'), { files: {} }));
    expect(result['distribution']).toBe('opencv-python');
  });

  it('is no matter in Node', async () => {
    const result = await askFake(
      moduleDistribution,
      { container, module: 'express', language: 'node', wanted: [] },
      {},
    );
    expect(data(result)['verdict']).toBe('same-name');
  });
});

describe('other places of a container', () => {
  const asked = { container, module: 'redis', language: 'python', wanted: python.wanted };
  it.each([
    [
      'an environment that PATH does not name',
      { '/opt/venv/lib/python3.11/site-packages/redis/__init__.py': '' },
    ],
    [
      'an environment in the working directory',
      { '/app/.venv/lib/python3.12/site-packages/redis.py': '' },
    ],
    [
      'the folder of another version',
      { '/usr/local/lib/python3.12/site-packages/redis/__init__.py': '' },
    ],
    ["Debian's folder", { '/usr/lib/python3/dist-packages/redis/__init__.py': '' }],
    [
      'a module in C, of its own version',
      { '/venv/lib/python3.10/site-packages/redis.cpython-310-x86_64-linux-gnu.so': '' },
    ],
  ] as const)('%s has it', async (_, files) => {
    const result = data(await askFake(moduleElsewhere, asked, { files }));
    expect(result).toMatchObject({ verdict: 'found', where: Object.keys(files)[0] });
  });

  it('do not count where it was looked for already', async () => {
    const files = { [`${site}/redis/__init__.py`]: '' };
    expect(data(await askFake(moduleElsewhere, asked, { files }))['verdict']).toBe('nowhere');
  });

  it('are folders of packages for Node', async () => {
    const files = { '/usr/local/lib/node_modules/express/package.json': '{}' };
    const result = data(await askFake(moduleElsewhere, { ...node, module: 'express' }, { files }));
    expect(result['verdict']).toBe('found');
  });
});

describe('the interpreter itself', () => {
  const asked = { container, module: 'shop', interpreter: '/usr/local/bin/python' };
  const says = (seen: unknown): Reply => ({ ...text(JSON.stringify({ seen })), exit: 0 }) as Reply;
  const ask = (reply: Reply) => askFake(moduleSpec, asked, { running: true, exec: () => reply });

  it('finds a module by a finder that files do not tell', async () => {
    const reply = says([{ origin: '/srv/shop/__init__.py', locations: ['/srv/shop'] }]);
    expect(data(await ask(reply))['verdict']).toBe('finds-it');
  });

  it('finds nothing, or a bare folder, which is nothing', async () => {
    expect(data(await ask(says([null])))['verdict']).toBe('does-not');
    expect(data(await ask(says([{ origin: null, locations: ['/app/shop'] }])))['verdict']).toBe(
      'does-not',
    );
  });

  it('is not asked in a container that does not run', async () => {
    expect(await askFake(moduleSpec, asked, {})).toMatchObject({ outcome: 'unreadable' });
  });

  it('says nothing when it fails, and nothing follows from that', async () => {
    const broken = {
      ok: true,
      exit: 1,
      stderr: new TextEncoder().encode('Fatal Python error'),
    } as const;
    expect(await ask(broken)).toMatchObject({
      outcome: 'unreadable',
      detail: 'Fatal Python error',
    });
    expect(await ask(failed('permission'))).toMatchObject({ outcome: 'permission' });
  });
});
