import { changeWords } from '../core/request-words.ts';
import type { Failure } from '../core/outcome.ts';
import type { Reply } from '../core/target.ts';
import { refusal } from './failure.ts';
import type { Run } from './file-change.ts';

/** Starts programs on the target's machine: here, or behind ssh. */
export type Runs = (request: Run, signal: AbortSignal) => Promise<Reply>;

/**
 * A change that was begun comes to its end, though whoever began it is killed or cut off: half a
 * `docker compose up` or `apt-get install` is worse than all of it. The program runs beside its
 * starter, who waits for its status; what it says once nobody listens any more is thrown away, as
 * a broken pipe would end it. The word after the script tells by /proc that it still runs.
 */
const held = `
command -v -- "$1" >/dev/null 2>&1 || { printf '%s: not found\\n' "$1" >&2; exit 127; }
exec 5<&0 7>&1 8>&2
pass() { ( trap '' PIPE; cat; exec cat >/dev/null 2>&1 ); }
status=$(
  exec 6>&1 >/dev/null 2>&1
  (
    {
      { "$@" <&5 2>&4 4>&- 5<&- 6>&- 7>&- 8>&-; printf %s $? >&6; } | pass >&7
    } 4>&1 | pass >&8
  ) &
)
exit "\${status:-1}"
`;

const sign = 'deploy-doctor-change';

/** The same programs, held, under the name of the session that starts them. */
export const heldRuns =
  (run: Runs, session: string): Runs =>
  async (request, signal) => {
    const [program = ''] = request.argv;
    const argv = ['sh', '-c', held, `${sign} ${session}`, ...request.argv];
    const reply = await run({ ...request, argv }, signal);
    const subject = changeWords(request);
    if (!reply.ok) return { ok: false, failure: { ...reply.failure, subject } };
    const words = new TextDecoder().decode(reply.stderr).trim();
    return reply.exit === 127 && words === `${program}: not found`
      ? refusal('tool-missing', program, words, ['install'])
      : reply;
  };

/** The sign is written so that no process which looks for it bears it. */
const waiting = `
left=$2
while grep -qs -- "$1" /proc/[0-9]*/cmdline; do
  [ "$left" -gt 0 ] || exit 1
  left=$((left - 1))
  sleep 1
done
`;
const patienceSeconds = 120;

/** Waits until no change of this session runs any more; else why that is not known. */
export const heldEnd = async (
  run: Runs,
  session: string,
  signal: AbortSignal,
): Promise<Failure | undefined> => {
  const looksFor = `${sign.slice(0, -1)}[${sign.slice(-1)}] ${session}`;
  const argv = ['sh', '-c', waiting, 'sh', looksFor, String(patienceSeconds)];
  const timeoutMs = (patienceSeconds + 30) * 1000;
  const reply = await run({ kind: 'run', argv, timeoutMs }, signal);
  const subject = 'what was begun before';
  if (!reply.ok) return { ...reply.failure, subject };
  if (reply.exit === 0) return undefined;
  return { outcome: 'timeout', subject, detail: `it still runs after ${patienceSeconds} s` };
};
