import { joined, parentOf } from './paths.ts';

/** `@scope/name/lib/part` is the part `lib/part` of the package `@scope/name`. */
export const packageOf = (
  specifier: string,
): { readonly name: string; readonly part: string } | undefined => {
  const [, name, part = ''] =
    /^((?:@[a-z0-9~-][\w.~-]*\/)?[A-Za-z0-9~-][\w.~-]*)(?:\/(.+))?$/.exec(specifier) ?? [];
  return name === undefined ? undefined : { name, part };
};

export const isPath = (specifier: string): boolean => /^(?:\.{0,2}\/|\.{1,2}$)/.test(specifier);

/** `node_modules` of a folder and of every one above it, the nearest first. */
export const moduleFolders = (from: string): readonly string[] => {
  const folders: string[] = [];
  for (let at = from; ; at = parentOf(at)) {
    if (!at.endsWith('/node_modules')) folders.push(joined(at, 'node_modules'));
    if (at === '/') return folders;
  }
};

/** What a package offers under a part of its name, as far as its manifest says it. */
export const entriesOf = (manifest: unknown, part: string): readonly string[] => {
  if (typeof manifest !== 'object' || manifest === null) return part === '' ? ['index'] : [part];
  const { exports, main } = manifest as Readonly<Record<string, unknown>>;
  if (exports !== undefined && exports !== null) return exported(exports, part);
  if (part !== '') return [part];
  return typeof main === 'string' && main !== '' ? [main, 'index'] : ['index'];
};

/** Any condition will do: which one holds depends on who asks. Patterns are matched by their ends. */
const exported = (exports: unknown, part: string): readonly string[] => {
  const key = part === '' ? '.' : `./${part}`;
  const isMap =
    typeof exports === 'object' &&
    exports !== null &&
    !Array.isArray(exports) &&
    Object.keys(exports).some((each) => each.startsWith('.'));
  if (!isMap) return part === '' ? targets(exports) : [];
  const table = exports as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(table, key)) return targets(table[key]);
  for (const [pattern, target] of Object.entries(table)) {
    const [before = '', after] = pattern.split('*');
    if (after === undefined || !key.startsWith(before) || !key.endsWith(after)) continue;
    const star = key.slice(before.length, key.length - after.length);
    return targets(target).map((each) => each.replaceAll('*', star));
  }
  return [];
};

const targets = (target: unknown): readonly string[] => {
  if (typeof target === 'string') return [target];
  if (typeof target !== 'object' || target === null) return [];
  return Object.values(target).flatMap(targets);
};
