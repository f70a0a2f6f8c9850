import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRoot, warn } from '../lab/folder.ts';
import { alpine, debian, makeRoot, type Root } from './root.ts';

const project = path.join(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8'));
const name = `deploy-doctor-${version}-linux-${process.arch}`;
const launcher = `/opt/${name}/deploy-doctor`;
const error = 'FATAL:  password authentication failed for user "shop"';

const folder = mkdtempSync(path.join(tmpdir(), 'deploy-doctor-package-'));
const archive = path.join(folder, `${name}.tar.gz`);

async function pack(into: string): Promise<string> {
  await execa(process.execPath, [path.join(project, 'bin/package.mts'), into]);
  return readFileSync(path.join(into, `${name}.tar.gz.sha256`), 'utf8');
}

let digest = '';
beforeAll(async () => {
  digest = await pack(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

it('two packings are the same bytes, and the checksum beside them is true', async () => {
  const again = mkdtempSync(path.join(tmpdir(), 'deploy-doctor-package-'));
  try {
    expect(await pack(again)).toBe(digest);
    const { stdout } = await execa('sha256sum', ['-c', `${name}.tar.gz.sha256`], { cwd: again });
    expect(stdout).toBe(`${name}.tar.gz: OK`);
  } finally {
    rmSync(again, { recursive: true });
  }
});

it('it holds what runs, and the licences of all of it', async () => {
  const { stdout } = await execa('tar', ['-tzf', archive]);
  const names = stdout.split('\n').map((line) => line.slice(name.length + 1));
  for (const wanted of ['deploy-doctor', 'lib/node', 'lib/dist/cli/main.js', 'LICENSE']) {
    expect(names).toContain(wanted);
  }
  const pieces = names.filter((each) => /^lib\/dist\/cli\/./.test(each));
  const meta = JSON.parse(
    (await execa('tar', ['-xzOf', archive, `${name}/lib/dist/meta.json`])).stdout,
  );
  expect(pieces.sort()).toEqual(
    Object.keys(meta)
      .map((each) => `lib/dist/${each}`)
      .sort(),
  );
  const { stdout: licences } = await execa('tar', ['-xzOf', archive, `${name}/licenses.txt`]);
  for (const each of ['\ndockerode\n', '\nreact\n', 'Node.js v22', 'OpenSSL', 'V8']) {
    expect(licences).toContain(each);
  }
});

if (!isRoot) warn('roots of their own need root: the package is not tried in them here');

describe.runIf(isRoot)('in a bare Debian, read-only, without network, npm or Node', () => {
  let root: Root;
  beforeAll(async () => {
    root = await makeRoot(debian, archive);
  });
  afterAll(() => root.remove());

  it('it tells its version, its flows, and what a text means', async () => {
    expect(await root.sh(`${launcher} --version`)).toEqual({
      ...{ stdout: version, stderr: '', exitCode: 0 },
    });
    const list = await root.sh(`${launcher} list`);
    expect(list.stdout).toMatch(/^p1000-auth /m);
    const lookup = await root.sh(`${launcher} lookup '${error}'`);
    expect(lookup).toMatchObject({ stderr: '', exitCode: 0 });
    expect(lookup.stdout).toContain('-i user=shop');
  });

  it('a look at a machine without Docker says so, and keeps its session', async () => {
    const { stdout, stderr, exitCode } = await root.sh(
      `${launcher} triage --json; code=$?; ls /root/.local/state/deploy-doctor/sessions >&2; exit $code`,
    );
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, command: 'triage' });
    expect(stderr).toMatch(/^\S+\.jsonl$/m);
  });

  it('it starts through links, by a relative path, and by its bare name', async () => {
    const line = `
      ln -s ${launcher} /tmp/first; ln -s first /tmp/deploy-doctor
      /tmp/deploy-doctor --version; cd /opt/${name}; ./deploy-doctor --version
      PATH=/tmp:$PATH; deploy-doctor --version; sh deploy-doctor --version
      rm /tmp/first /tmp/deploy-doctor`;
    expect((await root.sh(line)).stdout.split('\n')).toEqual([version, version, version, version]);
  });

  it('what it is given is handed over word by word, and so is its exit code', async () => {
    const { stderr, exitCode } = await root.sh(`${launcher} 'no such' '*' ''`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('There is no command `no such`');
  });

  it('nothing was written beside it', () => {
    const lib = path.join(root.folder, 'opt', name, 'lib');
    expect(readdirSync(lib).sort()).toEqual(['bin', 'dist', 'flows', 'node', 'package.json']);
  });

  it('where nothing at all can be written, it still looks', async () => {
    const { stdout, stderr, exitCode } = await root.sh(
      `${launcher} triage --json`,
      'mount --bind "$root" /mnt; mount -o remount,bind,ro /mnt; root=/mnt',
    );
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
    expect(stderr.match(/The session is not kept on disk/g)).toHaveLength(1);
    expect(stderr).toContain('EROFS');
  });

  it('where the disk is full, it still looks', async () => {
    const { stdout, stderr, exitCode } = await root.sh(
      `XDG_STATE_HOME=/mnt ${launcher} triage --json`,
      'mount -t tmpfs -o size=4k tmpfs "$root/mnt"',
    );
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
    expect(stderr.match(/The session is not kept on disk/g)).toHaveLength(1);
    expect(stderr).toContain('ENOSPC');
  });
});

describe.runIf(isRoot)('where its Node cannot run, it says what is missing:', () => {
  it.each([
    ['musl, as in Alpine', alpine, [], /no \/lib64\/ld-linux.* has musl instead.*apk add nodejs/s],
    [
      'neither libc',
      ['busybox-static'],
      [],
      /no \/lib64\/ld-linux[^\n]*:\n.*glibc 2\.28 or newer/s,
    ],
    ['no C++ library', debian, ['/usr/lib/*/libstdc++*'], /libstdc\+\+\.so\.6.*apt-get install/s],
  ])('%s', async (_, packages, without, words) => {
    const root = await makeRoot(packages, archive, without);
    try {
      const { stdout, stderr, exitCode } = await root.sh(`${launcher} list`);
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
      expect(stderr).toMatch(words);
      expect(stderr).not.toMatch(/not found|cannot execute/);
    } finally {
      await root.remove();
    }
  });

  it('another Node of the machine is used where there is one', async () => {
    const root = await makeRoot(alpine, archive);
    try {
      const line = `
        printf '#!/bin/sh\\necho "node was given $*"\\n' > /bin/node; chmod +x /bin/node
        ${launcher} list --json`;
      const { stdout } = await root.sh(line);
      expect(stdout).toBe(`node was given /opt/${name}/lib/bin/deploy-doctor.js list --json`);
    } finally {
      await root.remove();
    }
  });
});
