import { commandsIn, unwrapped } from '../../formats/command-words.ts';
import {
  isNode,
  isPython,
  nodeCall,
  pythonCall,
  type Call,
  type PythonCall,
} from '../../formats/interpreter-call.ts';
import { joined, nameOf } from '../../formats/paths.ts';
import { headBytes, programHead } from '../../formats/program-head.ts';
import { settingsOf } from '../../formats/shell-settings.ts';
import type { Read } from './container.ts';
import type { Inside, RealProgram } from './inside.ts';
import { packageScript } from './package-script.ts';

/** The interpreter that a container's command comes to, told from its files. */
export type MainProgram =
  | (Base & { readonly language: 'python'; readonly python: PythonCall })
  | (Base & { readonly language: 'node'; readonly call: Call })
  | { readonly language: 'unknown'; readonly because: string };

type Base = {
  readonly interpreter: RealProgram;
  /** Where the script stands, links followed. */
  readonly script?: string;
  /** The program that was named, where it is a script that the interpreter runs: `uvicorn`. */
  readonly name?: string;
  /** With what a start script sets. */
  readonly env: ReadonlyMap<string, string>;
};

type Around = {
  readonly inside: Inside;
  readonly env: ReadonlyMap<string, string>;
  /** Scripts that call scripts end somewhere. */
  readonly depth: number;
};

const deepest = 5;
const shell = /^(?:.*\/)?(?:sh|ash|dash|bash|busybox)$/;
const runner = /^(?:.*\/)?(?:uv|poetry|pipenv|pdm|rye|hatch)$/;
const packager = /^(?:.*\/)?(?:npm|npx|yarn|pnpm|bun)$/;
const longestScript = 64 * 1024;

const unknown = (because: string): Read<MainProgram> => ({
  ok: true,
  value: { language: 'unknown', because },
});

/** What the container starts with. */
export const mainProgram = (inside: Inside): Promise<Read<MainProgram>> => {
  const { Path, Args } = inside.inspected;
  return programOf([Path, ...Args], { inside, env: inside.env, depth: 0 });
};

const programOf = async (all: readonly string[], around: Around): Promise<Read<MainProgram>> => {
  const { inside, env, depth } = around;
  const [program = '', ...args] = unwrapped(all);
  if (program === '' || depth > deepest)
    return unknown(`\`${all.join(' ')}\` starts nothing known`);
  const deeper = { ...around, depth: depth + 1 };
  if (shell.test(program) && args.some((word) => /^-\w*c$/.test(word))) {
    const text = args[args.findIndex((word) => /^-\w*c$/.test(word)) + 1] ?? '';
    return lastOf(commandsIn(text), deeper);
  }
  if (runner.test(program) && args.includes('run')) {
    const venv = env.get('UV_PROJECT_ENVIRONMENT') ?? joined(inside.cwd, '.venv');
    const path = `${joined(inside.cwd, venv)}/bin:${env.get('PATH') ?? ''}`;
    const rest = args.slice(args.indexOf('run') + 1);
    const from = rest.findIndex((word) => !word.startsWith('-'));
    return programOf(rest.slice(from), { ...deeper, env: new Map([...env, ['PATH', path]]) });
  }
  if (packager.test(program)) return viaPackage(args, deeper);
  const found = await inside.program(program, env.get('PATH'), inside.cwd);
  if (!found.ok) return found;
  if (!found.value) return unknown(`${program} is not in the container`);
  if (isPython(found.value.real)) return asPython(found.value, args, around);
  if (isNode(found.value.real)) return asNode(found.value, args, around);
  return throughScript(found.value, args, deeper);
};

/** The last command is what a start script is for; what stands before it prepares. */
const lastOf = async (
  commands: readonly (readonly string[])[],
  around: Around,
): Promise<Read<MainProgram>> => {
  const env = settingsOf(commands, around.env);
  let last: Read<MainProgram> = unknown('it starts no program that is known');
  for (const words of commands.toReversed().slice(0, 30)) {
    const read = await programOf(words, { ...around, env });
    if (!read.ok) return read;
    if (read.value.language !== 'unknown') return read;
    last = read;
  }
  return last;
};

const asPython = async (
  interpreter: RealProgram,
  args: readonly string[],
  { inside, env }: Around,
): Promise<Read<MainProgram>> => {
  const python = pythonCall(args);
  const script = await scriptOf(inside, python.call);
  if (!script.ok) return script;
  const base = { interpreter, env, ...(script.value !== undefined && { script: script.value }) };
  return { ok: true, value: { language: 'python', python, ...base } };
};

const asNode = async (
  interpreter: RealProgram,
  args: readonly string[],
  { inside, env }: Around,
): Promise<Read<MainProgram>> => {
  const call = nodeCall(args);
  const script = await scriptOf(inside, call);
  if (!script.ok) return script;
  const base = { interpreter, env, ...(script.value !== undefined && { script: script.value }) };
  return { ok: true, value: { language: 'node', call, ...base } };
};

const scriptOf = async (inside: Inside, call: Call): Promise<Read<string | undefined>> => {
  if (call.kind !== 'script') return { ok: true, value: undefined };
  const path = joined(inside.cwd, call.script);
  const real = await inside.real(path);
  return real.ok ? { ok: true, value: real.value?.path ?? path } : real;
};

/** pip writes this where a shebang would be too long for the kernel. */
const longShebang = /^'''exec' "?([^"\s]+)"? "\$0" "\$@"/m;

const throughScript = async (
  program: RealProgram,
  args: readonly string[],
  around: Around,
): Promise<Read<MainProgram>> => {
  const { inside, env } = around;
  const read = await inside.head(program.real, longestScript);
  if (!read.ok) return read;
  const head = programHead(read.value.bytes.subarray(0, headBytes));
  if (head.kind !== 'script') return unknown(`${program.path} is a program of its own`);
  const text = new TextDecoder().decode(read.value.bytes);
  const words = `${head.interpreter} ${head.argument}`.trim().split(/\s+/);
  const called = unwrapped(words)[0] ?? '';
  const named = longShebang.exec(text)?.[1] ?? called;
  if (isPython(named) || isNode(named)) {
    const interpreter = await inside.program(named, env.get('PATH'), inside.cwd);
    if (!interpreter.ok) return interpreter;
    if (!interpreter.value)
      return unknown(`${named}, which ${program.path} asks for, is not there`);
    const call = [program.real, ...args];
    const base = await (isNode(named) ? asNode : asPython)(interpreter.value, call, around);
    if (!base.ok || base.value.language === 'unknown') return base;
    return { ok: true, value: { ...base.value, name: nameOf(program.path) } };
  }
  if (!shell.test(called)) return unknown(`${program.path} is a script for ${called}`);
  const commands = commandsIn(text);
  const set = settingsOf(commands, env);
  if (args.length > 0 && /\$[@*]/.test(text)) {
    const handed = await programOf(args, { ...around, env: set });
    if (!handed.ok || handed.value.language !== 'unknown') return handed;
  }
  return lastOf(commands, around);
};

const viaPackage = async (args: readonly string[], around: Around): Promise<Read<MainProgram>> => {
  const script = await packageScript(around.inside, args);
  if (!script.ok) return script;
  if (script.value === undefined)
    return unknown(`package.json has no script for ${args.join(' ')}`);
  const bin = joined(around.inside.cwd, 'node_modules/.bin');
  const env = new Map([...around.env, ['PATH', `${bin}:${around.env.get('PATH') ?? ''}`] as const]);
  return lastOf(commandsIn(script.value), { ...around, env });
};
