import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { meant } from '../core/nearest-word.ts';
import type { Flow } from '../core/flow.ts';
import type { TargetSpec } from '../core/target-spec.ts';
import { asksOf } from './fix-answers.ts';
import type { Given } from './program.ts';
import type { Shell } from './shell.ts';
import { namedTargets } from './named-targets.ts';

/** What was said on the command line about the target and how to look at it. */
export type TargetOptions = {
  /** At least one; without `--host` this machine. */
  readonly specs: readonly [TargetSpec, ...TargetSpec[]];
  readonly inputs: Readonly<Record<string, string>>;
  /** Limit of one probe. */
  readonly timeoutMs: number;
  /** Limit of the whole. */
  readonly deadlineMs?: number;
};

/** Nothing may be changed, whatever is approved. */
export const isReadOnly = ({ specs }: TargetOptions): boolean =>
  specs.some(({ readOnly }) => readOnly === true);

const defaultTimeoutMs = 10_000;

export const readTargetOptions = async (
  shell: Shell,
  given: Given,
  flows: readonly Flow[],
): Promise<TargetOptions> => {
  const { docker, project, timeout, deadline } = given as Readonly<
    Record<string, string | undefined>
  >;
  const timeoutMs = timeout === undefined ? defaultTimeoutMs : milliseconds('--timeout', timeout);
  const readOnly = given['readOnly'] === true || isSet(shell.env['DEPLOY_DOCTOR_READ_ONLY']);
  const named = await namedTargets(shell, given);
  const specs = named.map((way): TargetSpec => ({
    ...way,
    ...(docker !== undefined && { docker }),
    ...(project !== undefined && { project: projectOf(shell, project, way) }),
    ...(readOnly && { readOnly: true }),
    ...(given['exec'] === false && { noExec: true }),
    ...(timeout !== undefined && { timeoutMs }),
    ...(given['sudo'] === true && { sudo: true }),
  }));
  const [first = { kind: 'local' }, ...others] = specs;
  return {
    specs: [first, ...others],
    inputs: readInputs(given, flows),
    timeoutMs,
    ...(deadline !== undefined && { deadlineMs: milliseconds('--deadline', deadline) }),
  };
};

const milliseconds = (option: string, text: string): number => {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000;
  throw new UserError(
    `${option} was given \`${text}\`.`,
    'Give a number of seconds, such as 10 or 0.5.',
  );
};

/** `0` and nothing at all say no; whatever else it holds says yes. */
const isSet = (value: string | undefined): boolean => value !== undefined && !/^0?$/.test(value);

/** A folder that is there; else it is a project's name. */
const projectOf = ({ cwd }: Shell, text: string, { kind }: TargetSpec): string => {
  // What is there on another host only that host can tell.
  if (kind === 'ssh') return text;
  const folder = resolve(cwd, text);
  if (existsSync(folder) && statSync(folder).isDirectory()) return folder;
  if (!text.includes('/')) return text;
  throw new UserError(
    `There is no folder ${folder}.`,
    "Give the compose project's folder, or its name, with `--project`.",
  );
};

const readInputs = (given: Given, flows: readonly Flow[]): Readonly<Record<string, string>> => {
  const pairs = (given['input'] as readonly string[] | undefined) ?? [];
  const ofFlows = new Set(flows.flatMap(({ inputs }) => Object.keys(inputs)));
  // What the ordered fix asks is an answer to it, and no input of a flow.
  const ofFix = Object.keys(asksOf(flows, given['fix'] as string | undefined));
  const known = [...new Set([...ofFlows, ...ofFix])].sort();
  const inputs: Record<string, string> = {};
  for (const pair of pairs) {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined) {
      throw new UserError(
        `--input was given \`${pair}\`.`,
        'Give a name and a value: `-i container=shop-api-1`.',
      );
    }
    if (!known.includes(name)) {
      const whose = flows.length === 1 ? (flows[0]?.id ?? '') : 'Any flow';
      throw new UserError(
        `${whose} has no input \`${name}\`. ${meant(name, known)}`,
        'Leave it out, or give one of these.',
      );
    }
    if (!ofFlows.has(name)) continue;
    const before = inputs[name];
    if (before !== undefined && before !== value) {
      throw new UserError(
        `\`${name}\` was given twice: ${before} and ${value}.`,
        'Give one of the two.',
      );
    }
    inputs[name] = value;
  }
  return inputs;
};
