import { joined } from '../../formats/paths.ts';
import { extensionSuffixes } from '../../formats/python-site.ts';
import { refused, type Read } from './container.ts';
import type { Inside } from './inside.ts';
import type { SearchEntry } from './python-path.ts';

/** How a name is answered by one folder of the search path. */
export type Answering = {
  readonly entry: SearchEntry;
  readonly kind: 'package' | 'module' | 'namespace';
  /** `/app/alembic/__init__.py`; the folder of a namespace. */
  readonly path: string;
};

export type Resolved =
  /** Every part of the name was found; the last one here. */
  | { readonly kind: 'found'; readonly at: Answering; readonly top: Answering }
  /** The first name is answered, and what answers does not have the rest. */
  | { readonly kind: 'part-missing'; readonly top: Answering; readonly part: string }
  | { readonly kind: 'absent' };

/**
 * As the import system does: the first regular package or module on the path wins; folders without
 * `__init__.py` answer only where there is none on the whole path, and then all together.
 */
export const resolveModule = async (
  inside: Inside,
  entries: readonly SearchEntry[],
  version: string,
  name: string,
): Promise<Read<Resolved>> => {
  const [first = '', ...rest] = name.split('.');
  const found = await answeringOf(inside, entries, version, first);
  if (!found.ok) return found;
  const [top] = found.value;
  if (!top) return { ok: true, value: { kind: 'absent' } };
  let here = found.value;
  let at = first;
  for (const part of rest) {
    at = `${at}.${part}`;
    const below = here.flatMap((each) => (each.kind === 'module' ? [] : [folderOf(each)]));
    const inner = await answeringOf(inside, below, version, part);
    if (!inner.ok) return inner;
    if (!inner.value[0]) return { ok: true, value: { kind: 'part-missing', top, part: at } };
    here = inner.value;
  }
  return { ok: true, value: { kind: 'found', at: here[0] ?? top, top } };
};

const folderOf = ({ entry, kind, path }: Answering): SearchEntry => ({
  ...entry,
  path: kind === 'package' ? path.slice(0, path.lastIndexOf('/')) : path,
});

/** One regular answer, or every folder of a namespace. */
const answeringOf = async (
  inside: Inside,
  entries: readonly SearchEntry[],
  version: string,
  name: string,
): Promise<Read<readonly Answering[]>> => {
  const asked = await Promise.all(entries.map((entry) => inFolder(inside, entry, version, name)));
  const namespaces: Answering[] = [];
  for (const read of asked) {
    if (!read.ok) return refused(read.failure);
    if (!read.value) continue;
    if (read.value.kind !== 'namespace') return { ok: true, value: [read.value] };
    namespaces.push(read.value);
  }
  return { ok: true, value: namespaces };
};

const inFolder = async (
  inside: Inside,
  entry: SearchEntry,
  version: string,
  name: string,
): Promise<Read<Answering | undefined>> => {
  const path = joined(entry.path, name);
  const plain = await inside.firstFile([`${path}/__init__.py`, `${path}.py`]);
  if (!plain.ok) return plain;
  const answer = (kind: Answering['kind'], at: string): Read<Answering> => ({
    ok: true,
    value: { entry, kind, path: at },
  });
  if (plain.value?.endsWith('/__init__.py')) return answer('package', plain.value);
  const suffixes = extensionSuffixes(version);
  const [compiled, folder] = await Promise.all([
    inside.firstFile([...suffixes.map((suffix) => path + suffix), `${path}.pyc`]),
    inside.stat(path),
  ]);
  if (!compiled.ok) return compiled;
  if (!folder.ok) return folder;
  if (folder.value?.type === 'directory') {
    const inits = [
      ...suffixes.map((suffix) => `${path}/__init__${suffix}`),
      `${path}/__init__.pyc`,
    ];
    const init = await inside.firstFile(inits);
    if (!init.ok) return init;
    if (init.value !== undefined) return answer('package', init.value);
  }
  const module = compiled.value ?? plain.value;
  if (module !== undefined) return answer('module', module);
  if (folder.value?.type === 'directory') return answer('namespace', path);
  return { ok: true, value: undefined };
};
