import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDrawn } from './screen.ts';
import { processShell } from './shell.ts';

/** The composition root's entry: everything else is loaded by the command that needs it. */
const main = async (words: readonly string[]): Promise<void> => {
  const shell = processShell();
  const [first] = words;
  if (words.length === 1 && (first === '--version' || first === '-V')) {
    shell.write(`${version()}\n`);
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
    const { runProgram } = await import('./program.ts');
    process.exitCode = await runProgram(words, shell, version());
  } catch (error) {
    const { sayFailure } = await import('./failure.ts');
    process.exitCode = sayFailure(error, shell);
  }
};

const version = (): string => {
  const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
};

void main(process.argv.slice(2));
