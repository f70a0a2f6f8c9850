import { UserError } from '../../errors.ts';
import { reduce } from '../../core/reduce.ts';
import { emptyState, type State } from '../../core/session.ts';
import { exit } from '../exit.ts';
import type { Given } from '../program.ts';
import { readSession, sessionIds } from '../session-files.ts';
import { holderOf } from '../session-holder.ts';
import type { Shell } from '../shell.ts';

/** What a line of the list says. */
type Listed = {
  readonly session: string;
  readonly startedAt: string;
  readonly command: string;
  readonly targets: readonly string[];
  readonly problems: number;
  /** False: it was cut off, and can be gone on with where it was. */
  readonly ended: boolean;
  /** The process that has it open. */
  readonly openIn: number | null;
  /** Why it cannot be read. */
  readonly broken: string | null;
};

/** More of them nobody reads; the JSON form holds all. */
const most = 30;

/** The recorded sessions, the newest first. */
export const sessions = async (shell: Shell, given: Given): Promise<number> => {
  const ids = sessionIds(shell);
  if (given['json'] === true) {
    const all = ids.map((id) => listed(shell, id));
    const document = { schemaVersion: 1, command: 'sessions', targets: [], sessions: all };
    shell.write(`${JSON.stringify(document, null, 2)}\n`);
    return exit.fine;
  }
  for (const id of ids.slice(0, most)) shell.print(lineOf(listed(shell, id)));
  if (ids.length > most) shell.say(`and ${ids.length - most} older ones`);
  if (ids.length === 0) shell.say('No session is recorded yet.');
  else shell.say('Go on with one: deploy-doctor resume <id>; without an id, with the last.');
  return exit.fine;
};

const listed = (shell: Shell, id: string): Listed => {
  try {
    const state = readSession(shell, id).events.reduce(reduce, emptyState);
    return { ...summaryOf(id, state), openIn: holderOf(shell, id)?.pid ?? null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...summaryOf(id, emptyState), broken: error.message };
  }
};

const summaryOf = (session: string, state: State): Listed => ({
  session,
  startedAt: state.startedAt,
  command: state.command,
  targets: Object.values(state.targets).map(({ label }) => label),
  problems: Object.values(state.runs).filter(({ ended }) => ended?.reason === 'diagnosed').length,
  ended: state.endedAt !== undefined,
  openIn: null,
  broken: null,
});

const lineOf = (listed: Listed): string => {
  const { session, command, targets, problems, ended, openIn, broken } = listed;
  if (broken !== null) return `${session}  broken: ${broken}`;
  const [first = '', ...others] = targets;
  const where = others.length > 0 ? `${first} and ${others.length} more` : first;
  const found = `${problems} ${problems === 1 ? 'problem' : 'problems'}`;
  const how = openIn === null ? (ended ? '' : '  cut off') : `  open in process ${openIn}`;
  return `${session}  ${command.padEnd(7)} ${where}  ${found}${how}`;
};
