import { Option, type Command } from 'commander';
import { UserError } from '../errors.ts';
import { registerFlow } from './commands/flow.ts';
import { laterOptions } from './later.ts';
import type { Given } from './program.ts';
import type { Shell } from './shell.ts';

/** Adds a command, and gives it back with its own commands; `done` takes its exit code. */
type Verb = (program: Command, shell: Shell, done: (code: number) => void) => readonly Command[];

const triage: Verb = (program, shell, done) => {
  const triage = program
    .command('triage')
    .description('run every flow that can apply, and rank what is found')
    .action(async (_: Given, command: Command) => {
      const { triage: call } = await import('./commands/triage.ts');
      done(await call(shell, merged(command)));
    });
  targetOptions(triage);
  fixOptions(triage);
  outputOptions(triage);
  return [triage];
};

const run: Verb = (program, shell, done) => {
  const run = program
    .command('run')
    .argument('<flow>')
    .description('run one flow; on a terminal, in the wizard')
    .action(async (flow: string, _: Given, command: Command) => {
      const { run: call } = await import('./commands/run.ts');
      done(await call(shell, flow, merged(command)));
    });
  targetOptions(run);
  fixOptions(run);
  outputOptions(run);
  return [run];
};

const undo: Verb = (program, shell, done) => {
  const undo = program
    .command('undo')
    .argument('[id]')
    .description(
      'take back what a fix of a session changed; of the last one that changed something',
    )
    .action(async (id: string | undefined, _: Given, command: Command) => {
      const { undo: call } = await import('./commands/undo.ts');
      done(await call(shell, id, merged(command)));
    });
  targetOptions(undo);
  approvalOptions(undo);
  undo.option('--json', 'one JSON document on standard output');
  return [undo];
};

const lookup: Verb = (program, shell, done) => {
  const lookup = program
    .command('lookup')
    .argument('[text...]')
    .description('name the flows whose signatures a text or a log holds; offline')
    .option('--file <log>', 'a log of any size, instead of text; standard input without either')
    .option('--timeline', 'what came first, what followed, and what stays')
    .option('--remember', 'keep a text that no flow knows as the draft of a flow, in ./drafts')
    .option('--timeout <s>', 'how long a silent input is waited for, in seconds (60)')
    .option('--json', 'one JSON document')
    .action(async (text: readonly string[], _: Given, command: Command) => {
      const { lookup: call } = await import('./commands/lookup.ts');
      done(await call(shell, text.join(' '), merged(command)));
    });
  ownFlows(lookup);
  return [lookup];
};

const explain: Verb = (program, shell, done) => {
  const explain = program
    .command('explain')
    .argument('[flow[/diagnosis]]')
    .description('tell what a flow or a diagnosis means, and how it is told apart; offline')
    .option('--html <dir>', 'write the whole catalogue as pages for a browser')
    .action(async (what: string | undefined, _: Given, command: Command) => {
      const { explain: call } = await import('./commands/explain.ts');
      done(await call(shell, what ?? '', merged(command)));
    });
  ownFlows(explain);
  return [explain];
};

const list: Verb = (program, shell, done) => {
  const list = program
    .command('list')
    .description('list the flows, one line each; offline')
    .option('--json', 'one JSON document')
    .action(async (_: Given, command: Command) => {
      const { list: call } = await import('./commands/list.ts');
      done(await call(shell, merged(command)));
    });
  ownFlows(list);
  return [list];
};

const sessions: Verb = (program, shell, done) => {
  const sessions = program
    .command('sessions')
    .description('list the recorded sessions, the newest first')
    .option('--json', 'one JSON document')
    .action(async (_: Given, command: Command) => {
      const { sessions: call } = await import('./commands/sessions.ts');
      done(await call(shell, merged(command)));
    });
  return [sessions];
};

const resume: Verb = (program, shell, done) => {
  const resume = program
    .command('resume')
    .argument('[id]')
    .description('go on with a recorded session; without an id, with the last')
    .action(async (id: string | undefined, _: Given, command: Command) => {
      const { resume: call } = await import('./commands/resume.ts');
      done(await call(shell, id, merged(command)));
    });
  ownFlows(resume);
  limits(resume);
  outputOptions(resume);
  return [resume];
};

/** The commands of this version, in the order of the help. Each loads its work when called. */
export const verbs: Readonly<Record<string, Verb>> = {
  ...{ triage, run, undo, lookup, explain, list, sessions, resume },
  flow: registerFlow,
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

export const targetOptions = (command: Command): void => {
  command
    .option('-H, --host <[user@]host[:port]>', 'the host to look at, over ssh (repeatable)', each)
    .option('--hosts-from <source>', 'hosts of ssh-config, ansible:<inventory>, or a file')
    .option('--ssh <client>', 'the program that connects: ssh2 or openssh')
    .option('--sudo', 'look as root too, where that shows more')
    .option('--docker <context|url|socket>', 'the Docker engine to look at')
    .option('-p, --project <dir>', "the compose project's folder on the target")
    .option('-i, --input <name=value>', 'answer a question before it is asked (repeatable)', each);
  ownFlows(command);
  limits(command);
  later(command, laterOptions);
};

const limits = (command: Command): void => {
  command
    .option('--timeout <s>', 'limit of one probe, in seconds')
    .option('--deadline <s>', 'limit of the whole, in seconds')
    .option('--read-only', 'let no fix run, whatever else is given')
    .option('--no-exec', 'start no process in a container')
    .option('--no-color', 'no colour (also NO_COLOR, TERM=dumb)');
};

const fixOptions = (command: Command): void => {
  command.option('--fix <id>', 'carry out this fix of the one problem that is found');
  approvalOptions(command);
};

const approvalOptions = (command: Command): void => {
  command
    .option('--dry-run', 'show the plan, and change nothing')
    .option('--yes', 'carry the plan out without a question')
    .option('--confirm <name>', 'where data may be lost: the name that the plan shows');
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
