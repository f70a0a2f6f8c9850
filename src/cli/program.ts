import { Command, CommanderError, Option } from 'commander';
import { UserError } from '../errors.ts';
import { meant } from '../core/nearest-word.ts';
import { registerFlow } from './commands/flow.ts';
import { asUserError } from './failure.ts';
import { laterCommands, laterExplainOptions, laterLookupOptions, laterOptions } from './later.ts';
import type { Shell } from './shell.ts';

/** Options as commander gives them; each command reads those it has. */
export type Given = Readonly<Record<string, unknown>>;

/** Every command, each loaded when it is called. Gives the exit code. */
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
      'Finds out why a Docker Compose deployment is broken, with evidence. It reads and never writes.',
    )
    .usage('[command] [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .enablePositionalOptions()
    .argument('[word...]')
    .action(async (rest: readonly string[], options: Given) => {
      const [word] = rest;
      if (word !== undefined) throw unknownCommand(program, word);
      if (!shell.terminal.out) {
        program.outputHelp({ error: true });
        return done(2);
      }
      const { startWizard } = await import('./wizard-start.ts');
      done(await startWizard(shell, options));
    });
  targetOptions(program);

  const triage = program
    .command('triage')
    .description('run every flow that can apply, and rank what is found')
    .action(async (_: Given, command: Command) => {
      const { triage: call } = await import('./commands/triage.ts');
      done(await call(shell, merged(command)));
    });
  targetOptions(triage);
  outputOptions(triage);

  const run = program
    .command('run')
    .argument('<flow>')
    .description('run one flow; on a terminal, in the wizard')
    .action(async (flow: string, _: Given, command: Command) => {
      const { run: call } = await import('./commands/run.ts');
      done(await call(shell, flow, merged(command)));
    });
  targetOptions(run);
  outputOptions(run);

  const lookup = program
    .command('lookup')
    .argument('[text...]')
    .description('name the flows whose signatures a text or a log holds; offline')
    .option('--file <log>', 'a log of any size, instead of text; standard input without either')
    .option('--json', 'one JSON document')
    .action(async (text: readonly string[], _: Given, command: Command) => {
      const { lookup: call } = await import('./commands/lookup.ts');
      done(await call(shell, text.join(' '), merged(command)));
    });
  ownFlows(lookup);
  later(lookup, laterLookupOptions);

  const explain = program
    .command('explain')
    .argument('<flow[/diagnosis]>')
    .description('tell what a flow or a diagnosis means, and how it is told apart; offline')
    .action(async (what: string, _: Given, command: Command) => {
      const { explain: call } = await import('./commands/explain.ts');
      done(await call(shell, what, merged(command)));
    });
  ownFlows(explain);
  later(explain, laterExplainOptions);

  const list = program
    .command('list')
    .description('list the flows, one line each; offline')
    .option('--json', 'one JSON document')
    .action(async (_: Given, command: Command) => {
      const { list: call } = await import('./commands/list.ts');
      done(await call(shell, merged(command)));
    });
  ownFlows(list);

  const authors = registerFlow(program, shell, done);

  for (const [name, instead] of Object.entries(laterCommands)) {
    program
      .command(name, { hidden: true })
      .argument('[word...]')
      .allowUnknownOption()
      .helpOption(false)
      .action(() => {
        throw new UserError(`\`deploy-doctor ${name}\` is not in this version.`, instead);
      });
  }

  for (const each of [program, ...program.commands, ...authors]) {
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
    const [first = ''] = words;
    const known = program.commands.some((command) => command.name() === first);
    throw asUserError(
      complaint || error.message,
      known ? `deploy-doctor ${first}` : 'deploy-doctor',
    );
  }
  return code;
};

const unknownCommand = (program: Command, word: string): UserError => {
  const names = program.commands.map((command) => command.name());
  return new UserError(
    `There is no command \`${word}\`. ${meant(
      word,
      names.filter((name) => !(name in laterCommands)),
    )}`,
    'An error text is looked up with `deploy-doctor lookup`; `deploy-doctor --help` shows the rest.',
  );
};

/** A list option given before and after the command's name counts both times. */
const merged = (command: Command): Given => {
  const outer = command.parent?.opts<Given>() ?? {};
  const inner = command.opts<Given>();
  const names = new Set([...Object.keys(outer), ...Object.keys(inner)]);
  return Object.fromEntries(
    [...names].map((name) => {
      const [before, after] = [outer[name], inner[name]];
      if (isList(before) && isList(after)) return [name, [...before, ...after]];
      const said = command.getOptionValueSource(name) !== 'default' && after !== undefined;
      return [name, said || before === undefined ? after : before];
    }),
  );
};

const isList = (value: unknown): value is readonly string[] => Array.isArray(value);

const each = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

const ownFlows = (command: Command): void => {
  command.option('--flows <dir>', 'more flows, from this folder (repeatable)', each);
};

const targetOptions = (command: Command): void => {
  command
    .option('--docker <context|url|socket>', 'the Docker engine to look at')
    .option('-p, --project <dir>', "the compose project's folder on the target")
    .option('-i, --input <name=value>', 'answer a question before it is asked (repeatable)', each);
  ownFlows(command);
  command
    .option('--timeout <s>', 'limit of one probe, in seconds')
    .option('--deadline <s>', 'limit of the whole, in seconds')
    .option('--read-only', 'let no fix run, whatever else is given')
    .option('--no-exec', 'start no process in a container')
    .option('--no-color', 'no colour (also NO_COLOR, TERM=dumb)');
  later(command, laterOptions);
};

const outputOptions = (command: Command): void => {
  command
    .option('--json', 'one JSON document on standard output')
    .option('--plain', 'append-only lines; asks nothing')
    .option('--report <format>', 'also write a report: md or json')
    .option('--out <file>', 'where the report goes');
};

const later = (command: Command, options: Readonly<Record<string, string>>): void => {
  for (const [flags, instead] of Object.entries(options)) {
    const option = new Option(flags).hideHelp();
    command.addOption(option).on(`option:${option.name()}`, () => {
      throw new UserError(`\`${option.long ?? flags}\` is not in this version.`, instead);
    });
  }
};
