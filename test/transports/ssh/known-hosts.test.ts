import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchesPattern } from '../../../src/transports/ssh/patterns.ts';
import {
  fingerprint,
  hashedName,
  judgeKey,
  keysIn,
  knownKeys,
  knownName,
  typeOf,
} from '../../../src/transports/ssh/known-hosts.ts';

let folder: string;
const keys: Record<string, string> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'known-hosts-'));
  for (const name of ['ed1', 'ed2', 'ecdsa1']) {
    const file = join(folder, name);
    const type = name.startsWith('ed') ? 'ed25519' : 'ecdsa';
    await execa('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', '', '-f', file]);
    keys[name] = (await readFile(`${file}.pub`, 'utf8')).trim();
  }
});
afterAll(() => rm(folder, { recursive: true }));

const shown = (name: string) => {
  const key = Buffer.from(keys[name]!.split(' ')[1]!, 'base64');
  return { type: typeOf(key), key };
};

/** The numbers of the lines that `ssh-keygen -F` finds. */
const oracle = async (file: string, name: string): Promise<number[]> => {
  const { stdout } = await execa('ssh-keygen', ['-F', name, '-f', file], { reject: false });
  return [...stdout.matchAll(/^# Host .* found: line (\d+)/gm)].map(([, line]) => Number(line));
};

const lines = () =>
  [
    '# a comment',
    '',
    `web-1 ${keys['ed1']}`,
    `web-1,192.0.2.7 ${keys['ecdsa1']} with a comment`,
    `[web-1]:2222 ${keys['ed2']}`,
    `*.example.com,!db.example.com ${keys['ed1']}`,
    `web-? ${keys['ed2']}`,
    `WEB-CAPITAL ${keys['ed1']}`,
    `@revoked * ${keys['ed2']}`,
    `@cert-authority *.example.com ${keys['ecdsa1']}`,
    `@unknown web-1 ${keys['ed1']}`,
    `  indented ${keys['ed1']}`,
    'half-a-line ssh-ed25519',
    `[2001:db8::7]:2222 ${keys['ed1']}`,
    '',
  ].join('\n');

const names = [
  ...['web-1', 'WEB-1', '192.0.2.7', '[web-1]:2222', '[web-1]:2223', 'a.example.com', 'web-9'],
  ...['db.example.com', 'web-capital', 'indented', 'half-a-line', 'other', '[2001:db8::7]:2222'],
];

describe('lines of known_hosts are found as `ssh-keygen -F` finds them:', () => {
  it.each(names)('%s', async (name) => {
    const file = join(folder, `plain-${name.replaceAll(/\W/g, '-')}`);
    await writeFile(file, lines());
    const found = await oracle(file, name);
    const ours = keysIn(lines(), file, name.toLowerCase());
    expect(ours.map(({ place }) => Number(place.split(':').at(-1)))).toEqual(found);
  });

  it.each(['web-1', '192.0.2.7', '[web-1]:2222', 'other'])('hashed, %s', async (name) => {
    const file = join(folder, `hashed-${name.replaceAll(/\W/g, '-')}`);
    // Patterns cannot be hashed.
    await writeFile(file, lines().split('\n').slice(0, 5).join('\n') + '\n');
    await execa('ssh-keygen', ['-H', '-f', file]);
    const text = await readFile(file, 'utf8');
    expect(text).toContain('|1|');
    const found = await oracle(file, name);
    const ours = keysIn(text, file, name);
    expect(ours.map(({ place }) => Number(place.split(':').at(-1)))).toEqual(found);
  });

  it('a name that we hash', async () => {
    const file = join(folder, 'ours');
    const name = hashedName('[web-1]:2222', Buffer.from('twenty bytes of salt'));
    await writeFile(file, `${name} ${keys['ed1']}\n`);
    expect(await oracle(file, '[web-1]:2222')).toEqual([1]);
    expect(await oracle(file, 'web-1')).toEqual([]);
  });
});

describe('a key that a host shows', () => {
  const judged = (name: string, key: string) =>
    judgeKey(keysIn(lines(), '/k', name), shown(key)).verdict;

  it.each([
    ['is known where a line has it', 'web-1', 'ed1', 'known'],
    ['is known by another of its types', 'web-1', 'ecdsa1', 'known'],
    ['has changed where a line has another of its type', 'web-capital', 'ed2', 'revoked'],
    ['is revoked even where a line has it', '[web-1]:2222', 'ed2', 'revoked'],
    ['is unknown where no line is about the host', 'other', 'ed1', 'unknown'],
    ['has changed', '[web-1]:2222', 'ed1', 'changed'],
    ['is unknown where only another type is known', '[web-1]:2222', 'ecdsa1', 'unknown'],
    ['is not known by an authority', 'b.example.com', 'ecdsa1', 'unknown'],
  ])('%s', (_, name, key, verdict) => {
    expect(judged(name, key)).toBe(verdict);
  });

  it('has the fingerprint that ssh-keygen prints', async () => {
    const { stdout } = await execa('ssh-keygen', ['-l', '-f', join(folder, 'ed1.pub')]);
    expect(stdout.split(' ')[1]).toBe(fingerprint(shown('ed1').key));
  });
});

it('names the port only where it is not 22', () => {
  expect(knownName('Web-1', 22)).toBe('web-1');
  expect(knownName('web-1', 2222)).toBe('[web-1]:2222');
});

it('a file of known hosts that cannot be read is not taken for an empty one', async () => {
  expect(await knownKeys([join(folder, 'missing')], 'web-1')).toEqual({ ok: true, keys: [] });
  expect(await knownKeys([folder], 'web-1')).toMatchObject({ ok: false });
});

it('a pattern full of stars takes no time', () => {
  expect(matchesPattern('a'.repeat(5000), `${'a*'.repeat(500)}b`)).toBe(false);
  expect(matchesPattern('web-12', 'web-??')).toBe(true);
  expect(matchesPattern('web-1', 'web-??')).toBe(false);
});
