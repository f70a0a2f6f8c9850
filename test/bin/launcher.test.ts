import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, it, onTestFinished } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const launcher = path.join(root, 'bin/deploy-doctor.js');
const bootstrap = path.join(root, 'bin/bootstrap.js');

function folder(): string {
  const place = mkdtempSync(path.join(tmpdir(), 'deploy-doctor-launcher-'));
  onTestFinished(() => rmSync(place, { recursive: true }));
  return place;
}

/** A program that makes Node claim another version, loaded before the launcher. */
function claiming(version: string): string {
  const file = path.join(folder(), 'claim.cjs');
  const versions = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
  writeFileSync(
    file,
    `${versions}Object.defineProperty(process, 'version', { value: 'v${version}' });`,
  );
  return file;
}

it.each(['18.20.4', '20.20.2', '22.12.0'])('Node %s is told what is needed', async (version) => {
  const argv = ['--require', claiming(version), launcher, '--version'];
  const { exitCode, stdout, stderr } = await execa(process.execPath, argv, { reject: false });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(`needs Node 22.13 or newer, and this is v${version}`);
});

it.each(['22.13.0', '23.0.0', '24.4.1'])('Node %s is good enough', async (version) => {
  const argv = ['--require', claiming(version), launcher, '--version'];
  const { stdout } = await execa(process.execPath, argv);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+$/);
});

it('an old Node can read the launcher and the bootstrap', () => {
  // What came after Node 18, and in the launcher what came after 12, is a syntax error there.
  const modern = /\?\?=|\|\|=|&&=|\bimport\s*[{*"']|^await /m;
  for (const file of [launcher, bootstrap]) expect(readFileSync(file, 'utf8')).not.toMatch(modern);
  expect(readFileSync(launcher, 'utf8')).not.toMatch(/\?\.|\?\?/);
});

it('compiled code is kept in the cache folder of the user, not where others can write', async () => {
  const home = folder();
  const argv = [launcher, 'list'];
  await execa(process.execPath, argv, { extendEnv: false, env: { HOME: home } });
  const { stdout } = await execa('find', [home, '-type', 'f']);
  expect(stdout).toContain(`${home}/.cache/deploy-doctor/`);
});

it('the start script hands over arguments, output and exit code', async () => {
  const argv = [bootstrap, 'start', 'no-such-command'];
  const { exitCode, stdout, stderr } = await execa(process.execPath, argv, { reject: false });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('no-such-command');
});

it('the package holds what runs, and nothing else', async () => {
  const { stdout } = await execa('npm', ['pack', '--dry-run', '--json'], { cwd: root });
  const [{ files }] = JSON.parse(stdout);
  const names: string[] = files.map(({ path: name }: { path: string }) => name);
  expect(names).toContain('bin/deploy-doctor.js');
  expect(names).toContain('dist/cli/main.js');
  expect(names).toContain('dist/licenses.txt');
  expect(names.filter((name) => /^(src|test|bin\/build|bin\/bootstrap)/.test(name))).toEqual([]);
});
