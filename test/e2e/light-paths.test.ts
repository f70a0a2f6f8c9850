import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { program } from './terminal.ts';

/** What takes its time to load, and no command needs that does not look at a target. */
const heavy = [
  ...['ink', 'react', 'react-reconciler', 'yoga-layout', 'string-width', 'zustand'],
  ...['dockerode', 'docker-modem', 'ssh2', 'ssh-config', 'execa', 'pg', 'tar-stream'],
  ...['yaml', 'zod'],
];
const heavyParts = ['http', 'https', 'child_process', 'worker_threads'];

const dist = path.join(path.dirname(program), '../dist');

type Loaded = { readonly packages: readonly string[]; readonly parts: readonly string[] };

async function loadedBy(args: readonly string[], input = ''): Promise<Loaded> {
  const folder = mkdtempSync(path.join(tmpdir(), 'deploy-doctor-loaded-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const list = path.join(folder, 'loaded.json');
  const { exitCode, stderr } = await execa(process.execPath, [program, ...args], {
    input,
    reject: false,
    extendEnv: false,
    env: {
      HOME: folder,
      NODE_OPTIONS: `--require ${path.join(import.meta.dirname, 'loaded.cjs')}`,
      DEPLOY_DOCTOR_LOADED: list,
    },
  });
  expect(stderr, args.join(' ')).toBe('');
  expect(exitCode, args.join(' ')).toBe(0);
  const { files, node } = JSON.parse(readFileSync(list, 'utf8'));
  return { packages: packagesIn(files), parts: node };
}

/** The packages inside the pieces of the bundle that were loaded. */
function packagesIn(files: readonly string[]): string[] {
  const contents = JSON.parse(readFileSync(path.join(dist, 'meta.json'), 'utf8'));
  const inputs: string[] = files.flatMap((file) => contents[path.relative(dist, file)] ?? []);
  const names = inputs.map((input) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

describe('nothing heavy is loaded by', () => {
  it.each([
    [['--version']],
    [['--help']],
    [['triage', '--help']],
    [['list']],
    [['list', '--json']],
    [['explain', 'p1000-auth']],
    [['lookup', 'FATAL:  password authentication failed for user "shop"']],
  ])('%s', async (args) => {
    const { packages, parts } = await loadedBy(args);
    expect(packages.filter((name) => heavy.includes(name))).toEqual([]);
    expect(parts.filter((name) => heavyParts.includes(name))).toEqual([]);
  });

  it('a log on standard input', async () => {
    const log = 'FATAL:  password authentication failed for user "shop"\n';
    const { packages } = await loadedBy(['lookup'], log);
    expect(packages.filter((name) => heavy.includes(name))).toEqual([]);
  });
});

it('what is heavy is in the bundle, under these names', () => {
  const pieces = Object.keys(JSON.parse(readFileSync(path.join(dist, 'meta.json'), 'utf8')));
  const all = packagesIn(pieces.map((piece) => path.join(dist, piece)));
  expect(heavy.filter((name) => !all.includes(name))).toEqual([]);
});
