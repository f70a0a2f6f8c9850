import { urlIn, type CheckedUrl } from './checked-url.ts';
import { bareCommand, chainIn } from './shell-line.ts';

/** Where a deploy script asks whether a container is well, and with what. */
export type ScriptCheck = { readonly line: number; readonly text: string } & (
  | {
      /** `docker exec`: its programs are the container's. */
      readonly where: 'container';
      /** As the script names it, variables that it sets filled in. */
      readonly container: string;
      readonly tool: string;
      readonly byShell: boolean;
    }
  | { readonly where: 'host'; readonly url: CheckedUrl }
  /** It waits for the engine's own verdict on a container, named in the words. */
  | { readonly where: 'engine'; readonly words: readonly string[] }
);

/** Programs that are started in a container in order to ask something. */
const asking =
  /^(?:curl|wget|nc|ncat|http|pg_isready|redis-cli|mysqladmin|mongosh|grpc_health_probe|lynx)$/;

export const isComment = (line: string): boolean => line.trimStart().startsWith('#');

/** Lines of a script; one that goes on after a backslash stands whole where it begins. */
export const linesOf = (script: string): readonly string[] => {
  const lines: string[] = [];
  let open: number | undefined;
  for (const [index, text] of script.split('\n').entries()) {
    const goesOn = text.endsWith('\\') && !isComment(text);
    const own = goesOn ? text.slice(0, -1) : text;
    lines.push(open === undefined ? own : '');
    if (open !== undefined) lines[open] = `${lines[open] ?? ''}${own}`;
    open = goesOn ? (open ?? index) : undefined;
  }
  return lines;
};

const lastName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Variables that the script itself sets to plain words; of several values, none. */
export const variablesIn = (script: string): ReadonlyMap<string, string> => {
  const set = new Map<string, string | undefined>();
  const assignment =
    /(?:^|[;\s])(?:export\s+|local\s+|readonly\s+)?([A-Za-z_]\w*)=(?:"([^"$`]*)"|'([^']*)'|([^\s"'$`;]+))(?=\s|;|$)/g;
  for (const line of linesOf(script)) {
    if (isComment(line)) continue;
    for (const [, name = '', double, single, bare] of line.matchAll(assignment)) {
      const value = double ?? single ?? bare ?? '';
      set.set(name, set.has(name) && set.get(name) !== value ? undefined : value);
    }
  }
  return new Map([...set].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
};

export const withVariables = (line: string, variables: ReadonlyMap<string, string>): string =>
  line.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (whole: string, braced?: string, bare?: string) => {
    return variables.get(braced ?? bare ?? '') ?? whole;
  });

export const checksIn = (script: string): readonly ScriptCheck[] => {
  const variables = variablesIn(script);
  return linesOf(script).flatMap((written, index): readonly ScriptCheck[] => {
    if (isComment(written)) return [];
    const at = { line: index + 1, text: written.trim() };
    const line = withVariables(written, variables);
    return chainIn(line).flatMap(({ words }): readonly ScriptCheck[] => {
      const command = bareCommand(words);
      const inside = execIn(command);
      if (inside)
        return toolsIn(inside.command).map((tool) => ({
          ...at,
          ...inside,
          ...tool,
          where: 'container',
        }));
      if (/Health\.Status/.test(command.join(' ')))
        return [{ ...at, where: 'engine', words: command }];
      if (!/^(?:curl|wget)$/.test(lastName(command[0] ?? ''))) return [];
      const url = urlIn(command.join(' '), new Map());
      const here = url && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/.test(url.host);
      return here ? [{ ...at, where: 'host', url }] : [];
    });
  });
};

/** Options of `docker exec` and `compose exec` that take a value. */
const valued =
  /^(?:-[euwfp]|--(?:env|env-file|user|workdir|index|file|project-name|project-directory|profile|detach-keys|context|host))$/;

const afterOptions = (words: readonly string[]): readonly string[] => {
  let at = 0;
  while (words[at]?.startsWith('-') ?? false) at += valued.test(words[at] ?? '') ? 2 : 1;
  return words.slice(at);
};

const execIn = (
  words: readonly string[],
): { readonly container: string; readonly command: readonly string[] } | undefined => {
  const [program, ...rest] = words;
  const name = lastName(program ?? '');
  if (name !== 'docker' && name !== 'docker-compose') return undefined;
  let left = afterOptions(rest);
  if (name === 'docker' && (left[0] === 'compose' || left[0] === 'container'))
    left = afterOptions(left.slice(1));
  if (left[0] !== 'exec') return undefined;
  const [container, ...command] = afterOptions(left.slice(1));
  return container === undefined ? undefined : { container, command };
};

/** A shell inside the container may wrap the tool: `sh -c 'wget …'`. */
const toolsIn = (
  command: readonly string[],
): readonly { readonly tool: string; readonly byShell: boolean }[] => {
  const [program = ''] = command;
  const byShell = /(?:^|\/)(?:sh|ash|bash|dash)$/.test(program);
  const inner = byShell ? chainIn(command.at(-1) ?? '').map(({ words }) => words) : [command];
  return inner.flatMap((words) => {
    const [tool] = bareCommand(words);
    return tool !== undefined && asking.test(lastName(tool)) ? [{ tool, byShell }] : [];
  });
};
