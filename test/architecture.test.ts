import { readFileSync, readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** Who may import whom, and the packages and parts of Node that a folder may use. */
const table: Record<string, { folders: string[]; packages: string[]; node: string[] }> = {
  core: { folders: [], packages: ['zod', 're2js', 'minisearch'], node: ['crypto'] },
  formats: { folders: ['core'], packages: ['zod', 'yaml'], node: ['crypto'] },
  scan: { folders: ['core'], packages: [], node: ['fs', 'net', 'stream', 'zlib'] },
  catalogue: {
    folders: ['core', 'probes'],
    packages: ['yaml', 'zod'],
    node: ['fs', 'fs/promises', 'path', 'crypto'],
  },
  probes: { folders: ['core', 'formats', 'scan'], packages: ['zod'], node: ['crypto'] },
  // What a change stands on is read as probes read it; an action never asks a probe.
  actions: {
    folders: ['core', 'formats', 'scan', 'probes/reading'],
    packages: ['zod', 'diff'],
    node: ['crypto'],
  },
  transports: {
    folders: ['core', 'formats'],
    packages: ['execa', 'dockerode', 'pg', 'ssh2', 'ssh-config', 'tar-stream', 'zod'],
    node: ['*'],
  },
  reports: { folders: ['core'], packages: [], node: ['crypto'] },
  run: {
    folders: ['core', 'formats', 'scan', 'probes', 'actions', 'transports'],
    packages: ['zustand/vanilla'],
    node: ['fs', 'fs/promises', 'path', 'crypto'],
  },
  ui: {
    folders: ['core', 'run/session.ts'],
    packages: ['ink', 'react', 'ink-select-input', 'zustand', 'string-width'],
    node: [],
  },
  cli: { folders: ['*'], packages: ['commander'], node: ['*'] },
};

/** What belongs to some folders only, for all the others have it handed to them. */
const owners: Record<string, { what: RegExp; folders: string[] }> = {
  'the terminal, the environment and the exit code': {
    what: /^process\.(env|argv|stdin|stdout|stderr|exit|exitCode|cwd|chdir)$/,
    folders: ['cli'],
  },
  'output past the gate': { what: /^console\./, folders: ['cli'] },
  // The transports answer a request for the target's clock, which may be this machine's.
  'the time': { what: /^(Date\.now|new Date\(\))$/, folders: ['run', 'transports'] },
  // A line of known_hosts is hashed with a salt, and a connection's marker must be one that nobody
  // on the host can have guessed.
  'drawing lots': {
    what: /^(Math\.random|(crypto\.)?random(UUID|Bytes|Int))$/,
    folders: ['run', 'transports'],
  },
};

const root = path.dirname(import.meta.dirname);
const sources = filesOf('src').filter((file) => /\.tsx?$/.test(file));

function filesOf(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** `src/core/match.ts` → `core`; what lies in src itself (`src/errors.ts`) anyone may import. */
function folderOf(file: string): string | undefined {
  return /^src\/([^/]+)\//.exec(file)?.[1];
}

function importsOf(file: string): string[] {
  return ts.preProcessFile(read(file), true, true).importedFiles.map((each) => each.fileName);
}

function mayImport(file: string, specifier: string): boolean {
  const folder = folderOf(file);
  const rules = folder === undefined ? { folders: [], packages: [], node: [] } : table[folder];
  if (rules === undefined) return false;
  if (specifier.startsWith('.')) {
    const target = path.join(path.dirname(file), specifier);
    const other = folderOf(target);
    return (
      other === folder ||
      (other === undefined && target.startsWith('src/')) ||
      rules.folders.some((each) => each === '*' || `${target}/`.startsWith(`src/${each}/`)) ||
      rules.folders.includes(target.replace(/^src\//, ''))
    );
  }
  if (isBuiltin(specifier)) {
    return rules.node.includes('*') || rules.node.includes(specifier.replace(/^node:/, ''));
  }
  return rules.packages.includes(specifier);
}

/** Every `a.b`, called `name` and `new Date()` of a file; comments and texts are not code. */
function namesIn(file: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) names.push(node.getText());
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      names.push(node.expression.text);
    }
    if (ts.isNewExpression(node) && node.arguments?.length === 0) names.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(parsed(file));
  return names;
}

function parsed(file: string): ts.SourceFile {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true, kind);
}

describe('the import table', () => {
  it('names every folder of src', () => {
    const folders = new Set(sources.map(folderOf).filter((folder) => folder !== undefined));
    expect([...folders].filter((folder) => !(folder in table))).toEqual([]);
  });

  it('is kept by every import', () => {
    const broken = sources.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => !mayImport(file, specifier))
        .map((specifier) => `${file} imports ${specifier}`),
    );
    expect(broken).toEqual([]);
  });

  it('lets the ui know the session by its type alone', () => {
    const values = sources
      .filter((file) => folderOf(file) === 'ui')
      .filter((file) => /^import (?!type\b).*\/run\//m.test(read(file)));
    expect(values).toEqual([]);
  });

  it('is about packages that package.json names', () => {
    const { dependencies } = JSON.parse(read('package.json'));
    const wanted = Object.values(table).flatMap(({ packages }) => packages);
    const names = wanted.map((name) => name.replace(/^((?:@[^/]+\/)?[^/]+).*$/, '$1'));
    expect(names.filter((name) => !(name in dependencies))).toEqual([]);
  });
});

