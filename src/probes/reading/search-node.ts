import { entriesOf, isPath, moduleFolders, packageOf } from '../../formats/node-names.ts';
import { joined, parentOf } from '../../formats/paths.ts';
import { refused, type Read } from './container.ts';
import type { Inside } from './inside.ts';
import { mainProgram } from './main-program.ts';
import type { Searched } from './module-found.ts';
import { jsonOf } from './package-script.ts';

type Asked = { readonly module: string; readonly importer?: string | undefined };

/** Where Node would look for a module from the file that asked, and what it would come upon. */
export const searchNode = async (inside: Inside, asked: Asked): Promise<Read<Searched>> => {
  const begin = await beginOf(inside, asked);
  if (!begin.ok) return begin;
  const { from, interpreter, env } = begin.value;
  const of = (
    found: Pick<Searched, 'verdict' | 'wanted' | 'words'> & Partial<Searched>,
  ): Read<Searched> => ({
    ok: true,
    value: { sure: true, interpreter, ...found },
  });
  if (isPath(asked.module)) {
    const path = joined(from, asked.module);
    const file = await fileAt(inside, path);
    if (!file.ok) return file;
    if (file.value !== undefined) {
      return of({
        verdict: 'works',
        origin: file.value,
        wanted: [path],
        words: [`${file.value} is there`],
      });
    }
    return of({ verdict: 'file-missing', wanted: [path], words: [`${path} is not there`] });
  }
  const named = packageOf(asked.module);
  if (!named) {
    const detail = `${asked.module} is neither a path nor the name of a package: an alias that a build step should have replaced`;
    return refused({ outcome: 'unreadable', subject: asked.module, detail });
  }
  const pnp = await inside.stat(joined(inside.cwd, '.pnp.cjs'));
  if (!pnp.ok) return pnp;
  const more = (env.get('NODE_PATH') ?? '').split(':').filter(Boolean);
  const folders = [...moduleFolders(from), ...more];
  const wanted = folders.map((folder) => joined(folder, named.name));
  const sure = !pnp.value;
  const places = `from ${from} it is looked for in ${folders.join(', ')}`;
  for (const folder of wanted) {
    const there = await inside.stat(folder);
    if (!there.ok) return there;
    if (there.value?.type !== 'directory') continue;
    const entry = await entryOf(inside, folder, named.part);
    if (!entry.ok) return entry;
    const inner = named.part === '' ? wanted : wanted.map((each) => joined(each, named.part));
    if (entry.value !== undefined) {
      return of({
        verdict: 'works',
        origin: entry.value,
        wanted: inner,
        words: [places, `${entry.value} answers`],
      });
    }
    const words = [places, `${folder} is there, and nothing in it answers to ${asked.module}`];
    return of({ verdict: 'part-missing', origin: folder, wanted: inner, words, sure });
  }
  return of({ verdict: 'absent', wanted, words: [places, 'it is in none of them'], sure });
};

type Begin = {
  readonly from: string;
  readonly interpreter: string;
  readonly env: ReadonlyMap<string, string>;
};

/** The folder of the file that asked; else of the script that Node was started with. */
const beginOf = async (inside: Inside, { importer }: Asked): Promise<Read<Begin>> => {
  const main = await mainProgram(inside);
  if (!main.ok) return main;
  const node = main.value.language === 'node' ? main.value : undefined;
  const env = main.value.language === 'unknown' ? inside.env : main.value.env;
  const begin = (from: string): Read<Begin> => ({
    ok: true,
    value: { from, interpreter: node?.interpreter.path ?? 'node', env },
  });
  if (importer !== undefined) {
    // Node follows links before it looks around.
    const real = await inside.real(importer);
    return real.ok ? begin(parentOf(real.value?.path ?? importer)) : real;
  }
  if (node) return begin(node.script === undefined ? inside.cwd : parentOf(node.script));
  const why = main.value.language === 'unknown' ? main.value.because : 'it starts Python';
  const detail = `which file asked is not told, and the container's command is none of Node: ${why}`;
  return refused({ outcome: 'unreadable', subject: inside.inspected.Name, detail });
};

const endings = ['', '.js', '.json', '.node', '.mjs', '.cjs'];

const fileAt = async (inside: Inside, path: string): Promise<Read<string | undefined>> => {
  const paths = [
    ...endings.map((ending) => path + ending),
    ...endings.slice(1).map((ending) => `${path}/index${ending}`),
  ];
  return inside.firstFile(paths);
};

const entryOf = async (
  inside: Inside,
  folder: string,
  part: string,
): Promise<Read<string | undefined>> => {
  const text = await inside.text(joined(folder, 'package.json'));
  if (!text.ok) return text;
  const manifest = text.value === undefined ? undefined : jsonOf(text.value);
  for (const entry of entriesOf(manifest, part)) {
    const file = await fileAt(inside, joined(folder, entry));
    if (!file.ok || file.value !== undefined) return file;
  }
  return { ok: true, value: undefined };
};
