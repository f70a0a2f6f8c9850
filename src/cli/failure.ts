import { UserError } from '../errors.ts';
import { exit } from './exit.ts';
import type { Shell } from './shell.ts';

/** Says why a command ended early, and what to do about it; gives the exit code. */
export const sayFailure = (error: unknown, shell: Shell): number => {
  if (error instanceof UserError) {
    shell.say(`deploy-doctor: ${error.message}`);
    shell.say(error.next);
    return error.exit;
  }
  if (shell.env['DEPLOY_DOCTOR_DEBUG'] === '1' && error instanceof Error) {
    shell.say(error.stack ?? error.message);
  }
  const words = error instanceof Error ? error.message : String(error);
  shell.say(`deploy-doctor: this is a bug in deploy-doctor, not a finding: ${words}`);
  shell.say(
    'Report it with the command you gave and what it prints under DEPLOY_DOCTOR_DEBUG=1. Nothing was changed.',
  );
  return exit.bug;
};

/** Bugs that a look met on its way, each once; undefined where there was none. */
export const sayBugs = (bugs: readonly unknown[], shell: Shell): number | undefined => {
  const each = new Map(bugs.map((bug) => [bug instanceof Error ? bug.message : String(bug), bug]));
  let code: number | undefined;
  for (const bug of each.values()) code = sayFailure(bug, shell);
  return code;
};

/** What a full or read-only disk takes away; said once, when the look is over. */
export const sayUnkept = (trouble: string | undefined, shell: Shell): void => {
  if (trouble === undefined) return;
  shell.say(`The session is not kept on disk: ${trouble}.`);
  shell.say('What was found is told all the same; it cannot be resumed, and no fix is applied.');
};

/** Commander's complaints, in the words and with the exit code of every other wrong usage. */
export const asUserError = (complaint: string, command: string): UserError => {
  const [first = '', ...more] = complaint.replace(/^error: /, '').split('\n');
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.?$/, '.')}`;
  const hint = more
    .join(' ')
    .trim()
    .replace(/^\((.*)\)$/, '$1');
  return new UserError(sentence, `${hint} \`${command} --help\` shows what there is.`.trim());
};
