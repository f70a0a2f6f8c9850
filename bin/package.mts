import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeArchive, type Entry } from './package/archive.mts';

// One file to carry: the program, its flows, the Node that it runs on, and the licences of all of
// it. `npm run package [-- folder]`; what it needs of a machine is in package/launcher.sh.

const root = path.dirname(import.meta.dirname);
const out = path.resolve(process.argv[2] ?? root);
const { version, files } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

type Machine = { readonly loader: string; readonly machine: string; readonly multiarch: string };
const machines: Readonly<Record<string, Machine>> = {
  x64: {
    loader: '/lib64/ld-linux-x86-64.so.2',
    machine: 'x86_64',
    multiarch: 'x86_64-linux-gnu',
  },
  arm64: {
    loader: '/lib/ld-linux-aarch64.so.1',
    machine: 'aarch64',
    multiarch: 'aarch64-linux-gnu',
  },
};
/** Node's builds for Linux ask for it; `objdump -p` of them shows it. */
const glibcMinor = 28;

const machine = process.platform === 'linux' ? machines[process.arch] : undefined;
if (machine === undefined) {
  console.error(`There is no package for ${process.platform} on ${process.arch}.`);
  process.exit(2);
}
const name = `deploy-doctor-${version}-linux-${process.arch}`;

/** Built apart: what another build has left in `dist` does not belong to it. */
const built = path.join(root, '.cache/package');
rmSync(built, { recursive: true, force: true });
const build = spawnSync(process.execPath, [path.join(root, 'bin/build.mts'), built], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
if (build.status !== 0) process.exit(1);

const modules = path.join(root, 'node_modules');
const entries = new Map<string, Entry>();
add('deploy-doctor', Buffer.from(launcher(machine)), true);
add('README.md', read('README.md'));
add('LICENSE', read('LICENSE'));
add('licenses.txt', licences());
add('lib/node', readFileSync(path.join(modules, 'node/bin/node')), true);
add('lib/package.json', read('package.json'));
for (const place of files as readonly string[]) {
  // The build, made just now, stands for `dist`.
  const from = place === 'dist' ? built : path.join(root, place);
  for (const file of filesIn(from)) {
    add(path.join('lib', place, path.relative(from, file)), readFileSync(file));
  }
}

const archive = path.join(out, `${name}.tar.gz`);
await writeArchive(archive, entries);
const bytes = readFileSync(archive);
const digest = createHash('sha256').update(bytes).digest('hex');
writeFileSync(`${archive}.sha256`, `${digest}  ${name}.tar.gz\n`);
rmSync(built, { recursive: true });
console.log(`${archive}: ${(bytes.length / 1e6).toFixed(0)} MB, sha256 ${digest}`);

function add(place: string, content: Buffer, isExecutable = false): void {
  entries.set(path.join(name, place), { content, isExecutable });
}

function read(file: string): Buffer {
  return readFileSync(path.join(root, file));
}

function filesIn(place: string): readonly string[] {
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function launcher(values: Machine): string {
  const text = read('bin/package/launcher.sh').toString();
  const known: Readonly<Record<string, string>> = {
    ...values,
    glibc: `2.${glibcMinor}`,
    'glibc-minor': String(glibcMinor),
  };
  return text.replace(/@([a-z-]+)@/g, (whole, each: string) => known[each] ?? whole);
}

/** Of the packages inside the bundle, and of Node with all that is linked into it. */
function licences(): Buffer {
  const line = `\n${'-'.repeat(72)}\n\n`;
  // The package that brings Node's binary lies inside the one that chooses it, or beside it.
  const brought = `node-linux-${process.arch}/LICENSE`;
  const place = ['node/node_modules', '.'].find((each) =>
    existsSync(path.join(modules, each, brought)),
  );
  const ofNode = readFileSync(path.join(modules, place ?? '.', brought), 'utf8');
  return Buffer.concat([
    readFileSync(path.join(built, 'licenses.txt')),
    Buffer.from(`${line}Node.js ${process.version}\n\n${ofNode}`),
  ]);
}
