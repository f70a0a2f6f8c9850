import { copyFile } from 'node:fs/promises';
import { execa } from 'execa';
import { describe, test } from 'vitest';
import { tree } from '../actions/tree.ts';
import { startEngine } from './engine.ts';
import { loadFault, type NamedFault } from './faults.ts';
import { tellStory, type FixStory } from './fix-story.ts';
import type { Ground } from './ground.ts';

// Fixes of text-file-busy, on files that a real process holds, runs, or cannot start.

const engine = await startEngine();
if (!engine) throw new Error('no engine');

/** Files with owner, mode and times, and whether somebody holds one of them open for writing. */
const files = async (ground: Ground): Promise<unknown> => {
  const { stdout } = await execa('lsof', ['-w', '-F', 'pan', '+D', ground.dir], { reject: false });
  const held = stdout.split('\n').filter((line) => /^a[wu]/.test(line)).length;
  const all = tree(ground.dir) as { name: string }[];
  // What processes of the ground say grows in files of its own.
  return { held, files: all.filter(({ name }) => name !== '.' && !name.startsWith('process-')) };
};

/** The fault, with the file that is to take the other's place beside it. */
const withNew = async (
  id: string,
  prepare: (ground: Ground, file: string) => Promise<unknown>,
): Promise<NamedFault> => {
  const named = await loadFault(id);
  const arrange: NamedFault['fault']['arrange'] = async (ground) => {
    const asking = await named.fault.arrange(ground);
    await prepare(ground, `${asking.inputs?.['file'] ?? ''}.new`);
    return asking;
  };
  return { ...named, fault: { ...named.fault, arrange } };
};

const better = '#!/bin/sh\necho done, and better\n';
const inBin = (ground: Ground) => ground.write('bin/job.sh.new', better, 0o600);
const uploaded = (ground: Ground) => ground.write('job.sh.new', better, 0o600);

const stories: readonly (Omit<FixStory, 'fault' | 'picture'> & {
  readonly id: string;
  readonly fault?: Promise<NamedFault>;
})[] = [
  { id: 'text-file-busy/not-executable', fix: 'make-executable' },
  { id: 'text-file-busy/interpreter-missing', fix: 'remove-carriage-returns' },
  { id: 'text-file-busy/written-in-place', fix: 'rename-in-script' },
  {
    id: 'text-file-busy/writer-holds-file',
    fix: 'replace-by-rename',
    fault: withNew('text-file-busy/writer-holds-file', inBin),
  },
  {
    id: 'text-file-busy/mapped-writable',
    fix: 'replace-by-rename',
    fault: withNew('text-file-busy/mapped-writable', uploaded),
  },
  {
    id: 'text-file-busy/target-is-running',
    fix: 'replace-by-rename',
    fault: withNew('text-file-busy/target-is-running', (_, file) => copyFile('/bin/true', file)),
  },
  { id: 'text-file-busy/writer-holds-file', fix: 'end-writer', lost: true },
  { id: 'text-file-busy/mapped-writable', fix: 'end-writer', lost: true },
];

describe.each(stories)('$id: $fix', ({ id, fault, ...story }) => {
  test('plans, cures, and is taken back', { timeout: 300_000 }, async () => {
    const named = (await fault) ?? (await loadFault(id));
    await tellStory(engine, { ...story, fault: named, picture: files });
  });
});
