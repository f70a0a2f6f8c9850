import { describe, expect, it } from 'vitest';
import { moduleSearch } from '../../src/probes/module-search.ts';
import { askFake, type FakeContainer, type Tree } from './fake-container.ts';
import { data } from './told.ts';

const site = '/usr/local/lib/python3.11/site-packages';
/** A Python as images of Docker Hub have it. */
const hub: Tree = {
  '/usr/local/bin/python3.11': '\u007fELF',
  '/usr/local/bin/python3': { link: 'python3.11' },
  '/usr/local/bin/python': { link: 'python3' },
  '/usr/local/lib/python3.11/os.py': '',
  '/usr/local/lib/python3.11/email/__init__.py': '',
  '/usr/local/lib/python3.11/email/mime/__init__.py': '',
  [site]: { folder: true },
  '/app': { folder: true },
};
/** A Python as Debian packs it: its folders bear other names. */
const debian: Tree = {
  '/usr/bin/python3.11': '\u007fELF',
  '/usr/bin/python3': { link: 'python3.11' },
  '/usr/lib/python3.11/os.py': '',
  '/usr/lib/python3/dist-packages/yaml/__init__.py': '',
  '/usr/lib/python3.11/site-packages/never/__init__.py': '',
};
const alembic: Tree = {
  [`${site}/alembic/__init__.py`]: '',
  [`${site}/alembic/config.py`]: '',
};
const migrations: Tree = { '/app/alembic/env.py': '', '/app/alembic/versions/1.py': '' };
const inPython = ['python', '-c', 'from alembic.config import main'];

type Row = {
  readonly about: string;
  readonly container: FakeContainer;
  readonly module: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly found: Readonly<Record<string, unknown>>;
};

const table = (rows: readonly Row[]): void => {
  it.each(rows.map((row) => [row.about, row] as const))('%s', async (_, row) => {
    const { container, module, args = {}, found } = row;
    const asked = { container: 'shop-api-1', module, language: 'unknown', ...args };
    const result = data(await askFake(moduleSearch, asked, container));
    expect(result).toMatchObject(found);
  });
};

