import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, copyFile, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProbeResult } from '../../src/core/outcome.ts';
import type { AnyProbe } from '../../src/core/probe.ts';
import type { Transport } from '../../src/core/target.ts';
import { fileDeployed } from '../../src/probes/file-deployed.ts';
import { fileExecutable } from '../../src/probes/file-executable.ts';
import { fileInterpreter } from '../../src/probes/file-interpreter.ts';
import { fileLease } from '../../src/probes/file-lease.ts';
import { fileWriters } from '../../src/probes/file-writers.ts';
import { connect } from '../../src/transports/connect.ts';
import { readOnly } from '../../src/transports/read-only.ts';
import { data, over } from './told.ts';

const apart = fileURLToPath(new URL('ask-apart.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;
const nobody = 65534;
const script = '#!/bin/sh\necho done\n';

let folder = '';
let file = '';
let wire: Transport;
/** Leaders of process groups. */
const running: number[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'file-probes-'));
  await chmod(folder, 0o755);
  const connected = await connect({ kind: 'local', docker: '/nowhere.sock' }, process.env, {
    session: 'a-test',
  });
  wire = readOnly(connected.wire);
});

afterEach(() => {
  for (const pid of running.splice(0)) process.kill(-pid, 'SIGKILL');
});

afterAll(async () => {
  await wire.close();
  await rm(folder, { recursive: true });
});

let count = 0;
const fresh = async (content = script, mode = 0o755): Promise<string> => {
  count += 1;
  file = path.join(folder, `job-${String(count)}.sh`);
  await writeFile(file, content);
  await chmod(file, mode);
  return file;
};

/** A process that says when it is ready, and goes on. */
const start = async (command: string, ...args: readonly string[]): Promise<number> => {
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const child = spawn(command, args, { stdio: [...stdio], detached: true });
  await once(child, 'spawn');
  const { pid, stdout } = child;
  if (pid === undefined || !stdout) throw new Error(`${command} did not start`);
  running.push(pid);
  await once(stdout, 'data');
  return pid;
};
const holding = (how: string): Promise<number> =>
  start('sh', '-c', `exec 9${how}"$0"; echo ready; exec sleep 1000`, file);
const python = (code: string): Promise<number> => start('python3', '-c', code, file);

const mapped = (protection: number, kind: number): string =>
  [
    'import ctypes, os, sys, time',
    'libc = ctypes.CDLL(None)',
    'libc.mmap.restype = ctypes.c_void_p',
    'libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]',
    'file = os.open(sys.argv[1], os.O_RDWR)',
    `assert libc.mmap(None, 4096, ${String(protection)}, ${String(kind)}, file, 0)`,
    'os.close(file)',
    'print("ready", flush=True)',
    'time.sleep(1000)',
  ].join('\n');

const ask = (probe: AnyProbe, more: object = {}): Promise<ProbeResult> =>
  over(wire, probe, { file, ...more });
const writers = async (more: object = {}) =>
  data(await ask(fileWriters, { refused: 'unknown', ...more }));

/** What somebody else is told, or somebody in a PID namespace of their own. */
const askAs = async (
  probe: AnyProbe,
  asked: readonly object[],
  { user, enter = [] }: { user?: number; enter?: readonly string[] },
): Promise<ProbeResult[]> => {
  const all = asked.map((each) => JSON.stringify({ file, ...each }));
  const [program = '', ...args] = [...enter, process.execPath, apart, probe.name, ...all];
  const as = user === undefined ? {} : { uid: user, gid: user };
  const { stdout } = await execa(program, args, as);
  return JSON.parse(stdout) as ProbeResult[];
};

