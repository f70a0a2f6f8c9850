import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ask, scratch } from './program.ts';

const begin = async () => {
  const cwd = scratch();
  const made = await ask(['flow', 'new', 'disk-full'], { cwd });
  return { cwd, made, file: path.join(cwd, 'flows/disk-full/flow.yaml') };
};

test('a new flow lints clean, and its cases hold, cover it and notice every mutant', async () => {
  const { cwd, made } = await begin();
  expect(made).toMatchObject({ exitCode: 0 });
  expect(made.stdout).toContain('flows/disk-full/flow.yaml\n');
  expect(made.stderr).toContain('deploy-doctor flow lint flows/disk-full');
  expect(await ask(['flow', 'lint'], { cwd })).toEqual({
    stdout: '',
    stderr: '1 flow: nothing to mend.\n',
    exitCode: 0,
  });
  const { stdout, exitCode } = await ask(['flow', 'test', '--coverage', '--mutate'], { cwd });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('disk-full: 4 cases, 0 failed\n');
  expect(stdout).toContain('  leaves: 2 of 2 walked\n');
  expect(stdout).toContain('  edges: 3 of 3 walked\n');
  expect(stdout).toContain('  mutants: 5 of 5 noticed (100 %)\n');
});

test('a new flow never overwrites what is there', async () => {
  const { cwd, file } = await begin();
  writeFileSync(file, 'mine');
  const { stderr, exitCode } = await ask(['flow', 'new', 'disk-full'], { cwd });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('is there already');
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test.each(['Disk', '../up', 'a b', ''])('a flow cannot be called %j', async (id) => {
  const { stderr, exitCode } = await ask(['flow', 'new', id]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('is no id for a flow');
});

test('a mistake is refused with its line, its column and its cure', async () => {
  const { cwd, file } = await begin();
  const text = readFileSync(file, 'utf8');
  const line = text.split('\n').findIndex((each) => each.includes('executable: false')) + 1;
  writeFileSync(file, text.replace('executable: false', 'executable: never'));
  const { stdout, exitCode } = await ask(['flow', 'lint', 'flows/disk-full'], { cwd });
  expect(exitCode).toBe(1);
  expect(stdout).toContain(
    `flows/disk-full/flow.yaml:${line}:31: unknown-value: steps.look.found[0].when.executable: it is never "never". `,
  );
});

test('a flow that does not lint is not told its cases', async () => {
  const { cwd, file } = await begin();
  writeFileSync(file, readFileSync(file, 'utf8').replace('    not-found: inconclusive\n', ''));
  const { stdout, exitCode } = await ask(['flow', 'test'], { cwd });
  expect(exitCode).toBe(1);
  expect(stdout).toContain('not-found-unhandled: steps.look: nothing handles not-found');
  expect(stdout).not.toContain('cases,');
});

test('a case that does not hold is named with its line', async () => {
  const { cwd } = await begin();
  const file = path.join(cwd, 'flows/disk-full/cases/works-now.yaml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('diagnosis: works-now', 'diagnosis: not-executable'),
  );
  const { stdout, exitCode } = await ask(['flow', 'test', 'flows/disk-full', '--mutate'], { cwd });
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    /flows\/disk-full\/cases\/works-now.yaml:\d+:14: case-fails: the diagnosis is `works-now`, expected `not-executable`\.\n/,
  );
  expect(stdout).not.toContain('mutants');
});

test('coverage fails where no case walks an edge', async () => {
  const { cwd } = await begin();
  const file = path.join(cwd, 'flows/disk-full/cases/gone.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('not-found:', 'permission:'));
  const { stdout, exitCode } = await ask(['flow', 'test', '--coverage'], { cwd });
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/flow\.yaml:\d+:3: no case walks look not-found → inconclusive\n/);
});

test('a tree is drawn as Mermaid, as a picture, and into a file', async () => {
  const { cwd } = await begin();
  expect((await ask(['flow', 'graph'], { cwd })).stdout).toContain('flowchart TD\n');
  expect((await ask(['flow', 'graph', '--svg'], { cwd })).stdout).toMatch(/^<svg .*<\/svg>\n$/s);
  const written = await ask(['flow', 'graph', '--html', '--out', 'tree.html'], { cwd });
  expect(written).toEqual({ stdout: '', stderr: '', exitCode: 0 });
  expect(readFileSync(path.join(cwd, 'tree.html'), 'utf8')).toMatch(/^<!doctype html>/);
});

test('a flow that ships is found by its id', async () => {
  const { stdout, exitCode } = await ask(['flow', 'graph', 'text-file-busy']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('n_free_now');
});

test.each([
  [['flow'], 'What about flows?'],
  [['flow', 'lnt'], 'There is no command `flow lnt`.'],
  [['flow', 'lint', 'nowhere'], 'There is no flow at nowhere.'],
  [['flow', 'lint'], 'There are no flows here'],
])('%j is wrong usage, said with the way on', async (args, words) => {
  const { stderr, exitCode } = await ask(args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(words);
});

test('two flows are not drawn at once', async () => {
  const { cwd } = await begin();
  await ask(['flow', 'new', 'other'], { cwd });
  const { stderr, exitCode } = await ask(['flow', 'graph'], { cwd });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('There are 2 flows here.');
});
