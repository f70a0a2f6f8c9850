import { joined, parentOf } from '../../formats/paths.ts';
import { pyvenv } from '../../formats/python-site.ts';
import { refused, type Read } from './container.ts';
import type { Inside, RealProgram } from './inside.ts';

export type PythonHome = {
  /** `3.11`. */
  readonly version: string;
  /** Where its own standard library lies: `/usr/local`. */
  readonly base: string;
  /** The virtual environment that it belongs to; the base itself where there is none. */
  readonly prefix: string;
  /** A virtual environment that looks into its base's packages as well, or none at all. */
  readonly system: boolean;
};

const newest = 16;
const oldest = 5;

/** Which Python an interpreter's path means: links and `pyvenv.cfg` tell, as they tell itself. */
export const pythonHome = async (
  inside: Inside,
  { path, real }: RealProgram,
): Promise<Read<PythonHome>> => {
  const venv = await venvOf(inside, path);
  if (!venv.ok) return venv;
  const base = parentOf(parentOf(real));
  const version =
    /python(\d+\.\d+)$/.exec(real)?.[1] ?? venv.value?.version ?? (await versionIn(inside, base));
  if (version === undefined) {
    const detail = `which version ${real} is cannot be told from its files`;
    return refused({ outcome: 'unreadable', subject: path, detail });
  }
  const landmark = await inside.stat(`${base}/lib/python${version}`);
  if (!landmark.ok) return landmark;
  if (!landmark.value) {
    const detail = `${base}/lib/python${version} is not there: where this Python keeps its library is not known`;
    return refused({ outcome: 'unreadable', subject: path, detail });
  }
  const prefix = venv.value?.prefix ?? base;
  return { ok: true, value: { version, base, prefix, system: venv.value?.system ?? true } };
};

type Venv = { readonly prefix: string; readonly version?: string; readonly system: boolean };

/** Beside the interpreter or one folder up, by the name that it was started with. */
const venvOf = async (inside: Inside, path: string): Promise<Read<Venv | undefined>> => {
  const folder = await inside.real(parentOf(path));
  if (!folder.ok) return folder;
  const beside = folder.value?.path ?? parentOf(path);
  for (const place of [beside, parentOf(beside)]) {
    const read = await inside.text(joined(place, 'pyvenv.cfg'));
    if (!read.ok) return read;
    if (read.value === undefined) continue;
    const { version, system } = pyvenv(read.value);
    return {
      ok: true,
      value: { prefix: place, system, ...(version !== undefined && { version }) },
    };
  }
  return { ok: true, value: undefined };
};

const versionIn = async (inside: Inside, base: string): Promise<string | undefined> => {
  const versions = Array.from({ length: newest - oldest }, (_, index) => `3.${newest - index}`);
  const there = await Promise.all(
    versions.map(async (version) => {
      const read = await inside.stat(`${base}/lib/python${version}/os.py`);
      return read.ok && read.value ? [version] : [];
    }),
  );
  return there.flat()[0];
};
