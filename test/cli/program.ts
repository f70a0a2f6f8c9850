import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';

/** The built program: `npm test` builds it first. */
export const program = path.join(import.meta.dirname, '../../bin/deploy-doctor.js');

type Asking = {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

/** What the program answers where no terminal is. */
export const ask = async (args: readonly string[], { input = '', env = {}, cwd }: Asking = {}) => {
  const home = scratch();
  const { stdout, stderr, exitCode } = await execa(process.execPath, [program, ...args], {
    input,
    cwd: cwd ?? home,
    extendEnv: false,
    env: { PATH: process.env['PATH'] ?? '', HOME: home, ...env },
    reject: false,
    stripFinalNewline: false,
  });
  return { stdout, stderr, exitCode };
};

/** A folder of the test's own, gone when it is over. */
export const scratch = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'deploy-doctor-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};