describe('kept to its own folder is', () => {
  it.each(Object.entries(owners))('%s', (_, { what, folders }) => {
    const strangers = sources
      .filter((file) => !folders.includes(folderOf(file) ?? ''))
      .flatMap((file) =>
        namesIn(file)
          .filter((name) => what.test(name))
          .map((name) => `${file}: ${name}`),
      );
    expect(strangers).toEqual([]);
  });

  it('the naming of colours', () => {
    const literal = /\b(color|backgroundColor|border\w*Color)\s*[=:]\s*\{?\s*['"`]/;
    const escapes = /\\(x1b|u001b|u\{1b\}|033)\[(\d+;)*(3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]/i;
    const painted = sources.filter(
      (file) =>
        file !== 'src/ui/theme.ts' &&
        ((folderOf(file) === 'ui' && literal.test(read(file))) || escapes.test(read(file))),
    );
    expect(painted).toEqual([]);
  });
});

describe('files', () => {
  it('of src have at most 250 lines', () => {
    const lines = (file: string) => read(file).trimEnd().split('\n').length;
    expect(sources.filter((file) => lines(file) > 250)).toEqual([]);
  });

  it('are named after a thing, not after a drawer to put things in', () => {
    const drawer = /(^|-)(utils?|helpers?|managers?|handlers?|base|common|misc)(\.|-|$)/;
    expect(sources.filter((file) => drawer.test(path.basename(file)))).toEqual([]);
    expect(sources.filter((file) => !/^[a-z0-9-]+\.tsx?$/.test(path.basename(file)))).toEqual([]);
  });

  it('leave nothing to do in a comment', () => {
    const debt = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`);
    const all = ['src', 'test', 'bin', 'flows'].flatMap(filesOf);
    expect(all.filter((file) => debt.test(read(file)))).toEqual([]);
  });

  it('of tests leave no test out and replace no module', () => {
    const evasion = new RegExp(
      `\\b(it|test|describe)\\.(${['sk' + 'ip', 'on' + 'ly', 'to' + 'do'].join('|')})\\b|\\bvi\\.(mo` +
        'ck|doMo' +
        'ck)\\(',
    );
    const tests = filesOf('test').filter((file) => /\.test\.tsx?$/.test(file));
    expect(tests.filter((file) => evasion.test(read(file)))).toEqual([]);
  });
});
