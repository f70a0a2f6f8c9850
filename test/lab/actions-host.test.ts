import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rooted } from '../actions/rooted.ts';
import { callsOf, done, keepsItsWord, shown, stageOver, type Stage } from '../actions/stage.ts';
import { connect } from '../../src/transports/connect.ts';
import { startEngine } from './engine.ts';
import { openGround, type OpenGround } from './ground.ts';
import { unpackPackages } from './packages.ts';

// Users, services and packages of a host that is a folder, so that this machine keeps its own.

const engine = await startEngine();
if (!engine) throw new Error('no engine');
let ground: OpenGround;
let stage: Stage;
let root: string;
const at = (path: string) => join(root, path);
const put = (path: string, text: string) => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
};

/** A package of nothing but a text, in a source of the root's own. */
const debs = async (packages: Readonly<Record<string, string>>): Promise<void> => {
  mkdirSync(at('/srv/debs'), { recursive: true });
  let index = '';
  for (const [name, more] of Object.entries(packages)) {
    const folder = join(ground.dir, 'made', name);
    mkdirSync(join(folder, 'DEBIAN'), { recursive: true });
    mkdirSync(join(folder, 'usr/share', name), { recursive: true });
    writeFileSync(join(folder, 'usr/share', name, 'about'), `${name}\n`);
    const control = `Package: ${name}\nVersion: 1.0\nArchitecture: all\nMaintainer: Nobody <nobody@example.com>\n${more}Description: of a test\n`;
    writeFileSync(join(folder, 'DEBIAN/control'), control);
    const deb = `${name}_1.0_all.deb`;
    await execa('dpkg-deb', ['--build', '--root-owner-group', folder, at(`/srv/debs/${deb}`)]);
    const size = readFileSync(at(`/srv/debs/${deb}`)).length;
    const { stdout } = await execa('sha256sum', [at(`/srv/debs/${deb}`)]);
    index += `${control}Filename: ./${deb}\nSize: ${size}\nSHA256: ${stdout.split(' ')[0] ?? ''}\n\n`;
  }
  writeFileSync(at('/srv/debs/Packages'), index);
  put('/etc/apt/sources.list', 'deb [trusted=yes] file:/srv/debs ./\n');
  await execa('chroot', [root, 'apt-get', 'update', '-q', '-o', 'APT::Sandbox::User=root']);
};

beforeAll(async () => {
  ground = await openGround(engine, 'actions/host');
  await ground.image('lab/busybox');
  root = join(ground.dir, 'root');
  await unpackPackages(
    'bookworm',
    [
      ...['passwd', 'login', 'libc-bin', 'coreutils', 'bash', 'dash', 'apt', 'dpkg', 'systemd'],
      ...['tar', 'gzip', 'sed', 'grep', 'base-files', 'base-passwd', 'findutils', 'diffutils'],
    ],
    root,
  );
  for (const folder of ['bin', 'sbin', 'lib', 'lib64']) {
    if (!existsSync(at(`/${folder}`)) && existsSync(at(`/usr/${folder}`))) {
      await execa('ln', ['-s', `usr/${folder}`, at(`/${folder}`)]);
    }
  }
  put('/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\ndeploy:x:1000:1000::/home/deploy:/bin/sh\n');
  put('/etc/group', 'root:x:0:\ndocker:x:998:other\ndeploy:x:1000:\nother:x:1001:\n');
  put('/etc/shadow', 'root:*:19000:0:99999:7:::\ndeploy:*:19000:0:99999:7:::\n');
  put('/etc/gshadow', 'root:*::\ndocker:!::other\ndeploy:!::\nother:!::\n');
  put('/etc/nsswitch.conf', 'passwd: files\ngroup: files\n');
  put(
    '/etc/systemd/system/shop.service',
    '[Unit]\nDescription=Shop\n[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n',
  );
  put('/var/lib/dpkg/status', '');
  for (const folder of [
    '/var/lib/dpkg/info',
    '/var/lib/dpkg/updates',
    '/var/lib/apt/lists/partial',
    '/var/cache/apt/archives/partial',
    '/var/log/apt',
    '/tmp',
    '/dev',
    '/proc',
  ]) {
    mkdirSync(at(folder), { recursive: true });
  }
  await execa('mknod', ['-m', '666', at('/dev/null'), 'c', '1', '3'], { reject: false });
  await debs({
    'dd-plain': '',
    'dd-library': '',
    'dd-program': 'Depends: dd-library\n',
    'dd-rival': 'Conflicts: dd-plain\n',
    'docker.io': '',
  });
  const local = await connect(
    { kind: 'local' },
    { PATH: process.env['PATH'], ...engine.env },
    { session: 'a-test' },
  );
  const host = rooted(root, local);
  stage = stageOver(host.wire, host.hands);
}, 600_000);
afterAll(async () => {
  await stage.close();
  await ground.close();
});

const accounts = () =>
  ['group', 'gshadow', 'passwd'].map((name) => readFileSync(at(`/etc/${name}`), 'utf8'));

