import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { OnLoadResult, Plugin } from 'esbuild';

/**
 * What the packages bring and this program never uses, or uses in a slower way than it must.
 * Each entry is measured by `npm run bench -- start`; test/bench/README.md has the figures.
 */
export const diet: Plugin = {
  name: 'diet',
  setup(build) {
    for (const [file, cut] of cuts) {
      build.onLoad({ filter: file }, async ({ path: place }) => {
        const text = await readFile(place, 'utf8');
        return { loader: 'js', resolveDir: path.dirname(place), ...cut(text, place) };
      });
    }
    // pg offers a native client to those who installed one.
    build.onResolve({ filter: /^pg-native$/ }, () => ({ path: 'pg-native', external: true }));
    // Native add-ons are optional everywhere they occur. Whether one happens to be compiled here
    // must not show in the bundle; an empty module would be taken for the add-on.
    build.onResolve({ filter: /\.node$/ }, ({ path: place }) => ({
      path: path.basename(place),
      namespace: 'native',
    }));
    build.onLoad({ filter: /.*/, namespace: 'native' }, ({ path: name }) => ({
      contents: `throw new Error(${JSON.stringify(`${name} is left out of this build`)});`,
      loader: 'js',
    }));
    build.onResolve({ filter: /^yoga\.wasm$/ }, ({ resolveDir }) => ({
      path: 'yoga.wasm',
      namespace: 'wasm',
      pluginData: path.join(resolveDir, '../binaries/yoga-wasm-base64-esm.js'),
    }));
    build.onLoad({ filter: /.*/, namespace: 'wasm' }, async ({ pluginData }) => ({
      contents: await webAssemblyIn(String(pluginData)),
      loader: 'binary',
    }));
  },
};

type Cut = (text: string, place: string) => OnLoadResult;

const cuts: readonly (readonly [file: RegExp, cut: Cut])[] = [
  // dockerode's BuildKit client: grpc and protobuf, 60 ms of start. Images are built by compose.
  [/dockerode\/lib\/(session|buildkit)\.js$/, () => absent("dockerode's BuildKit client")],
  // It packs build contexts; the same reason.
  [/tar-fs\/index\.js$/, () => absent('tar-fs')],
  [/@balena\/dockerignore\/.*\.js$/, () => absent('@balena/dockerignore')],
  // It opens a connection of its own for each request; ours is handed to it as an agent.
  [/docker-modem\/lib\/ssh\.js$/, () => absent("docker-modem's SSH agent")],

  // Ink looks for React's developer tools, and waits for them at the top level, too.
  [
    /ink\/build\/(reconciler|ink)\.js$/,
    (text, place) => ({
      contents: replaced(text, /process\.env\['DEV'\] === 'true'/g, 'false', place),
    }),
  ],

  // Yoga waits for its WebAssembly at the top level of a module. Compiled in place it needs no
  // wait, and only code without such waits can be CommonJS.
  [
    /yoga-layout\/dist\/src\/index\.js$/,
    () => ({
      contents: `
        import load from '../binaries/yoga-wasm-base64-esm.js';
        import wrapAssembly from './wrapAssembly.js';
        import bytes from 'yoga.wasm';
        const assembly = {
          instantiateWasm(imports, done) {
            const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
            done(instance);
            return instance.exports;
          },
        };
        load(assembly);
        export default wrapAssembly(assembly);
        export * from './generated/YGEnums.js';`,
    }),
  ],
  [
    /yoga-layout\/dist\/binaries\/yoga-wasm-base64-esm\.js$/,
    (text, place) => ({
      contents: replaced(
        replaced(text, /base64,[\w+/=]+"/, 'base64,"', place),
        'import.meta.url',
        '""',
        place,
      ),
    }),
  ],

  // The first use of its emoji expression compiles tables for a third of the first frame's time.
  [
    /node_modules\/string-width\/index\.js$/,
    (text, place) => {
      const quick = 'if (ambiguousIsNarrow && plainText.test(string)) return string.length;\n';
      const wide = /(?=let width = 0;\s+const eastAsianWidthOptions)/;
      const emoji = /const rgiEmojiRegex = (.*);/;
      const lazy =
        'let emoji;\nconst rgiEmojiRegex = { test: (text) => (emoji ??= $1).test(text) };';
      return lazySegmenter(replaced(replaced(text, wide, quick, place), emoji, lazy, place), place);
    },
  ],
  // So does the first segmenter.
  [/wrap-ansi\/index\.js$/, lazySegmenter],
  [/slice-ansi\/tokenize-ansi\.js$/, lazySegmenter],
  [/ansi-tokenize\/build\/tokenize\.js$/, lazySegmenter],
  [/ink\/build\/line-update\.js$/, lazySegmenter],

  // Parts of Node that take milliseconds to load, for uses that do not occur here or come later.
  [
    /commander\/lib\/command\.js$/,
    // Commands that are programs of their own.
    (text, place) => ({
      contents: replaced(
        replaced(text, /^import childProcess from .*;$/m, '', place),
        /\bchildProcess\./g,
        `${builtin('child_process')}.`,
        place,
      ),
    }),
  ],
  [
    /terminal-size\/index\.js$/,
    // Terminals that do not tell their size.
    (text, place) => ({
      contents: replaced(
        replaced(text, /^import \{execFileSync\} from .*;$/m, '', place),
        'execFileSync(',
        `${builtin('child_process')}.execFileSync(`,
        place,
      ),
    }),
  ],
  [
    /signal-exit\/index\.js$/,
    // One check that a function was given.
    (text, place) => ({
      contents: replaced(text, "require('assert')", '{ equal() {} }', place),
    }),
  ],
  [
    /scheduler\.production\.js$/,
    // `performance` is loaded on first use; a monotonic clock is there already.
    (text, place) => ({
      contents: replaced(
        replaced(text, '"object" === typeof performance', 'true', place).replace(
          '"function" === typeof performance.now',
          'true',
        ),
        'localPerformance = performance;',
        'localPerformance = { now() { const [s, ns] = process.hrtime(); return s * 1e3 + ns / 1e6; } };',
        place,
      ),
    }),
  ],
];

function builtin(name: string): string {
  return `process.getBuiltinModule('node:${name}')`;
}

function lazySegmenter(text: string, place: string): OnLoadResult {
  const source = JSON.stringify(path.join(import.meta.dirname, 'plain-text.mts'));
  const lazy = replaced(text, 'new Intl.Segmenter(', 'new LazySegmenter(', place);
  return { contents: `import { LazySegmenter, plainText } from ${source};\n${lazy}` };
}

/** A module that says what is missing when somebody comes to need it after all. */
function absent(name: string): OnLoadResult {
  const words = JSON.stringify(`${name} is left out of this build (bin/build/diet.mts)`);
  return {
    contents: `module.exports = function () { throw new Error(${words}); };`,
  };
}

async function webAssemblyIn(place: string): Promise<Buffer> {
  const encoded = /base64,([\w+/=]+)"/.exec(await readFile(place, 'utf8'))?.[1];
  if (encoded === undefined) throw new Error(`${place} no longer holds its WebAssembly`);
  return Buffer.from(encoded, 'base64');
}

/** A replacement that finds nothing to replace is a package that changed: the build stops. */
function replaced(text: string, what: string | RegExp, by: string, place: string): string {
  const after = text.replace(what, by);
  if (after === text) throw new Error(`${place} no longer holds ${String(what)}`);
  return after;
}
