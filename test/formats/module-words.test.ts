import { describe, expect, it } from 'vitest';
import { commandsIn, unwrapped } from '../../src/formats/command-words.ts';
import { declaredIn, distInfo, distributionOf } from '../../src/formats/distributions.ts';
import { nodeCall, pythonCall } from '../../src/formats/interpreter-call.ts';
import { entriesOf, moduleFolders, packageOf } from '../../src/formats/node-names.ts';
import { programHead } from '../../src/formats/program-head.ts';
import { lackedBy, pathFile, pyvenv } from '../../src/formats/python-site.ts';
import { settingsOf } from '../../src/formats/shell-settings.ts';
import { containerIdOf, mappingsOf, startTicks } from '../../src/formats/proc-pid.ts';
import { isSnippet, leaseArgv, moduleSpecArgv } from '../../src/formats/snippets.ts';

describe('commands of a shell', () => {
  it.each([
    ['a b; c', [['a', 'b'], ['c']]],
    ['a "b c" \'d e\' && f', [['a', 'b c', 'd e'], ['f']]],
    ['# none\na | b', [['a'], ['b']]],
    ['a \\\n  b', [['a', 'b']]],
    ['exec "$@"', [['exec', '$@']]],
    ['a > /dev/null 2>&1', [['a', '>', '/dev/null', '2>&1']]],
    ['a $(b "c d"; (e)) f', [['a', '$(b "c d"; (e))', 'f']]],
    ['cd ${HOME}/x', [['cd', '${HOME}/x']]],
    ['if a; then b; fi', [['if', 'a'], ['then', 'b'], ['fi']]],
  ])('%j', (shell, commands) => {
    expect(commandsIn(shell)).toEqual(commands);
  });

  it.each([
    ['exec python x', 'python x'],
    ['/sbin/tini -g -- python x', 'python x'],
    ['env -u B A=1 python x', 'python x'],
    ['A=1 exec gosu app python x', 'python x'],
    ['timeout -k 5 30 python x', 'python x'],
    ['then python x', 'python x'],
    ['python -m env', 'python -m env'],
  ])('%s starts %s', (words, program) => {
    expect(unwrapped(words.split(' ')).join(' ')).toBe(program);
  });

  it('set variables for what they start', () => {
    const text = 'export A=1 B=$A/2\n. /opt/venv/bin/activate\nC=${D:-x}\nE=$(id)\nF=1 true';
    const env = settingsOf(commandsIn(text), new Map([['PATH', '/bin']]));
    expect(Object.fromEntries(env)).toEqual({
      PATH: '/opt/venv/bin:/bin',
      A: '1',
      B: '1/2',
      VIRTUAL_ENV: '/opt/venv',
      C: 'x',
      E: '$(id)',
      F: '1',
    });
  });
});

describe('how an interpreter is told to start', () => {
  it.each([
    ['x.py -m y', { kind: 'script', script: 'x.py' }],
    ['-u -m shop.main -P', { kind: 'module', module: 'shop.main' }],
    ['-Bmshop', { kind: 'module', module: 'shop' }],
    ['-W error -X dev x.py', { kind: 'script', script: 'x.py' }],
    ['-c pass', { kind: 'code' }],
    ['-', { kind: 'code' }],
    ['', { kind: 'code' }],
  ])('python %s', (args, call) => {
    expect(pythonCall(args.split(' ').filter(Boolean)).call).toEqual(call);
  });

  it('reads the flags of Python that change what is searched', () => {
    const isolated = { ignoresEnvironment: true, safePath: true, noUserSite: true };
    expect(pythonCall(['-I', 'x.py'])).toMatchObject(isolated);
    expect(pythonCall(['-P', 'x.py'])).toMatchObject({ safePath: true, ignoresEnvironment: false });
  });

  it.each([
    ['--require ./a.js --enable-source-maps server.js', { kind: 'script', script: 'server.js' }],
    ['-e 1', { kind: 'code' }],
  ])('node %s', (args, call) => {
    expect(nodeCall(args.split(' '))).toEqual(call);
  });
});

describe('names of distributions', () => {
  it.each([
    [
      'requirements.txt',
      'Redis[hiredis]>=5 # cache\n-r base.txt\nemail_validator\n',
      ['redis', 'email-validator'],
    ],
    [
      'pyproject.toml',
      'dependencies = ["alembic>=1.13", "uvicorn[standard]"]\nredis = "^5.0"\n',
      ['alembic', 'uvicorn', 'redis'],
    ],
    ['poetry.lock', '[[package]]\nname = "Alembic"\nversion = "1.13.1"\n', ['alembic']],
    ['Pipfile.lock', '    "default": {\n        "redis": {\n', ['redis']],
  ])('in %s', (file, text, names) => {
    const declared = declaredIn(`/app/${file}`, text);
    for (const name of names) expect(declared).toContain(name);
  });

  it('are told apart from the names of modules', () => {
    expect(distributionOf('yaml')).toBe('PyYAML');
    expect(distributionOf('email_validator.x')).toBe('email-validator');
    expect(distInfo('python_dateutil-2.9.0.post0.dist-info')).toEqual({
      name: 'python-dateutil',
      version: '2.9.0.post0',
    });
    expect(distInfo('dateutil')).toBeUndefined();
  });
});