describe('a module that Python does not find', () => {
  table([
    {
      about: 'is absent where no folder of the search path has it',
      container: { files: hub, command: ['python', 'main.py'] },
      module: 'redis',
      found: {
        verdict: 'absent',
        sure: true,
        version: '3.11',
        wanted: ['/app/redis', `${site}/redis`],
      },
    },
    {
      about: 'is answered in part by a folder of its name in the working directory',
      container: { files: { ...hub, ...migrations }, command: inPython },
      module: 'alembic.config',
      found: { verdict: 'namespace', origin: '/app/alembic', sure: true },
    },
    {
      about: 'is answered by that folder for -m as well',
      container: { files: { ...hub, ...migrations }, command: ['python', '-m', 'alembic'] },
      module: 'alembic.__main__',
      found: { verdict: 'namespace', origin: '/app/alembic' },
    },
    {
      about: 'is not answered by that folder for a script that lies elsewhere',
      container: {
        files: { ...hub, ...migrations, '/usr/local/bin/migrate': '#!/usr/local/bin/python\n' },
        command: ['migrate'],
      },
      module: 'alembic',
      found: { verdict: 'absent' },
    },
    {
      about: 'is not answered by that folder with -P or -I',
      container: { files: { ...hub, ...migrations }, command: ['python', '-P', '-m', 'alembic'] },
      module: 'alembic',
      found: { verdict: 'absent' },
    },
    {
      about:
        'is there when it is installed, whatever folder bears its name: the installed one wins',
      container: { files: { ...hub, ...alembic, ...migrations }, command: inPython },
      module: 'alembic.config',
      found: { verdict: 'works', origin: `${site}/alembic/config.py` },
    },
    {
      about: 'is shadowed by that folder as soon as it has an __init__.py',
      container: {
        files: { ...hub, ...alembic, ...migrations, '/app/alembic/__init__.py': '' },
        command: inPython,
      },
      module: 'alembic.config',
      found: { verdict: 'shadowed', origin: '/app/alembic/__init__.py', sure: true },
    },
    {
      about: 'is shadowed, perhaps, where the requirements name what is not installed either',
      container: {
        files: { ...hub, '/app/ledger/__init__.py': '', '/app/requirements.txt': 'ledger==1.0\n' },
        command: ['python', '-c', 'import ledger.api'],
      },
      module: 'ledger.api',
      found: { verdict: 'shadowed', sure: false },
    },
    {
      about: 'of the standard library is shadowed by a script of the application',
      container: { files: { ...hub, '/app/email.py': '' }, command: ['python', 'main.py'] },
      module: 'email.mime',
      found: { verdict: 'shadowed', origin: '/app/email.py' },
    },
    {
      about: 'is a part that the installed version does not have',
      container: { files: { ...hub, ...alembic }, command: inPython },
      module: 'alembic.nothing',
      found: { verdict: 'part-missing', origin: `${site}/alembic/__init__.py` },
    },
    {
      about: "is a part of the application's own package, whose traceback runs through it",
      container: { files: { ...hub, '/app/shop/views.py': '' }, command: ['python', 'run.py'] },
      module: 'shop.models',
      args: { frames: ['/app/run.py', '/app/shop/views.py'] },
      found: { verdict: 'part-missing', origin: '/app/shop' },
    },
    {
      about: "is a part of the application's own package, which is started from there",
      container: {
        files: { ...hub, '/app/shop/main.py': '' },
        command: ['python', '-m', 'shop.main'],
      },
      module: 'shop.models',
      found: { verdict: 'part-missing', origin: '/app/shop' },
    },
    {
      about: 'is the application itself, in a folder that a console script does not search',
      container: {
        files: {
          ...hub,
          '/app/shop/__init__.py': '',
          '/usr/local/bin/work': '#!/usr/local/bin/python\n',
        },
        command: ['work'],
      },
      module: 'shop',
      found: { verdict: 'not-searched', origin: '/app/shop/__init__.py' },
    },
    {
      about: 'is the application itself, which a known server looks for in the working directory',
      container: {
        files: {
          ...hub,
          '/app/shop/__init__.py': '',
          '/usr/local/bin/uvicorn': '#!/usr/local/bin/python\n',
        },
        command: ['uvicorn', 'shop:app'],
      },
      module: 'shop',
      found: { verdict: 'works', origin: '/app/shop/__init__.py' },
    },
    {
      about: 'left the standard library with this version',
      container: {
        files: {
          '/usr/bin/python3.12': '\u007fELF',
          '/usr/bin/python3': { link: 'python3.12' },
          '/usr/lib/python3.12/os.py': '',
        },
        command: ['python3', 'main.py'],
      },
      module: 'distutils.core',
      found: { verdict: 'not-in-this-python', version: '3.12' },
    },
    {
      about: 'shares its first name with another distribution that is installed',
      container: { files: { ...hub, [`${site}/google/protobuf/__init__.py`]: '' } },
      module: 'google.cloud.storage',
      args: { language: 'python' },
      found: { verdict: 'absent' },
    },
    {
      about: 'is written with a dash by who names the distribution',
      container: { files: { ...hub, [`${site}/email_validator/__init__.py`]: '' } },
      module: 'email-validator',
      args: { language: 'python' },
      found: { verdict: 'works' },
    },
  ]);
});

