/** How an interpreter was told to start, from its arguments. */
export type Call =
  | { readonly kind: 'script'; readonly script: string }
  | { readonly kind: 'module'; readonly module: string }
  /** `-c`, standard input, or a prompt: what runs stands in no file. */
  | { readonly kind: 'code' };

export type PythonCall = {
  readonly call: Call;
  /** Environment variables are ignored (`-E`, `-I`). */
  readonly ignoresEnvironment: boolean;
  /** Neither the script's folder nor the working directory is searched (`-P`, `-I`). */
  readonly safePath: boolean;
  readonly noUserSite: boolean;
  readonly noSite: boolean;
};

export const isPython = (program: string): boolean =>
  /^(?:.*\/)?(?:python|pypy)(?:\d(?:\.\d+)?)?$/.test(program);

export const isNode = (program: string): boolean => /^(?:.*\/)?(?:node|nodejs)$/.test(program);

export const pythonCall = (args: readonly string[]): PythonCall => {
  const flags = new Set<string>();
  const end = (call: Call): PythonCall => ({
    call,
    ignoresEnvironment: flags.has('E') || flags.has('I'),
    safePath: flags.has('P') || flags.has('I'),
    noUserSite: flags.has('s') || flags.has('I'),
    noSite: flags.has('S'),
  });
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (!word.startsWith('-') || word === '-') {
      return end(word === '-' ? { kind: 'code' } : { kind: 'script', script: word });
    }
    if (word.startsWith('--')) continue;
    for (let index = 1; index < word.length; index += 1) {
      const letter = word.charAt(index);
      const rest = word.slice(index + 1);
      if (letter === 'm') return end({ kind: 'module', module: rest || (args[at + 1] ?? '') });
      if (letter === 'c') return end({ kind: 'code' });
      if (letter === 'W' || letter === 'X') {
        if (rest === '') at += 1;
        break;
      }
      flags.add(letter);
    }
  }
  return end({ kind: 'code' });
};

const nodeValued =
  /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file|--title)$/;

export const nodeCall = (args: readonly string[]): Call => {
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (nodeValued.test(word)) at += 1;
    else if (/^(?:-e|--eval|-p|--print|-)$/.test(word)) return { kind: 'code' };
    else if (!word.startsWith('-')) return { kind: 'script', script: word };
  }
  return { kind: 'code' };
};