describe('whether a file may be executed', () => {
  it.each([
    [0o755, true],
    [0o644, false],
    [0o100, true],
  ])('mode %o', async (mode, executable) => {
    await fresh(script, mode);
    expect(data(await ask(fileExecutable))).toMatchObject({ executable, type: 'file' });
  });

  it('follows a link to the file itself', async () => {
    const target = await fresh();
    file = path.join(folder, 'link');
    await symlink(target, file);
    expect(data(await ask(fileExecutable))['path']).toBe(target);
  });

  it.each([
    [{ tool: 'cp' }, 'writing'],
    [{ tool: 'bash' }, 'unknown'],
    [{ executable: '/x' }, 'executing'],
    [{}, 'unknown'],
  ] as const)('takes the complaint %o for one about %s', async (said, refused) => {
    await fresh();
    expect(data(await ask(fileExecutable, said))['refused']).toBe(refused);
  });

  it('is not found where no file is', async () => {
    file = path.join(folder, 'nothing');
    expect(await ask(fileExecutable)).toMatchObject({ outcome: 'not-found' });
  });

  it('is unreadable where the path begins nowhere', async () => {
    file = 'job.sh';
    expect(await ask(fileExecutable)).toMatchObject({ outcome: 'unreadable' });
  });
});

describe('how a file starts', () => {
  it.each([
    ['#!/bin/sh\n', 'present', false],
    ['#! /bin/sh -e\n', 'present', false],
    ['#!/bin/sh\r\n', 'missing', true],
    ['#!/nowhere/python\n', 'missing', false],
    ['#!/usr/bin/env sh\n', 'present', false],
    ['#!/usr/bin/env -S sh -e\n', 'present', false],
    ['#!/usr/bin/env sh\r\n', 'missing', true],
    ['#!/usr/bin/env nowhere-to-be-found\n', 'unknown', false],
    ['echo done\n', 'none', false],
    ['', 'none', false],
  ])('%j: its interpreter is %s', async (content, interpreter, carriageReturn) => {
    await fresh(content);
    expect(data(await ask(fileInterpreter))).toMatchObject({
      interpreter,
      'carriage-return': carriageReturn,
    });
  });

  it('names the loader of a binary', async () => {
    await fresh();
    await copyFile('/bin/sleep', file);
    const found = data(await ask(fileInterpreter));
    expect(found).toMatchObject({ kind: 'binary', interpreter: 'present' });
    expect(found['path']).toMatch(/^\/.*ld-/);
  });
});

describe('the lease on a file', () => {
  it.each([
    ['nobody holds it', '', 'free'],
    ['a reader holds it', '<', 'free'],
    ['somebody appends to it', '>>', 'busy'],
    ['somebody reads and writes it', '<>', 'busy'],
  ])('%s: %s', async (_, how, verdict) => {
    await fresh();
    if (how !== '') await holding(how);
    expect(data(await ask(fileLease))['verdict']).toBe(verdict);
  });

  it('is refused for a mapping whose descriptor is closed', async () => {
    await fresh(script.padEnd(4096));
    await python(mapped(3, 1));
    expect(data(await ask(fileLease))['verdict']).toBe('busy');
  });

  it('is refused for the interpreter of a script', async () => {
    const interpreter = await fresh();
    await copyFile('/bin/sh', interpreter);
    await holding('>>');
    await fresh(`#!${interpreter}\n`);
    expect(data(await ask(fileLease))).toMatchObject({ verdict: 'busy', held: interpreter });
  });

  it('may be asked for by its owner, and by nobody else', async () => {
    await fresh();
    if (!isRoot) return;
    const [others] = await askAs(fileLease, [{}], { user: nobody });
    expect(others).toMatchObject({ outcome: 'permission' });
    await chown(file, nobody, nobody);
    const [own] = await askAs(fileLease, [{}], { user: nobody });
    expect(own).toMatchObject({ outcome: 'found' });
  });
});

