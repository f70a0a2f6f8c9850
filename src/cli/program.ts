import { Command, CommanderError } from 'commander';
import { UserError } from '../errors.ts';
import { meant } from '../core/nearest-word.ts';
import { asUserError } from './failure.ts';
import { laterCommands } from './later.ts';
import type { Shell } from './shell.ts';
import { targetOptions, verbs } from './verbs.ts';

/** Options as commander gives them; each command reads those it has. */
export type Given = Readonly<Record<string, unknown>>;

/** Runs what the words name. Gives the exit code. */
export const runProgram = async (
  words: readonly string[],
  shell: Shell,
  version: string,
): Promise<number> => {
  let code = 0;
  let complaint = '';
  const program = new Command('deploy-doctor');
  const done = (made: number): void => {
    code = made;
  };

  program
    .description(
      'Finds out why a Docker Compose deployment is broken, with evidence, and mends it once you have approved the plan.',
    )
    .usage('[command] [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .enablePositionalOptions()
    .argument('[word...]')
    .action(async (rest: readonly string[], options: Given) => {
      const [word] = rest;
      if (word !== undefined) throw unknownCommand(word);
      if (options['plain'] === true) {
        const { triage } = await import('./commands/triage.ts');
        return done(await triage(shell, options));
      }
      if (!shell.terminal.out) {
        program.outputHelp({ error: true });
        return done(2);
      }
      const { startWizard } = await import('./wizard-start.ts');
      done(await startWizard(shell, options));
    });

  // To describe them all takes longer than to do what most of them do: where the first word names
  // one, the others are left out, and so are the options that stand before a command.
  const [first = ''] = words;
  const isKnown = Object.hasOwn(verbs, first);
  if (!isKnown) {
    targetOptions(program);
    program.option('--plain', 'no screen: what `triage` finds, as append-only lines');
  }
  const named = Object.entries(verbs).filter(([name]) => !isKnown || name === first);
  const commands = named.flatMap(([, register]) => register(program, shell, done));

  for (const [name, instead] of isKnown ? [] : Object.entries(laterCommands)) {
    program
      .command(name, { hidden: true })
      .argument('[word...]')
      .allowUnknownOption()
      .helpOption(false)
      .action(() => {
        throw new UserError(`\`deploy-doctor ${name}\` is not in this version.`, instead);
      });
  }

  for (const each of [program, ...program.commands, ...commands]) {
    each.exitOverride().configureOutput({
      getOutHelpWidth: () => shell.columns,
      getErrHelpWidth: () => shell.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      writeOut: (text) => shell.write(text),
      writeErr: (text) => shell.say(text.trimEnd()),
      outputError: (text) => {
        complaint = text;
      },
    });
  }
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    throw asUserError(
      complaint || error.message,
      isKnown ? `deploy-doctor ${first}` : 'deploy-doctor',
    );
  }
  return code;
};

const unknownCommand = (word: string): UserError =>
  new UserError(
    `There is no command \`${word}\`. ${meant(word, Object.keys(verbs))}`,
    'An error text is looked up with `deploy-doctor lookup`; `deploy-doctor --help` shows the rest.',
  );
