import { describe, expect, it } from 'vitest';
import { latestComplaint } from '../../src/formats/module-complaint.ts';
import { moduleComplaint } from '../../src/probes/module-complaint.ts';
import { askFake } from './fake-container.ts';
import { data } from './told.ts';

const linesOf = (text: string) => text.split('\n').map((line) => ({ text: line }));

describe('the last complaint of a log', () => {
  it.each([
    ["ModuleNotFoundError: No module named 'alembic.config'", 'python', 'alembic.config'],
    [
      "ModuleNotFoundError: No module named 'email.mime'; 'email' is not a package",
      'python',
      'email.mime',
    ],
    ['ImportError: No module named yaml', 'python', 'yaml'],
    ['/usr/local/bin/python: No module named alembic', 'python', 'alembic'],
    [
      "/usr/local/bin/python: No module named alembic.__main__; 'alembic' is a package and cannot be directly executed",
      'python',
      'alembic.__main__',
    ],
    [
      "/usr/bin/python3: Error while finding module specification for 'shop.jobs' (ModuleNotFoundError: No module named 'shop')",
      'python',
      'shop',
    ],
    [
      'ImportError: email-validator is not installed, run `pip install pydantic[email]`',
      'python',
      'email-validator',
    ],
    ["Error: Cannot find module 'express'", 'node', 'express'],
    ["Error: Cannot find module '@shop/core/db'", 'node', '@shop/core/db'],
    [
      "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'express' imported from /app/a.mjs",
      'node',
      'express',
    ],
    [
      "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/app/b.js' imported from file:///app/c.mjs",
      'node',
      '/app/b.js',
    ],
  ])('%s', (line, language, module) => {
    expect(latestComplaint(linesOf(line))).toMatchObject({ language, module });
  });

  it('is the last of several', () => {
    const text =
      "ModuleNotFoundError: No module named 'redis'\nstarted\nModuleNotFoundError: No module named 'celery'";
    expect(latestComplaint(linesOf(text))?.module).toBe('celery');
  });

  it('is the last about the module that is asked for', () => {
    const text =
      "ModuleNotFoundError: No module named 'redis'\nModuleNotFoundError: No module named 'celery'";
    expect(latestComplaint(linesOf(text), 'redis')?.module).toBe('redis');
    expect(latestComplaint(linesOf(text), 'django')).toBeUndefined();
  });

  it('knows who asked from the traceback above it', () => {
    const text = [
      'Traceback (most recent call last):',
      '  File "/opt/venv/bin/gunicorn", line 8, in <module>',
      '  File "<frozen importlib._bootstrap>", line 1, in _find',
      '  File "/app/shop/main.py", line 2, in <module>',
      '    import redis',
      "ModuleNotFoundError: No module named 'redis'",
    ].join('\n');
    expect(latestComplaint(linesOf(text))).toMatchObject({
      importer: '/app/shop/main.py',
      frames: ['/opt/venv/bin/gunicorn', '/app/shop/main.py'],
    });
  });

  it('knows who asked from the stack below it', () => {
    const text =
      "Error: Cannot find module 'express'\nRequire stack:\n- /app/src/server.js\n- /app/index.js";
    expect(latestComplaint(linesOf(text))?.importer).toBe('/app/src/server.js');
  });

  it('knows which interpreter signed it', () => {
    expect(
      latestComplaint(linesOf('/usr/local/bin/python: No module named alembic'))?.interpreter,
    ).toBe('/usr/local/bin/python');
  });

  it('does not take another program for it', () => {
    expect(
      latestComplaint(linesOf('cc1: error: no such module\nmodule redis loaded')),
    ).toBeUndefined();
  });
});

describe('the probe that reads it', () => {
  const container = 'shop-api-1';
  it('says whose word it is', async () => {
    const log = "ModuleNotFoundError: No module named 'redis'\n";
    expect(data(await askFake(moduleComplaint, { container }, { log }))).toMatchObject({
      module: 'redis',
      said: 'in-the-log',
    });
    expect(
      data(await askFake(moduleComplaint, { container, module: 'celery' }, { log })),
    ).toMatchObject({
      module: 'celery',
      said: 'by-the-operator',
      language: 'unknown',
    });
  });

  it('knows a language by names that only one has', async () => {
    const language = async (module: string) =>
      data(await askFake(moduleComplaint, { container, module }, {}))['language'];
    expect(await language('@shop/core')).toBe('node');
    expect(await language('./routes')).toBe('node');
    expect(await language('alembic.config')).toBe('python');
    expect(await language('redis')).toBe('unknown');
  });

  it('finds nothing in a log that was read whole', async () => {
    expect(await askFake(moduleComplaint, { container }, { log: 'started\n' })).toMatchObject({
      outcome: 'not-found',
    });
  });

  it('cannot say so of a log that was cut', async () => {
    const log = 'tick\n'.repeat(2000);
    expect(await askFake(moduleComplaint, { container }, { log })).toMatchObject({
      outcome: 'unreadable',
    });
  });
});
