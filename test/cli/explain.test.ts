import { describe, expect, test } from 'vitest';
import { ask } from './program.ts';
import { wrap, hang } from '../../src/cli/wrap.ts';

test('a flow is explained: what it is about, its texts, its tree, its diagnoses', async () => {
  const { stdout, stderr, exitCode } = await ask(['explain', 'text-file-busy']);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  for (const heading of ['Texts that name it', 'How it is told apart', 'What it can be']) {
    expect(stdout).toContain(`\n${heading}\n`);
  }
  expect(stdout).toContain('  · Text file busy\n');
  expect(stdout).toContain('To look: deploy-doctor run text-file-busy');
});

test('every diagnosis of every flow is explained, without a reference left open', async () => {
  const { stdout: listed } = await ask(['list', '--json']);
  const flows = JSON.parse(listed).flows.map(({ flow }: { flow: string }) => flow);
  for (const flow of flows) {
    const { stdout } = await ask(['explain', flow]);
    expect(stdout).not.toMatch(/\{\{\s*[a-z-]+(\.[\w-]+)*\??\s*\}\}|undefined(?! service)/);
    const [, tail = ''] = stdout.split('\nWhat it can be\n');
    const leaves = [...tail.matchAll(/^ {2}([a-z][a-z0-9-]+)$/gm)].map(([, leaf]) => leaf ?? '');
    expect(leaves.length).toBeGreaterThan(0);
    const leaf = leaves[0] ?? '';
    const explained = await ask(['explain', `${flow}/${leaf}`]);
    expect(explained).toMatchObject({ stderr: '', exitCode: 0 });
    expect(explained.stdout).toContain('How it is told apart\n  1. ');
    expect(explained.stdout).toContain('How it is prevented\n');
    expect(explained.stdout).not.toMatch(
      /\{\{\s*[a-z-]+(\.[\w-]+)*\??\s*\}\}|undefined(?! service)/,
    );
  }
});

test('an expression among the texts is told as words', async () => {
  const { stdout } = await ask(['explain', 'p1000-auth']);
  expect(stdout).toContain('password authentication failed for user "<user>');
  expect(stdout).not.toContain('(?');
});

test('lines fit the width that the terminal has', async () => {
  const { stdout } = await ask(['explain', 'health-check-fails'], { env: { COLUMNS: '40' } });
  const wide = stdout
    .split('\n')
    .filter((line) => line.length > 40 && line.trim().includes(' ') && !/^\s*·? ?\S+$/.test(line));
  expect(wide).toEqual([]);
});

describe('wrapping', () => {
  test('breaks between words and indents what follows', () => {
    expect(wrap('one two three four', 9, '  ')).toEqual(['  one two', '  three', '  four']);
  });
  test('leaves a word that is too long whole', () => {
    expect(wrap('a incomprehensibilities b', 5)).toEqual(['a', 'incomprehensibilities', 'b']);
  });
  test('hangs text beside a mark', () => {
    expect(hang('  · ', 'one two three', 12)).toEqual(['  · one two', '    three']);
  });
  test('makes nothing of nothing', () => {
    expect(wrap('  ', 10)).toEqual([]);
  });
});
