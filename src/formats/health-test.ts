/** A container's health check, read as the engine runs it. */

export type HealthTest = {
  /** `CMD` starts a program, `CMD-SHELL` a shell; `NONE` switches an image's check off. */
  readonly form: 'CMD' | 'CMD-SHELL' | 'NONE' | 'inherited';
  readonly words: readonly string[];
  /** The line as a person would read it. */
  readonly line: string;
  /** Programs that it starts, as far as the line tells. */
  readonly tools: readonly string[];
  readonly url?: CheckedUrl;
  /** Its output goes to /dev/null: an empty log proves nothing. */
  readonly discards: boolean;
  /** Whatever happens, the line ends with 0. */
  readonly alwaysZero: boolean;
  /** A program form with words that only a shell understands, or a whole line as one word. */
  readonly malformed: boolean;
};

export type CheckedUrl = {
  readonly scheme: 'http' | 'https' | 'tcp';
  readonly host: string;
  readonly port: number;
  readonly path: string;
};

const separators = /(?:\|\||&&|[;|\n])/;
const shellWord = /^(?:\|\||&&|[|;<>&]|\d?>{1,2}&?\d?|2>&1)$/;

/** Words a shell answers itself, or that only wrap another command. */
const builtins = new Set([
  'exit',
  'true',
  'false',
  'test',
  '[',
  '[[',
  'echo',
  'if',
  'then',
  'else',
  'fi',
  'while',
  'do',
  'done',
  'for',
  'exec',
  'eval',
  'set',
  'cd',
  ':',
  '!',
  'return',
  'command',
  'export',
  'read',
  'type',
]);
const wrappers = new Set([
  'timeout',
  'env',
  'nice',
  'exec',
  'command',
  'sudo',
  'gosu',
  'su-exec',
  '!',
  'if',
  'then',
  'while',
  'do',
]);

const firstWords = (line: string): readonly string[] =>
  line.split(separators).flatMap((part) => {
    const words = part
      .replaceAll(/[(){}]/g, ' ')
      .trim()
      .split(/\s+/)
      .filter(Boolean);
    while (words[0] !== undefined) {
      const word = words[0];
      const assignment = /^\w+=/.test(word);
      const argument = /^(?:-\S+|\d+[smh]?)$/.test(word);
      if (!wrappers.has(word) && !assignment && !argument) break;
      words.shift();
    }
    const [tool] = words;
    return tool === undefined || builtins.has(tool) || /["'$`<>]/.test(tool) ? [] : [tool];
  });

/** A shell's `$NAME`, `${NAME}` and `${NAME:-default}`; undefined where a name has no value here. */
const expanded = (text: string, env: ReadonlyMap<string, string>): string | undefined => {
  let open = false;
  const filled = text.replaceAll(
    /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
    (_, braced: string | undefined, otherwise: string | undefined, bare: string | undefined) => {
      const value = env.get(braced ?? bare ?? '') ?? otherwise;
      open ||= value === undefined;
      return value ?? '';
    },
  );
  return open ? undefined : filled;
};

const webPort = (scheme: string, port: string | undefined): number =>
  port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port);

const urlIn = (line: string, env: ReadonlyMap<string, string>): CheckedUrl | undefined => {
  const web = /\b(https?):\/\/([^\s'"|;&)]+)/i.exec(line);
  // wget and curl take a URL without its scheme.
  const bare =
    /\b(?:wget|curl)\b.*?\s((?:localhost|[\d.]+|[\w-]+):[\w${}:-]+(?:\/[^\s'"|;&)]*)?)/.exec(line);
  const written = expanded(web?.[2] ?? bare?.[1] ?? '', env);
  const parts = /^(\[[0-9a-f:]+\]|[^/:?]+)(?::(\d+))?([/?].*)?$/i.exec(written ?? '');
  if (parts) {
    const scheme = web?.[1]?.toLowerCase() === 'https' ? 'https' : 'http';
    return { scheme, host: parts[1] ?? '', port: webPort(scheme, parts[2]), path: parts[3] ?? '/' };
  }
  if (web ?? bare) return undefined;
  const dial =
    /\bnc\b(?:\s+-\w+)*\s+([\w.:[\]-]+)\s+(\S+)/.exec(line) ??
    /\/dev\/tcp\/([^/\s]+)\/(\S+)/.exec(line);
  const port = expanded(dial?.[2] ?? '', env) ?? '';
  if (!dial || !/^\d+$/.test(port)) return undefined;
  return { scheme: 'tcp', host: dial[1] ?? '', port: Number(port), path: '' };
};

export const healthTest = (
  test: readonly string[],
  env: ReadonlyMap<string, string> = new Map(),
): HealthTest => {
  const [form, ...rest] = test;
  const nothing = { tools: [], discards: false, alwaysZero: false, malformed: false };
  if (form === undefined) return { form: 'inherited', words: [], line: '', ...nothing };
  if (form === 'NONE') return { form, words: [], line: '', ...nothing };
  const shell = form === 'CMD-SHELL';
  const words = shell || form === 'CMD' ? rest : test;
  const line = words.join(' ');
  const [program] = words;
  const whole = !shell && words.length === 1 && /\s/.test(program ?? '');
  const stray = !shell && !isShell(program) && words.some((word) => shellWord.test(word));
  const script = isShell(program) ? (words.at(-1) ?? '') : line;
  const tools =
    shell || isShell(program) ? firstWords(script) : program === undefined ? [] : [program];
  const url = urlIn(line, env);
  return {
    form: shell ? 'CMD-SHELL' : 'CMD',
    words,
    line,
    tools: whole ? firstWords(line) : [...new Set(tools)],
    ...(url && { url }),
    discards:
      /(?:&>|\d?>)\s*\/dev\/null/.test(line) || (/\bwget\b/.test(line) && /\s-q\b/.test(line)),
    alwaysZero: /(?:\|\||;)\s*(?:true|:|exit 0)\s*['"]?$/.test(line.trim()),
    malformed: whole || stray,
  };
};

export const isShell = (program: string | undefined): boolean =>
  /(?:^|\/)(?:sh|ash|bash|dash)$/.test(program ?? '');