describe('files of a Python', () => {
  it('tell an environment', () => {
    expect(
      pyvenv(
        'home = /usr/bin\nversion_info = 3.11.9.final.0\ninclude-system-site-packages = true\n',
      ),
    ).toEqual({
      home: '/usr/bin',
      version: '3.11',
      system: true,
    });
  });

  it('add folders, and run programs, of which some are known to be harmless', () => {
    const text =
      "# folders\n/srv/a\n../b\nimport _virtualenv\nimport os; var = 'SETUPTOOLS_USE_DISTUTILS'; x\nimport finder; finder.install()\n";
    expect(pathFile(text)).toEqual({
      folders: ['/srv/a', '../b'],
      programs: ['import finder; finder.install()'],
    });
  });

  it('know what left the standard library', () => {
    expect(lackedBy('3.12', 'distutils')).toBe('removed');
    expect(lackedBy('3.11', 'distutils')).toBeUndefined();
    expect(lackedBy('3.11', 'sqlite3')).toBe('optional');
    expect(lackedBy('3.13', 'redis')).toBeUndefined();
  });
});

describe('names of Node', () => {
  it('are packages and their parts', () => {
    expect(packageOf('@shop/core/db/x')).toEqual({ name: '@shop/core', part: 'db/x' });
    expect(packageOf('express')).toEqual({ name: 'express', part: '' });
    expect(packageOf('@/lib/db')).toBeUndefined();
  });

  it('are looked for upward, never in node_modules/node_modules', () => {
    expect(moduleFolders('/app/node_modules/a')).toEqual([
      '/app/node_modules/a/node_modules',
      '/app/node_modules',
      '/node_modules',
    ]);
  });

  it.each([
    [{}, '', ['index']],
    [{ main: 'dist/a.js' }, '', ['dist/a.js', 'index']],
    [{ exports: './a.js', main: 'b.js' }, '', ['./a.js']],
    [{ exports: { import: './a.mjs', require: './a.cjs' } }, '', ['./a.mjs', './a.cjs']],
    [{ exports: { '.': './a.js' } }, 'lib/b', []],
    [{ exports: { './features/*.js': './src/*.js' } }, 'features/x.js', ['./src/x.js']],
    [undefined, 'lib/b', ['lib/b']],
  ])('%o offers under %j: %o', (manifest, part, entries) => {
    expect(entriesOf(manifest, part)).toEqual(entries);
  });
});

describe('the first bytes of a program', () => {
  const head = (text: string) => programHead(new TextEncoder().encode(text));
  it.each([
    ['#!/bin/sh\n', { interpreter: '/bin/sh', argument: '', carriageReturn: false }],
    ['#! /usr/bin/env  python3 -u \n', { interpreter: '/usr/bin/env', argument: 'python3 -u' }],
    ['#!/bin/sh\r\n', { interpreter: '/bin/sh\r', carriageReturn: true }],
    ['#!/bin/sh -e\r\n', { interpreter: '/bin/sh', argument: '-e\r', carriageReturn: true }],
  ])('%j', (text, expected) => {
    expect(head(text)).toMatchObject({ kind: 'script', ...expected });
  });

  it('are an ELF file, whole or cut short, or text', () => {
    expect(head('\u007fELF').kind).toBe('binary');
    expect(head('echo').kind).toBe('text');
    expect(head('').kind).toBe('empty');
  });
});

describe('files of a process', () => {
  const id = 'ab'.repeat(32);
  it.each([
    [`12:pids:/docker/${id}\n`, id],
    [`0::/system.slice/docker-${id}.scope\n`, id],
    [`0::/../../docker/${id}\n`, id],
    ['0::/user.slice/user-1000.slice\n', undefined],
  ])('tell its container: %s', (cgroup, expected) => {
    expect(containerIdOf(cgroup)).toBe(expected);
  });

  it('tell when it started, whatever it is called', () => {
    const fields = ['S', ...Array.from({ length: 18 }, (_, index) => String(index)), '4242', '0'];
    expect(startTicks(`17 (a) b (c) ${fields.join(' ')}`)).toBe(4242);
  });

  it('tell what it has mapped', () => {
    expect(
      mappingsOf('7fa1-7fa2 rw-s 00000000 00:27 2245124                    /opt/my job.sh\n'),
    ).toEqual([
      { range: '7fa1-7fa2', shared: true, writable: true, inode: 2245124, path: '/opt/my job.sh' },
    ]);
  });
});

describe('programs that a probe may hand over', () => {
  it('are known word for word', () => {
    expect(isSnippet(leaseArgv('python3', '/x y'))).toBe(true);
    expect(isSnippet(leaseArgv('perl', '/x'))).toBe(true);
    expect(isSnippet(moduleSpecArgv('/opt/venv/bin/python3.11', 'a.b', '/app'))).toBe(true);
  });

  it.each([
    ['another program', ['python3', '-B', '-c', 'print(1)', '/x']],
    ['another interpreter', ['sh', ...leaseArgv('python3', '/x').slice(1)]],
    ['one more word', [...leaseArgv('python3', '/x'), '-']],
    ['bytecode', leaseArgv('python3', '/x').filter((word) => word !== '-B')],
    ['a path with tricks', ['/tmp/../python3', ...leaseArgv('python3', '/x').slice(1), '']],
  ])('and refused with %s', (_, argv) => {
    expect(isSnippet(argv)).toBe(false);
  });
});
