import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Terminal } from '../terminal.ts';
import { turnTo } from '../turn-to.ts';
import { openWizard } from './tell.ts';

// A flow that the command line names, on a file of this machine: no Docker is needed for it.

const patience = 30_000;
let open: Terminal | undefined;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'deploy-doctor-story-'));
});
afterEach(async () => {
  await open?.close();
  await rm(folder, { recursive: true, force: true });
});

const script = async (name: string, text: string, mode = 0o755): Promise<string> => {
  const file = path.join(folder, name);
  await writeFile(file, text);
  await chmod(file, mode);
  return file;
};

const openOn = async (file: string, env: Readonly<Record<string, string>> = {}) => {
  open = await openWizard({ env, cwd: folder }, ['run', 'text-file-busy', '-i', `file=${file}`]);
  return open;
};

describe('the wizard on a flow that was named', () => {
  it('opens on it, explains, writes the report, and looks again', async () => {
    const file = await script('job.sh', '#!/bin/sh\n', 0o644);
    const { sees, press } = await openOn(file);
    const screen = await sees(/may not be executed[^]*confirmed/, patience);
    expect(screen).toContain('Evidence');

    press('e');
    await sees('What it looks like', patience);
    await turnTo(open!, 'What may be behind it');
    press('b');
    await sees('Evidence', patience);

    press('w');
    await sees('The report is written', patience);
    const [report = ''] = (await readdir(folder)).filter((name) => name.endsWith('.md'));
    expect((await stat(path.join(folder, report))).mode & 0o777).toBe(0o600);
    press('b');
    await sees('Evidence', patience);

    // What was wrong is mended meanwhile: the same look says so.
    await chmod(file, 0o755);
    press('r');
    await sees(/can be executed and written now/, patience);
  });

  it('gives up the step under way when Esc is pressed, and says that it could not see', async () => {
    const file = await script('job.sh', '#!/bin/sh\n');
    // Asks the kernel in place of Python, and never answers.
    await script('python3', '#!/bin/sh\nexec sleep 1000\n');
    const { sees, press } = await openOn(file, { PATH: `${folder}:${process.env['PATH'] ?? ''}` });
    await sees(/… Ask the kernel/, patience);
    press('esc');
    await sees(/Ask the kernel[^]*stopped by you/, patience);
  });
});
