import type { Context } from '../../core/probe.ts';
import { pythonCall } from '../../formats/interpreter-call.ts';
import { refused, type Read } from './container.ts';
import type { Inside, RealProgram } from './inside.ts';
import { mainProgram, type MainProgram } from './main-program.ts';
import { isRunning } from './main-process.ts';
import { processEnvironment } from './process-environment.ts';
import { pythonPath, type PythonPath, type PythonStart } from './python-path.ts';

export type PythonSetting = { readonly start: PythonStart; readonly path: PythonPath };

type Said = {
  /** The interpreter that signed the complaint. */
  readonly interpreter?: string | undefined;
  /** Files of its traceback: they lie in the folders of the Python that ran. */
  readonly frames: readonly string[];
};

/** Which Python said it, and where that one searches: the text knows best, then the command. */
export const pythonSetting = async (
  context: Context,
  inside: Inside,
  said: Said,
): Promise<Read<PythonSetting>> => {
  const main = await mainProgram(inside);
  if (!main.ok) return main;
  const start = await startOf(inside, main.value, said);
  if (!start.ok) return start;
  const env = await environmentOf(context, inside, start.value);
  const settled = { ...start.value, env };
  const path = await pythonPath(inside, settled);
  if (!path.ok) return path;
  const strange = otherSite(path.value, said.frames);
  if (strange === undefined) return { ok: true, value: { start: settled, path: path.value } };
  const other = await pythonIn(inside, strange);
  if (!other.ok) return other;
  if (!other.value) {
    const detail = `the traceback runs through ${strange}, and no Python is found that searches there`;
    return refused({ outcome: 'unreadable', subject: inside.inspected.Name, detail });
  }
  const started = { ...bare(other.value, inside), env };
  const otherPath = await pythonPath(inside, started);
  return otherPath.ok ? { ok: true, value: { start: started, path: otherPath.value } } : otherPath;
};

const bare = (interpreter: RealProgram, { env }: Inside): PythonStart => ({
  interpreter,
  python: pythonCall([]),
  env,
});

const startOf = async (
  inside: Inside,
  main: MainProgram,
  { interpreter, frames }: Said,
): Promise<Read<PythonStart>> => {
  if (interpreter !== undefined) {
    const signed = await inside.program(interpreter, undefined);
    if (!signed.ok) return signed;
    const isMain = main.language === 'python' && main.interpreter.real === signed.value?.real;
    if (signed.value && !isMain) return { ok: true, value: bare(signed.value, inside) };
  }
  if (main.language === 'python') return { ok: true, value: main };
  const library = frames.map((file) => libraryOf(file)).find((found) => found !== undefined);
  const near = library === undefined ? undefined : await pythonIn(inside, library);
  if (near && !near.ok) return near;
  if (near?.value) return { ok: true, value: bare(near.value, inside) };
  for (const name of ['python3', 'python']) {
    const found = await inside.program(name, inside.env.get('PATH'));
    if (!found.ok) return found;
    if (found.value) return { ok: true, value: bare(found.value, inside) };
  }
  const why = main.language === 'unknown' ? `: ${main.because}` : '';
  const detail = `no Python is found that it starts with${why}`;
  return refused({ outcome: 'unreadable', subject: inside.inspected.Name, detail });
};

/** What an entrypoint exported is in the process, where one runs on this host. */
const environmentOf = async (
  context: Context,
  { inspected }: Inside,
  { env }: PythonStart,
): Promise<ReadonlyMap<string, string>> => {
  if (!isRunning(inspected)) return env;
  const read = await processEnvironment(context, inspected);
  return read.ok ? new Map([...env, ...read.value.values]) : env;
};

/** `/usr/local/lib/python3.11` of a file below it. */
const libraryOf = (file: string): string | undefined =>
  /^(.*\/lib\/python3\.\d+)\//.exec(file)?.[1];

const siteOf = (file: string): string | undefined =>
  /^(.*\/(?:site|dist)-packages)\//.exec(file)?.[1];

/** A folder of packages in the traceback that this Python does not search. */
const otherSite = ({ entries }: PythonPath, frames: readonly string[]): string | undefined =>
  frames
    .flatMap((file) => siteOf(file) ?? [])
    .find(
      (site) => !entries.some(({ path }) => path === site) && libraryOf(`${site}/`) !== undefined,
    );

/** The interpreter that belongs to a folder of packages or a library. */
const pythonIn = async (inside: Inside, folder: string): Promise<Read<RealProgram | undefined>> => {
  const [, prefix = '', version = ''] = /^(.*)\/lib\/python(3\.\d+)/.exec(folder) ?? [];
  for (const name of [`python${version}`, 'python3', 'python']) {
    const found = await inside.program(`${prefix}/bin/${name}`, undefined);
    if (!found.ok || found.value) return found;
  }
  return { ok: true, value: undefined };
};
