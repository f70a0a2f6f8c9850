import type { Context } from '../../core/probe.ts';
import { isWellKnown } from '../../formats/distributions.ts';
import { isWithin, joined, parentOf } from '../../formats/paths.ts';
import { lackedBy } from '../../formats/python-site.ts';
import type { Read } from './container.ts';
import { declaring } from './declared.ts';
import type { Inside } from './inside.ts';
import type { Searched } from './module-found.ts';
import { resolveModule, type Answering } from './python-module.ts';
import { pathWords, type SearchEntry } from './python-path.ts';
import { pythonSetting, type PythonSetting } from './python-setting.ts';

type Asked = {
  readonly module: string;
  readonly interpreter?: string | undefined;
  readonly frames: readonly string[];
};

/** Where a Python would look for a module, and what it would come upon. */
export const searchPython = async (
  context: Context,
  inside: Inside,
  asked: Asked,
): Promise<Read<Searched>> => {
  const setting = await pythonSetting(context, inside, asked);
  if (!setting.ok) return setting;
  const { start, path } = setting.value;
  const module = asked.module.replaceAll('-', '_');
  const resolved = await resolveModule(inside, path.entries, path.version, module);
  if (!resolved.ok) return resolved;
  const of = (verdict: Searched['verdict'], more: Partial<Searched> = {}): Read<Searched> => ({
    ok: true,
    value: {
      verdict,
      sure: path.unsure.length === 0,
      wanted: wantedPaths(path.entries, module),
      interpreter: start.interpreter.path,
      version: path.version,
      ...more,
      words: [
        `${start.interpreter.path} (Python ${path.version}) searches ${pathWords(path)}`,
        ...(more.words ?? []),
        ...path.unsure,
      ],
    },
  });
  switch (resolved.value.kind) {
    case 'found': {
      const { at, top } = resolved.value;
      const words = [`${module}: ${at.path}`];
      // Importing a bare folder works and gives nothing of what the distribution of that name has.
      const bare = at === top && at.kind === 'namespace' && isLocal(at);
      return of(bare ? 'namespace' : 'works', { origin: at.path, words });
    }
    case 'part-missing': {
      const { top, part } = resolved.value;
      const kind = await partMissing(
        { inside, asked: { ...asked, module }, setting: setting.value },
        top,
      );
      if (!kind.ok) return kind;
      const { verdict, sure = true } = kind.value;
      const words = [`${top.path} (${top.kind}) answers to its first name; ${part} is not in it`];
      return of(verdict, { origin: top.path, sure: sure && path.unsure.length === 0, words });
    }
    case 'absent': {
      const lacked = lackedBy(path.version, module.split('.')[0] ?? '');
      if (lacked !== undefined) return of('not-in-this-python', { words: [lackWords(lacked)] });
      const beside = await unsearched(inside, setting.value, module);
      if (!beside.ok) return beside;
      if (beside.value === undefined)
        return of('absent', { words: ['nothing answers to it there'] });
      const words = [`${beside.value} is in no folder of that search path`];
      return of('not-searched', { origin: beside.value, words });
    }
  }
};

const lackWords = (lacked: 'removed' | 'optional'): string =>
  lacked === 'removed'
    ? 'it left the standard library before this version'
    : 'it belongs to the standard library, and this Python was built or packed without it';

const isLocal = ({ entry: { from } }: Answering): boolean =>
  from === 'start' || from === 'PYTHONPATH';

/** Every place where the whole name would be answered, outside of the standard library. */
const wantedPaths = (entries: readonly SearchEntry[], module: string): readonly string[] => [
  ...new Set(
    entries
      .filter(({ from }) => from !== 'standard library')
      .map(({ path }) => joined(path, module.replaceAll('.', '/'))),
  ),
];

type Around = {
  readonly inside: Inside;
  readonly asked: Asked;
  readonly setting: PythonSetting;
};

/** The first name is answered, and by whom decides what that means. */
const partMissing = async (
  around: Around,
  top: Answering,
): Promise<Read<{ readonly verdict: Searched['verdict']; readonly sure?: boolean }>> => {
  const { inside, asked, setting } = around;
  const { entries, version } = setting.path;
  if (top.kind === 'namespace') {
    // Distributions share such a folder: the one that brings this part is not there.
    if (!isLocal(top)) return { ok: true, value: { verdict: 'absent' } };
    if (isOwn(around, top)) return { ok: true, value: { verdict: 'part-missing' } };
    const declared = await declaring(inside, asked.module);
    if (!declared.ok) return declared;
    const sure = isWellKnown(asked.module) || declared.value.length > 0;
    return { ok: true, value: { verdict: 'namespace', sure } };
  }
  if (top.entry.from === 'site') return { ok: true, value: { verdict: 'part-missing' } };
  const behind = entries.filter((entry) => entry.path !== top.entry.path);
  const other = await resolveModule(inside, behind, version, asked.module);
  if (!other.ok) return other;
  if (other.value.kind === 'found') return { ok: true, value: { verdict: 'shadowed' } };
  if (!isLocal(top)) return { ok: true, value: { verdict: 'part-missing' } };
  const declared = await declaring(inside, asked.module);
  if (!declared.ok) return declared;
  if (isOwn(around, top) || (!isWellKnown(asked.module) && declared.value.length === 0)) {
    return { ok: true, value: { verdict: 'part-missing' } };
  }
  return { ok: true, value: { verdict: 'shadowed', sure: false } };
};

/** The application's own package: it is started from there, or its traceback runs through it. */
const isOwn = ({ asked, setting: { start } }: Around, top: Answering): boolean => {
  const folder = top.kind === 'namespace' ? top.path : parentOf(top.path);
  const [name = ''] = asked.module.split('.');
  const { call } = start.python;
  // `-m alembic` asks for the tool of that name; `-m shop.main` runs a part that was found.
  const part = call.kind === 'module' && call.module.includes('.') ? call.module : '';
  const isStarted = part.split('.')[0] === name && part !== asked.module;
  return isStarted || asked.frames.some((file) => isWithin(file, folder));
};

/** The application's own code, in the working directory, which this way of starting leaves out. */
const unsearched = async (
  inside: Inside,
  { path: { entries, version } }: PythonSetting,
  module: string,
): Promise<Read<string | undefined>> => {
  if (entries.some(({ path }) => path === inside.cwd)) return { ok: true, value: undefined };
  const here = await resolveModule(inside, [{ path: inside.cwd, from: 'start' }], version, module);
  if (!here.ok) return here;
  if (here.value.kind !== 'found') return { ok: true, value: undefined };
  const { at } = here.value;
  const isOther = at.kind === 'namespace' && isWellKnown(module);
  return { ok: true, value: isOther ? undefined : at.path };
};