describe('the folders that a Python searches', () => {
  const asked = (
    container: FakeContainer,
    module: string,
    verdict: string,
    about: string,
  ): Row => ({
    about,
    container,
    module,
    args: { language: 'python' },
    found: { verdict },
  });
  const venv: Tree = {
    '/opt/venv/pyvenv.cfg':
      'home = /usr/local/bin\ninclude-system-site-packages = false\nversion = 3.11.9\n',
    '/opt/venv/bin/python': { link: '/usr/local/bin/python3' },
    '/opt/venv/lib/python3.11/site-packages/redis/__init__.py': '',
    [`${site}/celery/__init__.py`]: '',
  };
  const inVenv = {
    files: { ...hub, ...venv },
    env: ['PATH=/opt/venv/bin:/usr/local/bin:/usr/bin'],
  };
  const system = {
    ...venv,
    '/opt/venv/pyvenv.cfg': 'include-system-site-packages = true\nversion = 3.11.9\n',
  };
  table([
    asked(inVenv, 'redis', 'works', 'are those of the virtual environment that is first in PATH'),
    asked(inVenv, 'celery', 'absent', "are not those of the environment's base"),
    asked(
      { ...inVenv, files: { ...hub, ...system } },
      'celery',
      'works',
      'are those of the base too, where the environment says so',
    ),
    asked(
      { files: { ...hub, ...venv }, command: ['/usr/local/bin/python', 'x.py'] },
      'redis',
      'absent',
      'are not those of an environment that is not used',
    ),
    asked(
      {
        command: ['/app/start.sh'],
        files: {
          ...hub,
          ...venv,
          '/app/start.sh': '#!/bin/sh\n. /opt/venv/bin/activate\nexec python x.py\n',
        },
      },
      'redis',
      'works',
      'are those of an environment that the start script activates',
    ),
    asked(
      { files: debian, command: ['python3', 'x.py'] },
      'yaml',
      'works',
      "are Debian's own for Debian's Python",
    ),
    asked(
      { files: debian, command: ['python3', 'x.py'] },
      'never',
      'absent',
      "are not `site-packages` for Debian's Python",
    ),
    asked(
      {
        files: { ...hub, '/srv/lib/redis.py': '' },
        env: ['PATH=/usr/local/bin', 'PYTHONPATH=/srv/lib'],
      },
      'redis',
      'works',
      'are those of PYTHONPATH',
    ),
    asked(
      {
        files: { ...hub, '/srv/lib/redis.py': '' },
        env: ['PATH=/usr/local/bin', 'PYTHONPATH=/srv/lib'],
        command: ['python', '-E', 'x.py'],
      },
      'redis',
      'absent',
      'are not those of PYTHONPATH with -E',
    ),
    asked(
      {
        files: {
          ...hub,
          '/app/run.sh': '#!/bin/sh\nexport PYTHONPATH=/srv/lib\nexec "$@"\n',
          '/srv/lib/redis.py': '',
        },
        command: ['/app/run.sh', 'python', 'x.py'],
      },
      'redis',
      'works',
      'are those that the start script exports',
    ),
    asked(
      {
        files: {
          ...hub,
          [`${site}/shop.pth`]: '/srv/shop/src\n',
          '/srv/shop/src/shop/__init__.py': '',
        },
      },
      'shop',
      'works',
      'are those that a .pth file names',
    ),
    asked(
      { files: { ...hub, '/root/.local/lib/python3.11/site-packages/redis/__init__.py': '' } },
      'redis',
      'works',
      'are those of the user who runs it',
    ),
    asked(
      {
        files: { ...hub, '/root/.local/lib/python3.11/site-packages/redis/__init__.py': '' },
        command: ['python', '-I', 'x.py'],
      },
      'redis',
      'absent',
      'are not those of the user with -I',
    ),
    asked(
      { files: { ...hub, [`${site}/uvloop.cpython-311-x86_64-linux-gnu.so`]: '' } },
      'uvloop',
      'works',
      'hold modules written in C',
    ),
    asked(
      { files: { ...hub, [`${site}/uvloop.cpython-310-x86_64-linux-gnu.so`]: '' } },
      'uvloop',
      'absent',
      'hold modules written in C for this version only',
    ),
    asked(
      {
        files: { ...hub, '/app/scripts/job.py': '', '/app/redis.py': '' },
        command: ['python', 'scripts/job.py'],
      },
      'redis',
      'not-searched',
      'begin with the folder of the script, not with the working directory',
    ),
    asked(
      {
        files: {
          ...hub,
          '/app/job.py': { link: '/srv/job.py' },
          '/srv/job.py': '',
          '/srv/redis.py': '',
        },
        command: ['python', 'job.py'],
      },
      'redis',
      'works',
      'begin with the folder that a link to the script leads to',
    ),
    asked(
      {
        files: { ...hub, '/app/redis.py': '' },
        command: ['sh', '-c', 'alembic upgrade head && exec python -m shop'],
      },
      'redis',
      'works',
      'are told through a shell',
    ),
    asked(
      {
        files: { ...hub, '/sbin/tini': '\u007fELF', '/app/redis.py': '' },
        command: ['/sbin/tini', '--', 'python', 'x.py'],
      },
      'redis',
      'works',
      'are told through an init',
    ),
  ]);

  it('may be added to by a program in a .pth file, which is said', async () => {
    const files = { ...hub, [`${site}/__editable__shop.pth`]: 'import __editable___shop_finder\n' };
    const asked_ = { container: 'shop-api-1', module: 'shop', language: 'python' };
    const result = data(await askFake(moduleSearch, asked_, { files }));
    expect(result).toMatchObject({ verdict: 'absent', sure: false });
    expect(result['excerpt']).toContain(
      '__editable__shop.pth runs `import __editable___shop_finder`',
    );
  });

  it('are those of the interpreter that signed the complaint, not of another', async () => {
    const files = { ...hub, ...debian, [`${site}/redis/__init__.py`]: '' };
    const asked_ = {
      container: 'shop-api-1',
      module: 'redis',
      language: 'python',
      interpreter: '/usr/bin/python3',
    };
    expect(data(await askFake(moduleSearch, asked_, { files }))).toMatchObject({
      verdict: 'absent',
      interpreter: '/usr/bin/python3',
    });
  });

  it('are those that the traceback runs through', async () => {
    const frames = ['/opt/venv/lib/python3.11/site-packages/gunicorn/util.py'];
    const asked_ = { container: 'shop-api-1', module: 'celery', language: 'python', frames };
    const files = { ...hub, ...venv, '/app/boot': '#!/bin/sh\n./unknown\n' };
    expect(
      data(await askFake(moduleSearch, asked_, { files, command: ['/app/boot'] })),
    ).toMatchObject({
      verdict: 'absent',
      interpreter: '/opt/venv/bin/python',
    });
  });
});

