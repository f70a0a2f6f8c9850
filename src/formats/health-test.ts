import { mindsOf, ownLimitMs, type Minds } from './check-minds.ts';
import { urlIn, type CheckedUrl } from './checked-url.ts';
import { bareCommand, chainIn, isBuiltin, type ChainedCommand } from './shell-line.ts';

/** A container's health check, read as the engine runs it. */
export type HealthTest = {
  /** `CMD` starts a program, `CMD-SHELL` a shell; `NONE` switches an image's check off. */
  readonly form: 'CMD' | 'CMD-SHELL' | 'NONE';
  /** The line as a person would read it. */
  readonly line: string;
  /** Programs that it starts in any case; with `alternatives`, one of each. */
  readonly tools: readonly string[];
  /** `curl … || wget …`: one that works is enough. */
  readonly alternatives: boolean;
  /** The shell that has to be there. */
  readonly shell?: string;
  readonly url?: CheckedUrl;
  readonly method: 'GET' | 'HEAD';
  readonly minds: Minds;
  /** Its client gives up by itself after this time. */
  readonly ownLimitMs?: number;
  /** Words that mean nothing where they stand: operators without a shell, a line as one word. */
  readonly stray: readonly string[];
};

export type HealthSettings = {
  readonly env?: ReadonlyMap<string, string>;
  /** The image's own SHELL, where it names one. */
  readonly shell?: readonly string[];
};

const operator = /^(?:\|\||&&|[|;<>&]|\d?>{1,2}&?\d?|\d?>{1,2}\/\S+|2>&1)$/;

export const healthTest = (
  test: readonly string[],
  { env = new Map(), shell = [] }: HealthSettings = {},
): HealthTest => {
  const [form = 'NONE', ...words] = test;
  if (form === 'NONE') {
    const nothing = { alternatives: false, method: 'GET', minds: 'unknown', stray: [] } as const;
    return { form, line: '', tools: [], ...nothing };
  }
  const byShell = form === 'CMD-SHELL';
  const [program = ''] = words;
  const nested = isShell(program) && words.some((word) => /^-\w*c$/.test(word));
  const script = byShell ? program : nested ? (words.at(-1) ?? '') : undefined;
  const line = words.join(' ');
  const chain: readonly ChainedCommand[] =
    script === undefined ? [{ joint: '', words }] : chainIn(script);
  const { tools, alternatives } = toolsOf(chain);
  // Without a shell nothing is filled in: `$PORT` is four letters more.
  const url = urlIn(script ?? line, script === undefined ? new Map() : env);
  const limitMs = ownLimitMs(line);
  return {
    form: byShell ? 'CMD-SHELL' : 'CMD',
    line,
    tools,
    alternatives,
    ...(byShell && { shell: shell[0] ?? '/bin/sh' }),
    ...(!byShell && isShell(program) && { shell: program }),
    ...(url && { url }),
    method: /\bcurl\b.*\s(?:-[a-zA-Z]*I|--head)\b|--spider\b/.test(line) ? 'HEAD' : 'GET',
    minds: mindsOf(chain),
    ...(limitMs !== undefined && { ownLimitMs: limitMs }),
    stray: strayIn(words, byShell, script !== undefined),
  };
};

export const isShell = (program: string | undefined): boolean =>
  /(?:^|\/)(?:sh|ash|bash|dash)$/.test(program ?? '');

const isProgram = (word: string | undefined): word is string =>
  word !== undefined && !isBuiltin(word) && !/[$`*?<>{}]/.test(word);

type Needed = { readonly tools: readonly string[]; readonly alternatives: boolean };

const unknown: Needed = { tools: [], alternatives: false };
const harmless = /^(?:cd|set|export|umask|ulimit|:)$/;

/** The programs without which it cannot pass: those of the first pipeline, which runs in any case. */
const toolsOf = (chain: readonly ChainedCommand[]): Needed => {
  const start = chain.findIndex(({ words }) => !harmless.test(words[0] ?? ''));
  const [first, ...rest] = start < 0 ? [] : chain.slice(start);
  if (!first || !isProgram(programOf(first))) return unknown;
  const after = rest.findIndex(({ joint }) => joint !== '|');
  const pipeline = [first, ...rest.slice(0, after < 0 ? undefined : after)];
  const tools = [...new Set(pipeline.map(programOf).filter(isProgram))];
  const others = after < 0 ? [] : rest.slice(after);
  const instead = others.filter((each) => each.joint === '||' && isProgram(programOf(each)));
  switch (others[0]?.joint) {
    case undefined:
    case '':
    case '|':
      return { tools, alternatives: false };
    case '&&':
      return instead.length === 0 ? { tools, alternatives: false } : unknown;
    case ';':
      return first.words[0] === 'if' ? { tools, alternatives: false } : unknown;
    case '||': {
      const ways = [tools[0], ...instead.map(programOf)].filter(isProgram);
      return instead.length === 0
        ? { tools, alternatives: false }
        : { tools: ways, alternatives: true };
    }
  }
};

const programOf = ({ words }: ChainedCommand): string | undefined => bareCommand(words)[0];

const strayIn = (
  words: readonly string[],
  byShell: boolean,
  hasScript: boolean,
): readonly string[] => {
  // `sh -c curl -f URL` runs `curl`: the other words are its parameters.
  if (byShell) return words.slice(1);
  if (hasScript) return [];
  const [program = ''] = words;
  if (words.length === 1 && /\s/.test(program)) return words;
  return words.filter((word) => operator.test(word) || /\$\{?[A-Za-z_]\w*/.test(word));
};
