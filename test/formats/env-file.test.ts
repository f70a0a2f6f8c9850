import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { envReaders, readEnvFile, type EnvReader } from '../../src/formats/env-file.ts';

const home = (name: string): string | undefined => (name === 'HOME' ? '/root' : undefined);
const valueOf = (reader: EnvReader, line: string): string | undefined =>
  readEnvFile(reader, `${line}\n`, home).get('K')?.value;

/** Measured: docker run --env-file, Compose v1 and v2, npm's dotenv, python-dotenv, bash. */
const table: readonly (readonly [string, ...(string | undefined)[]])[] = [
  ['K="pa55"', '"pa55"', 'pa55', 'pa55', 'pa55', 'pa55', 'pa55'],
  ["K='pa55'", "'pa55'", 'pa55', 'pa55', 'pa55', 'pa55', 'pa55'],
  ['K=pa#55', 'pa#55', 'pa#55', 'pa#55', 'pa', 'pa#55', 'pa#55'],
  ['K=pa #55', 'pa #55', 'pa', 'pa', 'pa', 'pa', 'pa'],
  ['K=pa$word', 'pa$word', 'pa$word', 'pa', 'pa$word', 'pa$word', 'pa'],
  ['K="pa$word"', '"pa$word"', 'pa$word', 'pa', 'pa$word', 'pa$word', 'pa'],
  ["K='pa$word'", "'pa$word'", 'pa$word', 'pa$word', 'pa$word', 'pa$word', 'pa$word'],
  ['K=pa$$word', 'pa$$word', 'pa$$word', 'pa$word', 'pa$$word', 'pa$$word', undefined],
  ['K=pa\\$word', 'pa\\$word', 'pa\\$word', 'pa\\', 'pa\\$word', 'pa\\$word', 'pa$word'],
  ['K=pa${HOME}x', 'pa${HOME}x', 'pa/rootx', 'pa/rootx', 'pa${HOME}x', 'pa/rootx', 'pa/rootx'],
  ['K=pa55  ', 'pa55  ', 'pa55', 'pa55', 'pa55', 'pa55', 'pa55'],
  ['K=pa55\r', 'pa55', 'pa55', 'pa55', 'pa55', 'pa55', 'pa55\r'],
  ['export K=v', undefined, 'v', 'v', 'v', 'v', 'v'],
  ['K=', '', '', '', '', '', ''],
  ['K="pa55" # why', '"pa55" # why', 'pa55', 'pa55', 'pa55', 'pa55', 'pa55'],
];

describe.each(table)('%j', (line, ...wanted) => {
  it.each(envReaders.slice(0, 6).map((reader, index) => [reader, wanted[index]] as const))(
    'as %s reads it',
    (reader, value) => {
      expect(valueOf(reader, String(line))).toBe(value);
    },
  );
});

describe('the programs themselves', () => {
  const folder = mkdtempSync(join(tmpdir(), 'env-file-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const written = (line: string): string => {
    const file = join(folder, 'env');
    writeFileSync(file, `${line}\n`);
    return file;
  };

  it('node agrees with the dotenv reader', async () => {
    for (const [line] of table) {
      const script = 'process.stdout.write(JSON.stringify(process.env.K ?? null))';
      const args = [`--env-file=${written(line)}`, '-e', script];
      const { stdout } = await execa(process.execPath, args, { extendEnv: false });
      expect(JSON.parse(stdout), line).toBe(valueOf('dotenv', line));
    }
  });

  it('bash agrees with the bash reader', async () => {
    for (const [line] of table) {
      const ours = valueOf('bash', line);
      if (ours === undefined) continue;
      const script = '. "$0"; printf %s "$K"';
      const { stdout } = await execa('bash', ['-c', script, written(line)], {
        extendEnv: false,
        env: { HOME: '/root', PATH: process.env['PATH'] ?? '' },
        stripFinalNewline: false,
      });
      expect(stdout, line).toBe(ours);
    }
  });
});

it('the writer sees the whole value, quotes aside', () => {
  expect(valueOf('literal', 'K=pa #55')).toBe('pa #55');
  expect(valueOf('literal', 'K="pa$word"')).toBe('pa$word');
  expect(valueOf('literal', 'K=pa$$word')).toBe('pa$$word');
});

it('single quotes are the one form that all but docker run agree on', () => {
  const readers = envReaders.filter((reader) => reader !== 'docker-run');
  expect(new Set(readers.map((reader) => valueOf(reader, "K='p#a $w'")))).toEqual(
    new Set(['p#a $w']),
  );
});

it('a later line of the same name wins, and an earlier one is known to it', () => {
  const text = '# K=no\nA=1\nK=$A\nK=${A}2\n';
  expect(readEnvFile('compose-2', text).get('K')).toEqual({ name: 'K', line: 4, value: '12' });
});

it('a shell that runs a command has no value to tell', () => {
  for (const line of ['K=a`id`', 'K=a$(id)', 'K=a&b', 'K=a b', 'K="a']) {
    expect(readEnvFile('bash', line).get('K')?.value, line).toBeUndefined();
  }
});
