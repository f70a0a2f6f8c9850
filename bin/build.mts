import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { build, transform, type Metafile } from 'esbuild';
import { loadFlows } from '../src/catalogue/load.ts';
import { flowPage } from '../src/cli/commands/explain.ts';
import { sanitise } from '../src/core/clean.ts';
import { withGists, type SignedFlow } from '../src/core/signature.ts';
import { problemLine } from '../src/catalogue/problem.ts';
import { diet } from './build/diet.mts';
import { helpTexts, widths } from './build/help-texts.mts';
import { oneWay } from './build/one-way.mts';
import { joinPieces, neededBy, type Piece } from './build/pieces.mts';

// One bundle in pieces: what a command imports with `await import()` is a file of its own, read
// when that command runs. esbuild splits ES modules only; each piece is then turned into
// CommonJS, because Node loads that (and what it requires of Node itself) several times faster.

const root = path.dirname(import.meta.dirname);
/** Another folder may be given: a package is built apart. */
const dist = path.resolve(process.argv[2] ?? path.join(root, 'dist'));
const out = path.relative(root, dist);
const target = 'node22.13';
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
/** A program that is still running may import its own pieces for this long after a build. */
const keepMs = 60 * 60 * 1000;

const bundle = await build({
  absWorkingDir: root,
  entryPoints: { 'cli/main': 'src/cli/main.ts' },
  outdir: dist,
  // Beside the entry, so that `import.meta.dirname` means the same in every piece.
  chunkNames: 'cli/[name]-[hash]',
  bundle: true,
  splitting: true,
  write: false,
  metafile: true,
  format: 'esm',
  platform: 'node',
  target,
  jsx: 'automatic',
  // Node has had it since 20. Rewritten for older ones, each expression would be compiled at start.
  supported: { 'regexp-set-notation': true },
  minifySyntax: true,
  legalComments: 'none',
  define: {
    'process.env.NODE_ENV': '"production"',
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
    'import.meta.url': '__fileUrl',
  },
  plugins: [diet],
  logLevel: 'warning',
}).catch((error: unknown) => {
  // esbuild has said what and where; how it came to throw is of no use.
  if (error instanceof Error && 'errors' in error) process.exit(1);
  throw error;
});

const pieces = new Map<string, Piece>();
for (const { path: place, text } of bundle.outputFiles) {
  const name = path.relative(dist, place);
  pieces.set(name, { code: await commonJs(text), ...tiesOf(name, bundle.metafile) });
}
const files = new Map(joinPieces(pieces));
files.set('package.json', '{"type":"commonjs"}\n');
files.set('meta.json', JSON.stringify(contents(bundle.metafile)));
files.set('licenses.txt', await licenses(bundle.metafile));
files.set('help.json', await helpTexts(version));
for (const [name, text] of await compiledFlows()) files.set(name, text);
await write(files);

async function commonJs(code: string): Promise<string> {
  const result = await transform(code, {
    format: 'cjs',
    platform: 'node',
    target,
    supported: { 'dynamic-import': false, 'regexp-set-notation': true },
    // Smaller files are read sooner. Names and short lines stay, so that a stack trace and the
    // line that Node prints above it can be read.
    minifyWhitespace: true,
    lineLimit: 100,
  });
  // To make a CommonJS module look like an ES module, esbuild copies each property; Node's own
  // modules have hundreds.
  const header = ['"use strict";'];
  const text = result.code.replace(
    /__toESM\(require\("((?:node:)?[\w/]+)"\)\)/g,
    (whole, name: string) => (isBuiltin(name) ? `__node(require("${name}"))` : whole),
  );
  if (text.includes('__node(')) header.push('const __node=m=>({__proto__:m,default:m});');
  if (text.includes('__fileUrl')) {
    header.push('const __fileUrl=require("node:url").pathToFileURL(__filename).href;');
  }
  return header.join('') + text;
}

/** How a piece hangs together with the others. */
function tiesOf(name: string, meta: Metafile): Omit<Piece, 'code'> {
  const output = meta.outputs[path.join(out, name)];
  if (output === undefined) throw new Error(`esbuild tells nothing of ${name}`);
  const needs = output.imports.filter(
    ({ kind, external }) => kind === 'import-statement' && !external,
  );
  return {
    needs: needs.map((each) => path.relative(out, each.path)),
    isShared: output.entryPoint === undefined,
  };
}

/**
 * Which sources are there once a piece is loaded, those of the pieces it needs at once included:
 * the light-path tests and the curious read it.
 */
function contents(meta: Metafile): Record<string, readonly string[]> {
  const inputsOf = (name: string) => Object.keys(meta.outputs[path.join(out, name)]?.inputs ?? {});
  return Object.fromEntries(
    [...pieces.keys()].map((name) => [
      name,
      [...new Set([name, ...neededBy(name, pieces)].flatMap(inputsOf))].sort(),
    ]),
  );
}

/** The licences of the packages that are inside the bundle ask to go where their code goes. */
async function licenses(meta: Metafile): Promise<string> {
  const folders = new Set<string>();
  for (const input of Object.keys(meta.inputs)) {
    const folder = /^(?:.*:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (folder !== undefined) folders.add(folder);
  }
  const texts: string[] = [];
  for (const folder of [...folders].sort()) {
    const names = await readdir(path.join(root, folder));
    const name = names.sort().find((each) => /^licen[cs]e/i.test(each));
    const text = name === undefined ? '' : await readFile(path.join(root, folder, name), 'utf8');
    texts.push(`${folder.replace(/^.*node_modules\//, '')}\n\n${text.trim()}\n`);
  }
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
}

/** The flows as JSON, checked now: reading YAML takes longer than most commands run. */
async function compiledFlows(): Promise<ReadonlyMap<string, string>> {
  const { flows, problems } = await loadFlows(path.join(root, 'flows'));
  for (const problem of problems) console.error(problemLine(problem));
  if (problems.length > 0) process.exit(1);
  const compiled = flows.map((flow) => withGists(flow, oneWay));
  const signed = compiled.map(({ id, title, where, inputs, signatures }): SignedFlow => {
    return { id, title, where, inputs, signatures };
  });
  return new Map([
    ['flows.json', JSON.stringify(compiled)],
    ['signatures.json', JSON.stringify(signed)],
    ...compiled.map((flow) => [`flows/${flow.id}.json`, JSON.stringify(flow)] as const),
    ...compiled.flatMap((flow) =>
      widths.map(
        (columns) =>
          [`flows/${flow.id}.${columns}.txt`, `${sanitise(flowPage(flow, columns))}\n`] as const,
      ),
    ),
  ]);
}

/** The entry last, each file whole or not at all: another terminal may be running the program. */
async function write(made: ReadonlyMap<string, string>): Promise<void> {
  const names = [...made.keys()].sort(
    (a, b) => Number(a === 'cli/main.js') - Number(b === 'cli/main.js'),
  );
  for (const name of names) {
    const place = path.join(dist, name);
    await mkdir(path.dirname(place), { recursive: true });
    const draft = `${place}.${process.pid}`;
    await writeFile(draft, made.get(name) ?? '');
    await rename(draft, place);
  }
  const now = new Date();
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const place = path.join(entry.parentPath, entry.name);
    if (entry.isDirectory() || made.has(path.relative(dist, place))) continue;
    if (now.getTime() - (await stat(place)).mtimeMs > keepMs) await rm(place);
  }
  await utimes(path.join(dist, 'cli/main.js'), now, now);
}
