import type { Context } from '../../core/probe.ts';
import { envOf, type Inspected } from '../../formats/inspect.ts';
import { joined } from '../../formats/paths.ts';
import { programHead } from '../../formats/program-head.ts';
import { refused, type Read } from './container.ts';
import { readBytes } from './file-stat.ts';
import { realPath } from './real-path.ts';
import { standardFolders } from './started-by.ts';

const longestScript = 64 * 1024;
const shell = /^(?:.*\/)?(?:sh|ash|dash|bash|busybox)$/;
/** What can give the started program another environment than the script's own. */
const setting = /(?:^|[\s;&|({])(?:export|source|eval|declare|env|set\s+-a|\.)\s/m;

/**
 * Does what the container starts with touch these variables? Undefined: what it starts is a program,
 * or a script that hands its environment on as it is. Needed where nothing runs whose environment
 * could be looked at.
 */
export const startTouches = async (
  context: Context,
  inspected: Inspected,
  names: readonly string[],
): Promise<Read<string | undefined>> => {
  const words = [inspected.Path, ...inspected.Args];
  // A script hands on to its arguments: what these start counts as well.
  for (let at = 0; at < 3; at += 1) {
    const [program, ...rest] = words.slice(at);
    if (program === undefined || program === '') break;
    if (shell.test(program) && rest[0]?.startsWith('-') === true) {
      const script = rest.find((word) => !word.startsWith('-')) ?? '';
      return { ok: true, value: touched(script, names) };
    }
    if (shell.test(program)) continue;
    const file = await located(context, inspected, program);
    if (!file.ok) return file;
    const read = await readBytes(context, file.value, {
      in: inspected.Id,
      maxBytes: longestScript,
    });
    if (!read.ok) return read;
    if (programHead(read.value.bytes).kind === 'binary') return { ok: true, value: undefined };
    if (read.value.bounded) {
      const detail = `the start script ${file.value} is longer than ${longestScript / 1024} kB`;
      return refused({ outcome: 'unreadable', subject: inspected.Name, detail });
    }
    const text = new TextDecoder().decode(read.value.bytes);
    const found = touched(text, names);
    if (found !== undefined) return { ok: true, value: `${file.value}: ${found}` };
    if (!/"?\$[@*]"?/.test(text)) break;
  }
  return { ok: true, value: undefined };
};

const touched = (script: string, names: readonly string[]): string | undefined => {
  const line = script
    .split('\n')
    .filter((each) => !each.trim().startsWith('#'))
    .find((each) => setting.test(each) || names.some((name) => sets(each, name)));
  // The line may hold a secret: only what it does is said.
  return line === undefined ? undefined : 'sets or reads in variables';
};

const sets = (line: string, name: string): boolean => line.includes(`${name}=`);

const located = async (
  context: Context,
  inspected: Inspected,
  program: string,
): Promise<Read<string>> => {
  const path = envOf(inspected).get('PATH')?.split(':').filter(Boolean) ?? standardFolders;
  const folders = program.includes('/') ? [inspected.Config.WorkingDir || '/'] : path;
  for (const folder of folders) {
    const real = await realPath(context, joined(folder, program), inspected.Id);
    if (real.ok) return { ok: true, value: real.value.path };
    if (real.failure.outcome !== 'not-found') return real;
  }
  const detail = `the program that it starts, ${program}, is not in it`;
  return refused({ outcome: 'unreadable', subject: inspected.Name, detail });
};
