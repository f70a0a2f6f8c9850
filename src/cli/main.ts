import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDrawn } from './screen.ts';
import { processShell, type Shell } from './shell.ts';

/** The composition root's entry: everything else is loaded by the command that needs it. */
const main = async (words: readonly string[]): Promise<void> => {
  const shell = processShell();
  const [first] = words;
  if (words.length === 1 && (first === '--version' || first === '-V')) {
    shell.write(`${version()}\n`);
    return;
  }
  const help = isHelp(words) ? readyHelp(words.slice(0, -1).join(' '), shell.columns) : undefined;
  if (help !== undefined) {
    shell.write(help);
    return;
  }
  try {
    const { terminal, screen, env } = shell;
    if (words.length === 0 && terminal.out && terminal.in && isDrawn(env)) {
      // Something to read stands before what draws the wizard is loaded, and no options are parsed.
      screen.enter();
      const { startWizard } = await import('./wizard-start.ts');
      process.exitCode = await startWizard(shell, {});
      return;
    }
    const light = lightCommand(words, shell);
    if (light !== undefined) {
      process.exitCode = await light;
      return;
    }
    const { runProgram } = await import('./program.ts');
    process.exitCode = await runProgram(words, shell, version());
  } catch (error) {
    const { sayFailure } = await import('./failure.ts');
    process.exitCode = sayFailure(error, shell);
  }
};

/** Commands that are given no option need nobody who parses options. */
const lightCommand = (words: readonly string[], shell: Shell): Promise<number> | undefined => {
  const [command, ...rest] = words;
  if (rest.some((word) => word.startsWith('-'))) return undefined;
  const [first = ''] = rest;
  if (command === 'list' && rest.length === 0) {
    return import('./commands/list.ts').then(({ list }) => list(shell, {}));
  }
  if (command === 'explain' && rest.length === 1) {
    return import('./commands/explain.ts').then(({ explain }) => explain(shell, first, {}));
  }
  if (command === 'lookup') {
    return import('./commands/lookup.ts').then(({ lookup }) => lookup(shell, rest.join(' '), {}));
  }
  return undefined;
};

const isHelp = (words: readonly string[]): boolean =>
  words.length <= 2 && ['-h', '--help'].includes(words.at(-1) ?? '');

/** The help as the build found it; of other widths, and without a build, it is made anew. */
const readyHelp = (command: string, columns: number): string | undefined => {
  const file = join(import.meta.dirname, '../help.json');
  if (!existsSync(file)) return undefined;
  type Texts = Readonly<Record<string, Readonly<Record<number, string>>>>;
  return (JSON.parse(readFileSync(file, 'utf8')) as Texts)[command]?.[columns];
};

const version = (): string => {
  const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
};

void main(process.argv.slice(2));
