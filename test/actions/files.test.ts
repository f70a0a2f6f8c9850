import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest';
import { callsOf, done, keepsItsWord, openStage, shown, type Stage } from './stage.ts';
import { tree } from './tree.ts';

let stage: Stage;
let folder: string;
beforeAll(async () => {
  // No engine: what is mounted where is then not said, and nothing else depends on it.
  stage = await openStage({ DOCKER_HOST: 'unix:///nowhere/docker.sock' });
});
afterAll(() => stage.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dd-action-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string) => join(folder, name);
const file = (name: string, content: string, mode = 0o640) => {
  writeFileSync(at(name), content);
  chmodSync(at(name), mode);
  if (process.getuid?.() === 0) chownSync(at(name), 1234, 4321);
  return at(name);
};

describe('each keeps its word', () => {
  const calls = {
    'file.replace of a file': () => ({
      action: 'file.replace',
      with: { path: file('a.conf', 'old\n'), content: 'new\n' },
    }),
    'file.replace of nothing': () => ({
      action: 'file.replace',
      with: { path: at('a.conf'), content: 'new\n', mode: 0o644 },
    }),
    'file.replace by an uploaded file': () => ({
      action: 'file.replace',
      with: { path: file('tool', 'old', 0o755), from: file('tool.new', 'n\0w') },
    }),
    'file.replace through a link': () => {
      mkdirSync(at('shared'));
      file('shared/.env', 'A=1\n');
      symlinkSync('shared/.env', at('.env'));
      return { action: 'file.replace', with: { path: at('.env'), content: 'A=2\n' } };
    },
    'file.chmod to a mode': () => ({
      action: 'file.chmod',
      with: { path: file('run.sh', '', 0o640), mode: 0o755 },
    }),
    'file.chmod with more bits': () => ({
      action: 'file.chmod',
      with: { path: file('run.sh', '', 0o640), add: 0o111 },
    }),
    'env-file.set of a line': () => ({
      action: 'env-file.set',
      with: { path: file('.env', "A=1\r\nPW='x'\r\n# b"), name: 'PW', value: 'pa$word' },
    }),
    'env-file.set of a new line': () => ({
      action: 'env-file.set',
      with: { path: file('.env', 'A=1'), name: 'PW', value: stage.vault.secret('s3cr3t-value') },
    }),
    'env-file.set in a new file': () => ({
      action: 'env-file.set',
      with: { path: at('.env'), name: 'PW', value: 'x' },
    }),
    'file.unix-lines': () => ({
      action: 'file.unix-lines',
      with: { path: file('run.sh', '#!/bin/sh\r\necho "a\rb"\r\n\r\necho é\r', 0o755) },
    }),
    'folder.remove-empty': () => {
      mkdirSync(at('nginx.conf'));
      chmodSync(at('nginx.conf'), 0o751);
      return { action: 'folder.remove-empty', with: { path: at('nginx.conf') } };
    },
    'folder.make': () => ({ action: 'folder.make', with: { path: at('new'), mode: 0o750 } }),
  };
  test.each(Object.entries(calls))('%s', async (_, call) => {
    await keepsItsWord(stage, call(), () => tree(folder));
  });
});

test('a preview shows a diff, with marks in place of values', async () => {
  const path = file('.env', "A=plain-value\nPW='former-secret'\n");
  const value = stage.vault.secret('another-secret');
  const preview = shown(
    await stage.preview({ action: 'env-file.set', with: { path, name: 'PW', value } }),
  );
  const text = preview.shows.join('\n');
  expect(text).toMatch(
    /^--- .*\n\+\+\+ .*\n@@ -1,2 \+1,2 @@\n A=‹\w+›\n-PW='‹\w+›'\n\+PW='‹\w+›'$/m,
  );
  expect(text).not.toMatch(/plain-value|former-secret|another-secret/);
  expect(text).toContain('The former file stays as');
  expect(
    JSON.stringify(
      callsOf(await stage.undo({ action: 'env-file.set', with: { path, name: 'PW', value } })),
    ),
  ).not.toMatch(/secret/);
});

test('a later call of the same plan is shown on top of the earlier one', async () => {
  const path = file('.env', 'A=1\nB=1\n');
  const set = (name: string) => ({ action: 'env-file.set', with: { path, name, value: '2' } });
  const first = shown(await stage.preview(set('A')));
  const second = shown(await stage.preview(set('B'), [first]));
  expect(second.shows.filter((line) => /^[-+][^-+]/.test(line))).toHaveLength(2);
  done(await stage.apply(set('A')));
  expect(shown(await stage.preview(set('B'), [first])).state).toEqual(second.state);
  done(await stage.apply(set('B')));
  expect(tree(folder)).toMatchObject([{}, {}, {}, {}]);
});