describe('a module that Node does not find', () => {
  const node: Tree = { '/usr/local/bin/node': '\u007fELF', '/app/server.js': '' };
  const express: Tree = {
    '/app/node_modules/express/package.json': '{"main": "index.js"}',
    '/app/node_modules/express/index.js': '',
  };
  const run = ['node', 'server.js'];
  const row = (
    about: string,
    files: Tree,
    module: string,
    found: Row['found'],
    more: Partial<Row> = {},
  ): Row => ({
    about,
    container: { files: { ...node, ...files }, command: run },
    module,
    found,
    ...more,
  });
  table([
    row('is in no node_modules above the script', {}, 'express', {
      verdict: 'absent',
      wanted: ['/app/node_modules/express', '/node_modules/express'],
    }),
    row('is there in the nearest folder that has it', express, 'express', {
      verdict: 'works',
      origin: '/app/node_modules/express/index.js',
    }),
    row(
      'is looked for from the file that asked',
      { ...express, '/srv/job/x.js': '' },
      'express',
      { verdict: 'absent' },
      { args: { importer: '/srv/job/x.js' } },
    ),
    row(
      'is a package whose entry was never built',
      { '/app/node_modules/express/package.json': '{"main": "dist/index.js"}' },
      'express',
      { verdict: 'part-missing', origin: '/app/node_modules/express' },
    ),
    row(
      'is a part that the package does not export',
      { ...express, '/app/node_modules/express/package.json': '{"exports": {".": "./index.js"}}' },
      'express/lib/router',
      { verdict: 'part-missing' },
    ),
    row(
      'is a part that a pattern exports',
      {
        '/app/node_modules/ui/package.json': '{"exports": {"./*": {"import": "./dist/*.js"}}}',
        '/app/node_modules/ui/dist/button.js': '',
      },
      'ui/button',
      { verdict: 'works' },
    ),
    row(
      'is a scoped package',
      {
        '/app/node_modules/@shop/core/package.json': '{"main": "m.js"}',
        '/app/node_modules/@shop/core/m.js': '',
      },
      '@shop/core',
      { verdict: 'works' },
    ),
    row('is a file of the application that is not there', {}, './routes', {
      verdict: 'file-missing',
      wanted: ['/app/routes'],
    }),
    row('is the script itself, which was not built', {}, '/app/dist/server.js', {
      verdict: 'file-missing',
    }),
    row('is a file that is there by now', { '/app/routes/index.js': '' }, './routes', {
      verdict: 'works',
    }),
    row(
      'is found through NODE_PATH',
      { '/opt/lib/express/package.json': '{}', '/opt/lib/express/index.js': '' },
      'express',
      { verdict: 'works' },
      {
        container: {
          files: {
            ...node,
            '/opt/lib/express/package.json': '{}',
            '/opt/lib/express/index.js': '',
          },
          command: run,
          env: ['PATH=/usr/local/bin', 'NODE_PATH=/opt/lib'],
        },
      },
    ),
    row('is not told by folders under plug and play', { '/app/.pnp.cjs': '' }, 'express', {
      verdict: 'absent',
      sure: false,
    }),
    row(
      'is looked for from what npm starts',
      {
        '/app/package.json': '{"scripts": {"start": "node server.js"}}',
        '/usr/local/bin/npm': '#!/usr/bin/env node\n',
        ...express,
      },
      'express',
      { verdict: 'works' },
      {
        container: {
          files: {
            ...node,
            ...express,
            '/app/package.json': '{"scripts": {"start": "node server.js"}}',
          },
          command: ['npm', 'start'],
        },
      },
    ),
  ]);
});

describe('what cannot be told', () => {
  it.each([
    [
      'a command that is neither Python nor Node',
      { files: {}, command: ['/srv/binary'] },
      'redis',
      {},
    ],
    [
      'a name that is an alias',
      { files: { '/usr/local/bin/node': '\u007fELF' }, command: ['node', 'x.js'] },
      '@/lib/db',
      { language: 'node' },
    ],
    [
      'a Python without its library',
      { files: { '/usr/local/bin/python3.11': '\u007fELF' }, command: ['python3.11'] },
      'redis',
      { language: 'python' },
    ],
  ] as const)('%s is unreadable', async (_, container, module, args) => {
    const asked = { container: 'shop-api-1', module, language: 'unknown', ...args };
    expect((await askFake(moduleSearch, asked, container)).outcome).toBe('unreadable');
  });
});
