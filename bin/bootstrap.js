'use strict';

// What `npm start`, `npm test` and `npm run package` run, on a fresh clone too: nothing is installed yet, and the
// Node at hand may be too old for anything but this file. It uses no package and no new syntax.
const { spawn, spawnSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const root = path.dirname(__dirname);
const programs = path.join(root, 'node_modules', '.bin');
const inside = (/** @type {string[]} */ ...parts) => path.join(root, ...parts);
const env = { ...process.env, PATH: programs + path.delimiter + (process.env.PATH || '') };

/** Progress goes to stderr: stdout belongs to the program. */
function say(/** @type {string} */ words) {
  process.stderr.write(`deploy-doctor: ${words}\n`);
}

/** @returns {Record<string, {version?: string, optional?: boolean, link?: boolean}>} */
function packages(/** @type {string} */ lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
}

/** Contents are compared, not dates: a clone, a checkout and a copy all make new dates. */
function isInstalled() {
  const installed = inside('node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const has = packages(installed);
  return Object.entries(packages(inside('package-lock.json'))).every(
    ([where, wanted]) =>
      where === '' ||
      (has[where] ? has[where].version === wanted.version : wanted.optional === true),
  );
}

function install() {
  say('installing the packages that package-lock.json names (npm ci) …');
  // npm names its own program to the scripts it runs; its switches reach us by the environment.
  const npm = process.env.npm_execpath;
  const [program = '', ...first] = npm ? [process.execPath, npm] : ['npm'];
  const options = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(program, [...first, ...options], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (error) throw error;
  if (status !== 0) process.exit(status || 1);
}

/** The pinned Node; the one at hand where install scripts are switched off, so it is missing. */
function node() {
  const pinned = path.join(programs, 'node');
  if (spawnSync(pinned, ['--version'], { stdio: 'ignore' }).status === 0) return pinned;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  say(`the pinned Node is not installed, and this is ${process.version}, which is too old.`);
  say('npm was told to run no install scripts. Run: npm rebuild node --ignore-scripts=false');
  return process.exit(2);
}

/** Newest change below a path, directories included: a deleted file changes its directory. */
function newest(/** @type {string} */ place) {
  if (!existsSync(place)) return 0;
  const stats = statSync(place);
  /** @type {number} */
  let latest = stats.mtimeMs;
  if (!stats.isDirectory()) return latest;
  for (const name of readdirSync(place)) latest = Math.max(latest, newest(path.join(place, name)));
  return latest;
}

function isBuilt() {
  const made = newest(inside('dist', 'cli', 'main.js'));
  const from = ['src', 'flows', 'bin/build', 'bin/build.mts', 'package-lock.json', 'package.json'];
  return from.every((place) => newest(inside(place)) < made);
}

/** Runs a tool to its end; true if it found nothing wrong. */
function passes(/** @type {string} */ name, /** @type {string[]} */ argv, variables = {}) {
  say(`${name} …`);
  const [program = '', ...rest] = argv;
  const { status, error } = spawnSync(program, rest, {
    cwd: root,
    env: { ...env, ...variables },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error) throw error;
  if (status !== 0) say(`${name}: failed`);
  return status === 0;
}

function build(/** @type {string} */ runtime) {
  return passes('building', [runtime, 'bin/build.mts']);
}

/** Hands over to the program: same terminal, same arguments, its exit code or its signal. */
function start(/** @type {string[]} */ args) {
  const runtime = node();
  if (!isBuilt() && !build(runtime)) process.exit(1);
  const child = spawn(runtime, [inside('bin', 'deploy-doctor.js'), ...args], {
    env,
    stdio: 'inherit',
  });
  // A terminal sends its signals to both of us; the child decides what they mean.
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => signal === 'SIGINT' || child.kill(signal));
  }
  child.on('error', (error) => {
    throw error;
  });
  child.on('exit', (status, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else {
      process.exitCode = status || 0;
    }
  });
}

/** Every check, whatever the one before found; those that fail count as failed tests. */
function test(/** @type {string[]} */ args) {
  const runtime = node();
  const tool = (/** @type {string} */ name) => path.join(programs, name);
  const checks = [
    build(runtime),
    passes('types', [tool('tsc'), '--noEmit']),
    passes('lint', [tool('eslint'), '--config', 'test/eslint.config.js', '.']),
    passes('format', [tool('prettier'), '--check', '--log-level=warn', '.']),
  ];
  const scratch = mkdtempSync(path.join(tmpdir(), 'deploy-doctor-test-'));
  const totals = path.join(scratch, 'totals.json');
  const vitest = [tool('vitest'), 'run', '--config', 'test/vitest.config.ts', ...args];
  const passed = passes('tests', vitest, { DEPLOY_DOCTOR_TOTALS: totals });
  // No totals: vitest itself broke, so nothing is known to have passed.
  /** @type {{passed: number, failed: number}} */
  const counted = existsSync(totals)
    ? JSON.parse(readFileSync(totals, 'utf8'))
    : { passed: 0, failed: 1 };
  rmSync(scratch, { recursive: true });
  const failed = counted.failed + checks.filter((fine) => !fine).length;
  console.log(`${counted.passed} passed, ${failed} failed`);
  process.exitCode = passed && failed === 0 ? 0 : 1;
}

/** One file to carry, into the folder that is given, else here. */
function pack(/** @type {string[]} */ args) {
  const runtime = node();
  const made = passes('packing', [
    runtime,
    'bin/package.mts',
    ...args.map((each) => path.resolve(each)),
  ]);
  process.exitCode = made ? 0 : 1;
}

const [command, ...rest] = process.argv.slice(2);
if (!isInstalled()) install();
if (command === 'test') test(rest);
else if (command === 'package') pack(rest);
else start(rest);
