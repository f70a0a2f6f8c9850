import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../src/core/change.ts';
import type { Reply } from '../../src/core/target.ts';
import { changeFile } from '../../src/transports/file-change.ts';
import { fileScript, type FileChange } from '../../src/transports/file-scripts.ts';
import { executor } from '../../src/transports/local-exec.ts';
import { labDir } from '../lab/folder.ts';
import { unpackPackages } from '../lab/packages.ts';

const never = new AbortController().signal;
const sha = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');
const is = (text: string) => ({ sha256: sha(text) });
const isRoot = process.getuid?.() === 0;

/** The shells that hosts have: dash, bash, busybox with nothing but its own applets. */
const usual = '/usr/bin:/bin:/usr/sbin:/sbin';
const applets = await busyboxApplets();
const shells = {
  sh: { program: '/bin/sh', path: usual },
  bash: { program: '/bin/bash', path: usual },
  busybox: { program: join(applets, 'sh'), path: applets },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dd-change-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.each(Object.keys(shells))('by %s', (shell) => {
  const { program, path } = shells[shell as keyof typeof shells];
  const execute = executor({ LANG: 'C', PATH: path });
  const run = (request: Extract<Change, { kind: 'run' }>): Promise<Reply> => {
    const [, ...args] = request.argv;
    return execute.run({ ...request, argv: [program, ...args] }, never);
  };
  const change = (request: FileChange) => changeFile(request, run);
  const at = (name: string) => join(folder, name);
  const refusedAs = async (request: FileChange, outcome: string, words: RegExp) => {
    const before = picture(folder);
    const reply = await change(request);
    expect(reply).toMatchObject({ ok: false, failure: { outcome } });
    expect((reply as Extract<Reply, { ok: false }>).failure.detail).toMatch(words);
    expect(picture(folder)).toEqual(before);
  };

  test('a new file is put in place whole, with its mode', async () => {
    const request = { kind: 'write', path: at('new'), content: 'né\n', expects: 'absent' } as const;
    expect(await change({ ...request, access: { mode: 0o640 } })).toEqual({ ok: true });
    expect(readFileSync(at('new'), 'utf8')).toBe('né\n');
    expect(statSync(at('new')).mode & 0o7777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['new']);
  });

  test('a file is replaced: owner and mode stay, and the backup is the former file itself', async () => {
    writeFileSync(at('app.env'), 'A=1\n');
    chmodSync(at('app.env'), 0o604);
    if (isRoot) chownSync(at('app.env'), 1234, 4321);
    const before = statSync(at('app.env'));
    const request = { kind: 'write', path: at('app.env'), expects: is('A=1\n') } as const;
    const content = new Uint8Array([0, 255, 10, 13, 200]);
    expect(await change({ ...request, content, backup: at('app.env.bak') })).toEqual({ ok: true });
    const after = statSync(at('app.env'));
    expect([...readFileSync(at('app.env'))]).toEqual([...content]);
    expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid]);
    expect(statSync(at('app.env.bak')).ino).toBe(before.ino);
    expect(statSync(at('app.env.bak')).mtimeMs).toBe(before.mtimeMs);
    expect(readdirSync(folder).sort()).toEqual(['app.env', 'app.env.bak']);

    const back = { kind: 'restore', path: at('app.env'), backup: at('app.env.bak') } as const;
    expect(await change({ ...back, expects: { sha256: sha(content) } })).toEqual({ ok: true });
    expect(statSync(at('app.env')).ino).toBe(before.ino);
    expect(readdirSync(folder)).toEqual(['app.env']);
  });

  test('what is not as it was expected is left alone', async () => {
    writeFileSync(at('file'), 'theirs');
    writeFileSync(at('other'), 'other');
    symlinkSync('file', at('link'));
    mkdirSync(at('folder'));
    const write = { kind: 'write', content: 'ours', access: { mode: 0o600 } } as const;
    const moved = { ...write, path: at('file'), expects: is('was') };
    await refusedAs(moved, 'unreadable', /not what it was any more/);
    await refusedAs({ ...moved, expects: 'absent' }, 'unreadable', /there already/);
    await refusedAs({ ...moved, path: at('gone') }, 'not-found', /is not there/);
    await refusedAs({ ...moved, path: at('link') }, 'unreadable', /is a link/);
    await refusedAs({ ...moved, path: at('link'), expects: 'absent' }, 'unreadable', /already/);
    await refusedAs({ ...moved, path: at('folder') }, 'unreadable', /is not a file/);
    await refusedAs(
      { ...moved, expects: is('theirs'), backup: at('other') },
      'unreadable',
      /other is there already/,
    );
    await refusedAs(
      { ...moved, expects: is('theirs'), backup: at('link') },
      'unreadable',
      /link is there already/,
    );
    await refusedAs({ ...moved, path: 'relative' }, 'unreadable', /not an absolute path/);
    const back = { kind: 'restore', path: at('file'), expects: is('theirs') } as const;
    await refusedAs({ ...back, backup: at('gone') }, 'not-found', /gone is not there/);
    await refusedAs({ ...back, backup: at('link') }, 'unreadable', /is a link/);
    await refusedAs(
      { ...back, backup: at('other'), expects: is('x') },
      'unreadable',
      /not what it was/,
    );
    await refusedAs({ kind: 'remove', path: at('file'), expects: is('x') }, 'unreadable', /was/);
    await refusedAs({ kind: 'remove-folder', path: at('file') }, 'unreadable', /not a folder/);
    await refusedAs({ kind: 'remove-folder', path: at('link') }, 'unreadable', /is a link/);
    const mode = { kind: 'chmod', path: at('file'), mode: 0o755 } as const;
    await refusedAs({ ...mode, expects: 0o600 }, 'unreadable', /has the mode 644 now/);
    await refusedAs({ ...mode, path: at('link'), expects: 0o777 }, 'unreadable', /is a link/);
  });

  test('content that did not arrive whole never takes the place of the file', async () => {
    writeFileSync(at('file'), 'theirs');
    const request = { kind: 'write', path: at('file'), content: 'ours', expects: is('theirs') };
    const argv = fileScript(request as FileChange, sha('ours, and more that was lost'));
    const stdin = new TextEncoder().encode('ours');
    const reply = await run({ kind: 'run', argv, stdin });
    expect(reply).toMatchObject({ ok: true, exit: 87 });
    expect(readFileSync(at('file'), 'utf8')).toBe('theirs');
    expect(readdirSync(folder)).toEqual(['file']);
  });

  test('what a cut left behind is no hindrance', async () => {
    writeFileSync(at('file'), 'theirs');
    writeFileSync(at('.file.deploy-doctor-new'), 'half');
    linkSync(at('file'), at('file.bak'));
    const request = { kind: 'write', path: at('file'), expects: is('theirs') } as const;
    const done = await change({ ...request, content: 'ours', backup: at('file.bak') });
    expect(done).toEqual({ ok: true });
    expect(readdirSync(folder).sort()).toEqual(['file', 'file.bak']);
    expect(readFileSync(at('file.bak'), 'utf8')).toBe('theirs');
  });

  test('a file that lies beside it is taken, if it is the one that was meant', async () => {
    writeFileSync(at('tool'), 'old');
    chmodSync(at('tool'), 0o755);
    writeFileSync(at('tool.new'), 'new');
    const content = { from: at('tool.new'), sha256: sha('new') };
    const request = { kind: 'write', path: at('tool'), expects: is('old') } as const;
    const other = { ...content, sha256: sha('else') };
    await refusedAs({ ...request, content: other }, 'unreadable', /not what it was/);
    expect(await change({ ...request, content })).toEqual({ ok: true });
    expect(readFileSync(at('tool'), 'utf8')).toBe('new');
    expect(statSync(at('tool')).mode & 0o777).toBe(0o755);
  });

  test('names that a shell would read otherwise are names', async () => {
    const name = at(`-n $(touch x); 'q' "d" \\ *\n.env`);
    const request = { kind: 'write', path: name, content: 'a', expects: 'absent' } as const;
    expect(await change({ ...request, access: { mode: 0o600 } })).toEqual({ ok: true });
    expect(await change({ kind: 'remove', path: name, expects: is('a') })).toEqual({ ok: true });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('modes and folders', async () => {
    writeFileSync(at('file'), 'x');
    chmodSync(at('file'), 0o644);
    const mode = { kind: 'chmod', path: at('file'), mode: 0o755, expects: 0o644 } as const;
    expect(await change(mode)).toEqual({ ok: true });
    expect(lstatSync(at('file')).mode & 0o777).toBe(0o755);
    const make = { kind: 'make-folder', path: at('made'), access: { mode: 0o751 } } as const;
    expect(await change(make)).toEqual({ ok: true });
    expect(statSync(at('made')).mode & 0o777).toBe(0o751);
    await refusedAs(make, 'unreadable', /there already/);
    writeFileSync(at('made/inner'), '');
    const gone = { kind: 'remove-folder', path: at('made') } as const;
    await refusedAs(gone, 'permission', /not empty/i);
    rmSync(at('made/inner'));
    expect(await change(gone)).toEqual({ ok: true });
    expect(existsSync(at('made'))).toBe(false);
  });
});

/** Everything that matters of a tree: names, bytes, modes, owners, inodes. */
function picture(root: string): unknown {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { mode, uid, gid, ino, mtimeMs } = lstatSync(join(root, name));
      const content = lstatSync(join(root, name)).isFile()
        ? readFileSync(join(root, name), 'hex')
        : '';
      return { name, mode, uid, gid, ino, mtimeMs, content };
    });
}

/** Debian's busybox with a link for each of its programs; nothing else is on the path beside them. */
async function busyboxApplets(): Promise<string> {
  const bin = join(labDir, 'busybox-applets');
  if (existsSync(join(bin, 'sh'))) return bin;
  const root = join(labDir, 'busybox-root');
  await unpackPackages('bookworm', ['busybox-static'], root);
  mkdirSync(bin, { recursive: true });
  execFileSync(join(root, 'bin/busybox'), ['--install', '-s', bin]);
  return bin;
}
