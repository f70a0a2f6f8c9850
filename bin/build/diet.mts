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
  // dockerode's BuildKit client: grpc and protobuf, 60 ms of start. This program builds no image.
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
      return lazySegmenter(replaced(text, wide, quick, place), place);
    },
  ],
  // So does the first segmenter.
  [/wrap-ansi\/index\.js$/, lazySegmenter],
  [/ansi-tokenize\/build\/tokenize\.js$/, lazySegmenter],
  [/ink\/build\/line-update\.js$/, lazySegmenter],

  // Only commands that are programs of their own need it, and it takes as long as all the rest.
  [
    /commander\/lib\/command\.js$/,
    (text, place) => ({
      contents: replaced(
        replaced(text, /^import childProcess from .*;$/m, '', place),
        /\bchildProcess\./g,
        "process.getBuiltinModule('node:child_process').",
        place,
      ),
    }),
  ],
];

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
  const after = text.replace(what, () => by);
  if (after === text) throw new Error(`${place} no longer holds ${String(what)}`);
  return after;
}