test('what somebody else changed since is not undone', async () => {
  const path = file('a.conf', 'old\n');
  const call = { action: 'file.replace', with: { path, content: 'new\n' } };
  const [back] = callsOf(await stage.undo(call));
  done(await stage.apply(call));
  writeFileSync(path, 'theirs\n');
  const before = tree(folder);
  expect(await stage.preview(back!)).toMatchObject({
    outcome: 'unreadable',
    detail: expect.stringMatching(/somebody/),
  });
  expect(await stage.apply(back!)).toMatchObject({ outcome: 'unreadable' });
  expect(tree(folder)).toEqual(before);
});

test('an undo cannot be undone, nor done twice', async () => {
  const call = { action: 'file.replace', with: { path: file('a', 'old'), content: 'new' } };
  const [back] = callsOf(await stage.undo(call));
  done(await stage.apply(call));
  expect(await stage.undo(back!)).toMatchObject({
    irreversible: expect.stringMatching(/way back/),
  });
  done(await stage.apply(back!));
  expect(await stage.apply(back!)).not.toMatchObject({ outcome: 'found' });
});

test.each([
  ['a folder', () => mkdirSync(at('it')), /it is a directory/],
  ['a link that leads nowhere', () => symlinkSync('gone', at('it')), /leads nowhere/],
  ['a loop', () => symlinkSync('it', at('it')), /ELOOP/],
])('%s is not written over', async (_, make, words) => {
  make();
  const call = { action: 'file.replace', with: { path: at('it'), content: 'x' } };
  const before = tree(folder);
  for (const result of [
    await stage.preview(call),
    await stage.undo(call),
    await stage.apply(call),
  ]) {
    expect(result).toMatchObject({ outcome: 'unreadable' });
    expect((result as { detail: string }).detail).toMatch(words);
  }
  expect(tree(folder)).toEqual(before);
});

test('nothing is changed where no approved plan is being applied', async () => {
  const { context } = stage;
  const before = tree(folder);
  const write = { kind: 'write', path: at('x'), content: 'x', expects: 'absent' } as const;
  expect(await context.change({ ...write, access: { mode: 0o600 } })).toMatchObject({ ok: false });
  expect(tree(folder)).toEqual(before);
});

test('apply and undo are the identity on random trees', async () => {
  const name = fc.constantFrom('a', 'b', '.env', 'c d', "q'q", 'é');
  const content = fc.uint8Array({ maxLength: 200 });
  const mode = fc.constantFrom(0o600, 0o644, 0o755, 0o440, 0o4755, 0o666);
  const files = fc.uniqueArray(fc.record({ name, content, mode }), {
    selector: (each) => each.name,
  });
  const call = fc.oneof(
    fc.record({
      action: fc.constant('file.replace'),
      name,
      content: fc.string({ unit: 'binary' }),
    }),
    fc.record({ action: fc.constant('file.chmod'), name, mode }),
    fc.record({ action: fc.constant('env-file.set'), name, value: fc.string() }),
  );
  let applied = 0;
  await fc.assert(
    fc.asyncProperty(files, fc.array(call, { minLength: 1, maxLength: 3 }), async (all, wanted) => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      for (const each of all) {
        writeFileSync(at(each.name), each.content);
        chmodSync(at(each.name), each.mode);
      }
      const before = tree(folder);
      const undos = [];
      for (const { action, name: at1, ...rest } of wanted) {
        const path = at(at1);
        const more = action === 'env-file.set' ? { name: 'K' } : {};
        const each = { action, with: { path, ...rest, ...more } };
        const undo = await stage.undo(each);
        const result = await stage.apply(each);
        if (result.outcome !== 'found') continue;
        applied += 1;
        undos.unshift(...callsOf(undo));
      }
      for (const back of undos) done(await stage.apply(back));
      expect(tree(folder)).toEqual(before);
    }),
    { numRuns: 40 },
  );
  expect(applied).toBeGreaterThan(25);
}, 120_000);