describe('who holds a file', () => {
  it('is who appends to it, by pid and command', async () => {
    await fresh();
    const pid = await holding('>>');
    const found = await writers();
    expect(found).toMatchObject({ verdict: 'writer', pid, held: file });
    expect(found['who']).toMatch(
      new RegExp(`^pid ${String(pid)} \\((?:sh -c|sleep) .*\\) of \\S+ since \\d{4}-`),
    );
  });

  it('is told by the inode, whatever the file is called by now', async () => {
    const first = await fresh();
    const pid = await holding('>>');
    file = `${first}.moved`;
    await rename(first, file);
    expect(await writers()).toMatchObject({ verdict: 'writer', pid });
  });

  it('is not who writes to the file that stood there before', async () => {
    const first = await fresh();
    await holding('>>');
    await fresh();
    await rename(file, first);
    file = first;
    expect(await writers({ busy: false })).toMatchObject({ verdict: 'nobody' });
  });

  it('is not who reads it, or only points at it', async () => {
    await fresh();
    await holding('<');
    await python(
      'import os, sys, time; os.open(sys.argv[1], os.O_PATH); print("ready", flush=True); time.sleep(1000)',
    );
    expect(await writers({ busy: false })).toMatchObject({ verdict: 'nobody', holders: 0 });
  });

  it.each([
    ['shared and writable', 3, 1],
    ['private, of a descriptor that was open for writing', 1, 2],
  ])('is who maps it: %s', async (_, protection, kind) => {
    await fresh(script.padEnd(4096));
    const pid = await python(mapped(protection, kind));
    if (!isRoot && kind === 2) return;
    expect(await writers({ busy: true })).toMatchObject({ verdict: 'mapped', pid });
  });

  it('is who runs it, unless it was to be executed', async () => {
    await fresh();
    await copyFile('/bin/sh', file);
    const pid = await start(file, '-c', 'echo ready; while :; do sleep 1000; done');
    expect(await writers({ busy: false })).toMatchObject({ verdict: 'running', pid });
    expect(await writers({ busy: false, refused: 'executing' })).toMatchObject({
      verdict: 'nobody',
    });
  });

  it('is nobody once the writer has let go between two looks', async () => {
    await fresh();
    expect(await writers({ busy: true })).toMatchObject({ verdict: 'nobody' });
  });

  const sights = [{ busy: true, refused: 'unknown' }, { refused: 'unknown' }];

  it('is out of sight for who may not look into other processes, and never nobody', async () => {
    await fresh();
    if (!isRoot) return;
    await chown(file, nobody, nobody);
    await holding('>>');
    const found = (await askAs(fileWriters, sights, { user: nobody })).map(data);
    expect(found.map(({ verdict }) => verdict)).toEqual(['out-of-sight', 'unseen']);
    expect(Number(found[0]?.['unseen'])).toBeGreaterThan(0);
  });

  it('is out of sight from a PID namespace, where every process that shows can be looked into', async () => {
    await fresh();
    await holding('>>');
    const rights = isRoot ? [] : ['--user', '--map-root-user'];
    const enter = ['unshare', ...rights, '--pid', '--fork', '--mount-proc'];
    const found = (await askAs(fileWriters, sights, { enter })).map(data);
    expect(found.map(({ verdict }) => verdict)).toEqual(['out-of-sight', 'unseen']);
    expect(found[1]).toMatchObject({ unseen: 0 });
    expect(found[1]?.['excerpt']).toContain('PID namespace of its own');
  });
});

describe('how a file was brought', () => {
  it('is told by a script that writes onto its name', async () => {
    await fresh();
    await writeFile(path.join(folder, 'deploy.sh'), `scp build/job.sh web-1:${file}\n`);
    const found = data(await ask(fileDeployed, { project: folder }));
    expect(found).toMatchObject({ verdict: 'in-place', scripts: 1 });
    expect(found['excerpt']).toContain('deploy.sh:1: scp build/job.sh');
  });

  it('shows no sign where it was made a moment ago', async () => {
    await fresh();
    expect(data(await ask(fileDeployed))).toMatchObject({ verdict: 'no-sign', scripts: 0 });
  });
});
