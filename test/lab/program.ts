import { chmod, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { z } from 'zod';
import { casesDir } from './cases.ts';
import type { Asking } from './fault.ts';
import type { Ground } from './ground.ts';

const program = fileURLToPath(new URL('../../bin/deploy-doctor.js', import.meta.url));

const result = z.looseObject({
  flow: z.string(),
  inputs: z.record(z.string(), z.unknown()),
  outcome: z.enum(['diagnosed', 'healthy', 'inconclusive', 'not-applicable']),
  diagnosis: z.string().nullable(),
  confidence: z.enum(['confirmed', 'likely', 'possible']).nullable(),
  evidence: z.array(z.looseObject({ because: z.string(), excerpt: z.string() })),
  ruledOut: z.array(z.looseObject({ diagnosis: z.string() })),
  blind: z.array(z.looseObject({ step: z.string(), outcome: z.string(), detail: z.string() })),
});
/** In `triage`, a flow that found nothing is named with its reason only. */
const quiet = z.looseObject({ flow: z.string(), outcome: z.enum(['healthy', 'not-applicable']) });
const document = z.looseObject({
  schemaVersion: z.literal(1),
  command: z.string(),
  targets: z.array(
    z.looseObject({
      error: z.looseObject({ kind: z.string(), message: z.string() }).nullable(),
      results: z.array(z.union([result, quiet])),
    }),
  ),
});

/** One result as the contract has it, with the fields that the lab looks at. */
export type Result = z.infer<typeof result>;
export type Document = z.infer<typeof document>;

/** What the program answered; `document` is undefined where stdout was not the contract's JSON. */
export type Answer = {
  readonly command: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly document: Document | undefined;
  readonly fault: string | undefined;
};

/** Names the folder that holds what the program writes: sessions, configuration, cache. */
export const homeOf = ({ name }: Ground): string => join(casesDir, `${name}.home`);

/** Gives the command that asks the program on a ground, and the environment it is to have. */
export async function commandOn(
  ground: Ground,
  argv: readonly string[],
  asking: Asking = {},
): Promise<{ argv: string[]; env: Record<string, string>; cwd: string }> {
  const home = homeOf(ground);
  await mkdir(home, { recursive: true });
  await chmod(home, 0o777); // the program may run as another user
  const inputs = Object.entries(asking.inputs ?? {});
  return {
    cwd: asking.cwd ?? ground.dir,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: asking.user === undefined ? homedir() : home,
      LANG: 'C.UTF-8',
      ...ground.env,
      XDG_STATE_HOME: join(home, 'state'),
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_CACHE_HOME: join(home, 'cache'),
      ...asking.env,
    },
    argv: [
      ...ground.engine.enter,
      ...(asking.user === undefined ? [] : becoming(asking.user, asking.oldLogin)),
      ...[process.execPath, program, ...argv],
      ...inputs.flatMap(([name, value]) => ['-i', `${name}=${value}`]),
      ...(asking.args ?? []),
    ],
  };
}

/** runuser takes the groups of now. */
const becoming = (user: string, oldLogin: true | undefined): readonly string[] =>
  oldLogin
    ? ['setpriv', '--reuid', user, '--regid', user, '--clear-groups', '--']
    : ['runuser', '-u', user, '--'];

/** Runs the built program on a ground, and reads its document. */
export async function askProgram(
  ground: Ground,
  argv: readonly string[],
  asking: Asking = {},
): Promise<Answer> {
  const { argv: command, env, cwd } = await commandOn(ground, argv, asking);
  const [file = '', ...args] = command;
  const { exitCode, stdout, stderr, escapedCommand, shortMessage } = await execa(file, args, {
    cwd,
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: 120_000,
  });
  if (exitCode === undefined) throw new Error(`${shortMessage}\n${stderr}`);
  const answer = { command: escapedCommand, exitCode, stdout, stderr };
  try {
    return { ...answer, document: document.parse(JSON.parse(stdout)), fault: undefined };
  } catch (error) {
    return { ...answer, document: undefined, fault: String(error) };
  }
}