describe('source.edit', () => {
  const edit = (path: string, replace: string, by: string) => ({
    action: 'source.edit',
    with: { path, replace, by },
  });

  test('keeps its word, and every byte around the passage', async () => {
    const path = at('compose.yaml');
    writeFileSync(path, Buffer.from('a: 1\r\ntest: ["CMD", "wget"]  # é\xff\n', 'latin1'));
    const call = edit(path, '"CMD", "wget"', '"CMD", "curl", "-f"');
    await keepsItsWord(stage, call, () => tree(folder));
    done(await stage.apply(call));
    const after = Buffer.from('a: 1\r\ntest: ["CMD", "curl", "-f"]  # é\xff\n', 'latin1');
    expect(readFileSync(path)).toEqual(after);
  });

  test.each([
    ['is not there', 'other', /not in it/],
    ['is there twice', 'a', /2 times/],
  ])('a passage that %s is refused', async (_, replace, words) => {
    const path = file('f', 'a b a\n');
    expect(await stage.preview(edit(path, replace, 'x'))).toMatchObject({
      detail: expect.stringMatching(words),
    });
  });
});

describe('binary.install', () => {
  const own = readFileSync('/bin/true');
  const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const brought = (bytes: Uint8Array) => {
    writeFileSync(at('brought'), bytes);
    return {
      action: 'binary.install',
      with: { from: at('brought'), path: at('tool'), sha256: sum(bytes) },
    };
  };

  test('keeps its word where nothing was, and where another program was', async () => {
    await keepsItsWord(stage, brought(own), () => tree(folder));
    file('tool', 'old', 0o750);
    await keepsItsWord(stage, brought(own), () => tree(folder));
    done(await stage.apply(brought(own)));
    expect(execFileSync(at('tool'))).toHaveLength(0);
  });

  test.each([
    ['another checksum', own, { sha256: '0'.repeat(64) }, /its SHA-256 is [0-9a-f]{64}/],
    ['a page that says Not Found', Buffer.from('Not Found'), {}, /no ELF header/],
    [
      'another machine',
      Buffer.from(own.toString('latin1').replace(/^(.{18})../s, '$1\xf3\0'), 'latin1'),
      {},
      /made for riscv64/,
    ],
  ])('%s is refused', async (_, bytes, more, words) => {
    const call = brought(bytes);
    const before = tree(folder);
    const result = await stage.apply({ ...call, with: { ...call.with, ...more } });
    expect(result).toMatchObject({ detail: expect.stringMatching(words) });
    expect(tree(folder)).toEqual(before);
  });
});

test('file.unix-lines takes carriage returns at ends of lines alone, and none out of a program', async () => {
  const unix = (path: string) => ({ action: 'file.unix-lines', with: { path } });
  const path = file('run.sh', '#!/bin/sh\r\nprintf "a\rb"\r\r\nend\r', 0o755);
  done(await stage.apply(unix(path)));
  expect(readFileSync(path, 'utf8')).toBe('#!/bin/sh\nprintf "a\rb"\nend');
  const refusal = { detail: expect.stringMatching(/no text/) };
  expect(await stage.preview(unix(file('tool', 'a\0\r\n')))).toMatchObject(refusal);
});

test('manual says what to do, and does nothing', async () => {
  const call = {
    action: 'manual',
    with: { steps: ['Open the page.'], copy: 'a\nb', back: 'Close it.' },
  };
  expect(shown(await stage.preview(call)).shows).toEqual([
    ...['1. Open the page.', '', 'a', 'b', 'To take it back: Close it.'],
  ]);
  expect(await stage.undo(call)).toMatchObject({ irreversible: expect.stringMatching(/Close it/) });
  expect(done(await stage.apply(call)).summary).toMatch(/person/);
});

test('command runs a program, and another one takes it back', async () => {
  const call = { action: 'command', with: { argv: ['mkdir', at('x')], back: ['rmdir', at('x')] } };
  const before = tree(folder);
  expect(shown(await stage.preview(call)).shows.join('\n')).toMatch(/^mkdir .*no preview.*rmdir/s);
  const [back] = callsOf(await stage.undo(call));
  expect(tree(folder)).toEqual(before);
  done(await stage.apply(call));
  expect(tree(folder)).not.toEqual(before);
  expect(await stage.apply(call)).toMatchObject({
    detail: expect.stringMatching(/ended with 1: .*exists/),
  });
  done(await stage.apply(back!));
  expect(tree(folder)).toEqual(before);
  expect(await stage.undo(back!)).toMatchObject({ irreversible: expect.any(String) });
  expect(() => stage.preview({ action: 'command', with: { argv: ['true'] } })).toThrow(
    /either back/,
  );
});
