import { joined, nameOf, parentOf } from '../../formats/paths.ts';
import type { PythonCall } from '../../formats/interpreter-call.ts';
import { isUnclear } from '../../formats/shell-settings.ts';
import { refused, type Read } from './container.ts';
import type { Inside, RealProgram } from './inside.ts';
import { siteFolders } from './python-sites.ts';
import { pythonHome, type PythonHome } from './python-home.ts';

/** A folder that a Python searches, and what put it there. */
export type SearchEntry = {
  readonly path: string;
  readonly from: 'start' | 'PYTHONPATH' | 'standard library' | 'site' | 'path file';
};

export type PythonPath = PythonHome & {
  readonly entries: readonly SearchEntry[];
  /** What may add to it that no look at files can follow, in words. */
  readonly unsure: readonly string[];
};

export type PythonStart = {
  readonly interpreter: RealProgram;
  readonly python: PythonCall;
  readonly script?: string;
  readonly name?: string;
  readonly env: ReadonlyMap<string, string>;
};

/** These put the working directory on the search path themselves. */
const addsWorkdir =
  /^(?:gunicorn|uvicorn|hypercorn|daphne|celery|flask|quart|fastapi|granian|dramatiq|rq|arq|huey_consumer|pytest|py\.test|streamlit|chainlit|prefect|dagster\S*|mkdocs|alembic)$/;

/** Where a Python looks for modules, worked out from files. */
export const pythonPath = async (
  inside: Inside,
  { interpreter, python, script, name, env }: PythonStart,
): Promise<Read<PythonPath>> => {
  const home = await pythonHome(inside, interpreter);
  if (!home.ok) return home;
  const { version, base } = home.value;
  const unsure: string[] = [];
  const entries: SearchEntry[] = [];
  const first = startFolder(inside, { python, script });
  const isSafe = python.safePath || (env.get('PYTHONSAFEPATH') ?? '') !== '';
  if (first !== undefined && !isSafe) entries.push({ path: first, from: 'start' });
  if (name !== undefined && addsWorkdir.test(name)) {
    entries.push({ path: inside.cwd, from: 'start' });
  }
  const written = python.ignoresEnvironment ? '' : (env.get('PYTHONPATH') ?? '');
  if (isUnclear(written)) unsure.push(`PYTHONPATH is ${written}`);
  else {
    for (const folder of written.split(':').filter(Boolean)) {
      entries.push({ path: joined(inside.cwd, folder), from: 'PYTHONPATH' });
    }
  }
  if ((env.get('PYTHONHOME') ?? '') !== '') unsure.push('PYTHONHOME is set');
  const library = `${base}/lib/python${version}`;
  entries.push({ path: library, from: 'standard library' });
  entries.push({ path: `${library}/lib-dynload`, from: 'standard library' });
  if (python.noSite) return { ok: true, value: { ...home.value, entries, unsure } };
  const sites = await siteFolders(inside, home.value, { python, env });
  if (!sites.ok) return sites;
  return {
    ok: true,
    value: {
      ...home.value,
      entries: [...entries, ...sites.value.entries],
      unsure: [...unsure, ...sites.value.unsure],
    },
  };
};

/** The script's folder, or where `-m` and `-c` are started. */
const startFolder = (
  { cwd }: Inside,
  {
    python: { call },
    script,
  }: { readonly python: PythonCall; readonly script: string | undefined },
): string | undefined => {
  switch (call.kind) {
    case 'script':
      // A folder or a zip file is its own first entry; those without an ending are programs.
      return script === undefined ? undefined : parentOf(script);
    case 'module':
    case 'code':
      return cwd;
  }
};

/** Words for a search path, as evidence shows it. */
export const pathWords = ({ entries }: PythonPath): string =>
  entries.map(({ path }) => path).join(':');

export const noPython = (interpreter: string, because: string): Read<never> =>
  refused({ outcome: 'unreadable', subject: nameOf(interpreter), detail: because });