describe('user.add-to-group', () => {
  const call = (user: string, group: string) => ({
    action: 'user.add-to-group',
    with: { user, group },
  });

  test('keeps its word, and says when it counts', async () => {
    const { shows } = shown(await stage.preview(call('deploy', 'docker')));
    expect(shows.join('\n')).toMatch(/next login of deploy[\s\S]*as good as root/);
    await keepsItsWord(stage, call('deploy', 'docker'), accounts);
  });

  test('a first group is one already, and an unknown name is said', async () => {
    expect(shown(await stage.preview(call('deploy', 'deploy'))).nothingToDo).toMatch(
      /is in the group/,
    );
    expect(await stage.preview(call('nosuch', 'docker'))).toMatchObject({
      outcome: 'not-found',
      subject: 'user nosuch',
    });
    expect(await stage.preview(call('deploy', 'nosuch'))).toMatchObject({
      outcome: 'not-found',
      subject: 'group nosuch',
    });
    const leave = { action: 'user.remove-from-group', with: { user: 'deploy', group: 'deploy' } };
    expect(await stage.apply(leave)).toMatchObject({
      detail: expect.stringMatching(/first group/),
    });
  });
});

describe('services', () => {
  const links = () =>
    readdirSync(at('/etc/systemd/system'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('shop.service'))
      .sort();

  test('service.enable, and service.disable as its way back', async () => {
    await keepsItsWord(stage, { action: 'service.enable', with: { unit: 'shop.service' } }, links);
  });

  test('nothing is started where systemd does not run, and an unknown unit is said', async () => {
    for (const action of ['service.start', 'service.stop']) {
      const call = { action, with: { unit: 'shop.service' } };
      for (const result of [
        await stage.preview(call),
        await stage.undo(call),
        await stage.apply(call),
      ]) {
        expect(result).toMatchObject({
          outcome: 'tool-missing',
          detail: expect.stringMatching(/not started with systemd/),
        });
      }
    }
    expect(
      await stage.preview({ action: 'service.enable', with: { unit: 'nosuch.service' } }),
    ).toMatchObject({ outcome: 'not-found' });
  });

  test('where it runs, a service is started once and stopped again', async () => {
    // The program that answers as systemd does is all that is made up here.
    const real = existsSync(at('/usr/bin/systemctl'))
      ? at('/usr/bin/systemctl')
      : at('/bin/systemctl');
    cpSync(real, `${real}.real`);
    const fake =
      '#!/bin/sh\nstate=/run/shop\ncase "$1" in\nis-active) [ -e $state ] && echo active || { echo inactive; exit 3; } ;;\nstart) touch $state ;;\nstop) rm -f $state ;;\nesac\n';
    rmSync(real);
    mkdirSync(at('/run'), { recursive: true });
    writeFileSync(real, fake, { mode: 0o755 });
    try {
      await keepsItsWord(stage, { action: 'service.start', with: { unit: 'shop.service' } }, () =>
        existsSync(at('/run/shop')),
      );
    } finally {
      rmSync(real);
      cpSync(`${real}.real`, real);
    }
  });
});

describe('package.install', () => {
  const call = (...packages: readonly string[]) => ({
    action: 'package.install',
    with: { packages },
  });
  const installed = () =>
    readFileSync(at('/var/lib/dpkg/status'), 'utf8')
      .replace(/^Config-Version.*$/gm, '')
      .trim();

  test('keeps its word, with what it needs besides', async () => {
    const { shows, blast, mayCutLink } = shown(await stage.preview(call('dd-program')));
    expect(shows).toContain('new: dd-library 1.0');
    expect([blast.restarts, mayCutLink]).toEqual([[], undefined]);
    await keepsItsWord(stage, call('dd-program'), installed);
  });

  test('what would take another away, and what no source has, is refused', async () => {
    done(await stage.apply(call('dd-plain')));
    expect(await stage.preview(call('dd-rival'))).toMatchObject({
      detail: expect.stringMatching(/would remove dd-plain/),
    });
    expect(await stage.preview(call('docker-compose-plugin'))).toMatchObject({
      outcome: 'not-found',
      detail: expect.stringMatching(/none of its sources/),
    });
  });

  test('an undo leaves what something else needs by now', async () => {
    const undo = callsOf(await stage.undo(call('dd-library')));
    done(await stage.apply(call('dd-library')));
    done(await stage.apply(call('dd-program')));
    expect(await stage.apply(undo[0]!)).toMatchObject({
      detail: expect.stringMatching(/dd-program needs it by now/),
    });
  });

  test('an engine that starts anew, and the containers that stop with it, are named', async () => {
    const name = `${ground.name}-one`;
    await ground.docker(['run', '-d', '--init', '--name', name, 'lab/busybox', 'sleep', '600']);
    const { shows, blast, mayCutLink } = shown(await stage.preview(call('docker.io')));
    expect(shows.join('\n')).toMatch(/starts anew, without live-restore/);
    expect(blast.restarts).toContain(name);
    expect(mayCutLink).toMatch(/starts anew/);
  });
});
