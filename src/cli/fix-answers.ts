import { readFileSync } from 'node:fs';
import { UserError } from '../errors.ts';
import type { Flow } from '../core/flow.ts';
import type { Given } from './program.ts';
import type { Shell } from './shell.ts';

/** What a fix asks of a person, answered on the command line: `-i name=value`. */
export type FixAnswers = Readonly<Record<string, string>>;

type Asks = NonNullable<Flow['fixes'][string]['ask']>;

export const asksOf = (flows: readonly Flow[], fix: string | undefined): Asks =>
  Object.assign(
    {},
    ...flows.map(({ fixes }) => (fix === undefined ? undefined : fixes[fix]?.ask)),
  ) as Asks;

/**
 * The arguments of a program are there for everybody on its host to read: a secret comes from standard
 * input (`-i name=@-`) or from the environment (`-i name=@env:NAME`).
 */
export const readFixAnswers = (shell: Shell, given: Given, flows: readonly Flow[]): FixAnswers => {
  const asks = asksOf(flows, given['fix'] as string | undefined);
  const pairs = (given['input'] as readonly string[] | undefined) ?? [];
  const answers = pairs.flatMap((pair) => {
    const at = pair.indexOf('=');
    const [name, text] = [pair.slice(0, at), pair.slice(at + 1)];
    const asked = Object.hasOwn(asks, name) ? asks[name] : undefined;
    if (!asked) return [];
    const read = readAnswer(shell, name, text);
    if (asked.kind === 'secret' && read === undefined) {
      throw new UserError(
        `The value of \`${name}\` is a secret, and does not belong on a command line: everybody on this host can read it there.`,
        `Hand it over on standard input, ${ways(name)}.`,
      );
    }
    return [[name, read ?? text] as const];
  });
  return Object.fromEntries(answers);
};

const ways = (name: string): string =>
  `with \`-i ${name}=@-\`, or in a variable, with \`-i ${name}=@env:NAME\``;

/** Undefined: it stands there itself. */
const readAnswer = ({ env, terminal }: Shell, name: string, text: string): string | undefined => {
  if (text === '@-') {
    if (terminal.in) {
      throw new UserError(
        `\`${name}\` is to come from standard input, and that is a terminal.`,
        'Pipe it in, or choose the fix in the wizard, which asks for it.',
      );
    }
    return lineOf(readFileSync(0, 'utf8'), name);
  }
  const [, variable] = /^@env:(\w+)$/.exec(text) ?? [];
  return variable === undefined ? undefined : lineOf(env[variable] ?? '', name);
};

/** Without the line end that `echo` adds. */
const lineOf = (text: string, name: string): string => {
  const line = text.replace(/\r?\n$/, '');
  if (line !== '') return line;
  throw new UserError(`What was handed over for \`${name}\` is empty.`, 'Give its value.');
};

/** Every question of the fix must be answered before anything is looked for. */
export const refuseOpenAsks = (flow: Flow, fix: string, answers: FixAnswers): void => {
  const open = Object.entries(asksOf([flow], fix)).filter(
    ([name]) => !Object.hasOwn(answers, name),
  );
  const [first] = open;
  if (!first) return;
  throw new UserError(
    `\`${fix}\` needs what only a person knows: ${open.map(([name]) => name).join(', ')}.`,
    first[1].kind === 'secret'
      ? `Hand it over on standard input, ${ways(first[0])}.`
      : `Give it with \`-i ${first[0]}=…\`.`,
  );
};
