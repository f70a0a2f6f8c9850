import { writeFileSync } from 'node:fs';
import { UserError } from '../errors.ts';
import type { Failure } from '../core/outcome.ts';
import { findingsOf, type Source } from '../reports/document.ts';
import { reports, type ReportFormat } from '../reports/index.ts';
import { json } from '../reports/json.ts';
import { plain, progress } from '../reports/plain.ts';
import type { Look } from '../run/look.ts';
import { exit, exitOf, type Verdict } from './exit.ts';
import { openTarget, traceOf, type Opening } from './open.ts';
import type { Given } from './program.ts';
import type { Shell } from './shell.ts';

export type Reporting = {
  readonly json: boolean;
  readonly report?: { readonly format: ReportFormat; readonly file: string };
};

export const readReporting = (given: Given): Reporting => {
  const format = given['report'] as string | undefined;
  const file = given['out'] as string | undefined;
  if (given['json'] === true && given['plain'] === true) {
    throw new UserError('Both --json and --plain were given.', 'Give one of the two.');
  }
  if (format === undefined && file === undefined) return { json: given['json'] === true };
  if (format === undefined || file === undefined) {
    throw new UserError(
      'A report needs a format and a file.',
      'Give both: `--report md --out incident.md`.',
    );
  }
  if (!isFormat(format)) {
    throw new UserError(
      `\`--report ${format}\` is not in this version.`,
      `There is ${Object.keys(reports).join(' and ')}.`,
    );
  }
  return { json: given['json'] === true, report: { format, file } };
};

const isFormat = (format: string): format is ReportFormat => Object.hasOwn(reports, format);

/** Looks without asking anybody, says what was found in the form that was asked for. */
export const lookAndSay = async (
  shell: Shell,
  opening: Omit<Opening, 'interactive'>,
  reporting: Reporting,
  walk: (look: Look) => Promise<void>,
): Promise<number> => {
  const interruption = shell.interruption();
  const look = await openTarget(shell, { ...opening, interactive: false });
  const { session } = look;
  // With --json, standard output is the document's alone.
  const tell = reporting.json
    ? (line: string) => shell.terminal.err && shell.say(line)
    : (line: string) => shell.print(line);
  const unwatch = session.watch((event, state) => {
    for (const line of progress(event, state)) tell(line);
  });
  const work = async (): Promise<void> => {
    await look.overview();
    await walk(look);
  };
  const cut = await Promise.race([work(), cutOff(interruption, opening.options.deadlineMs)]);
  unwatch();
  if (cut) endOpenRuns(look, cut);
  await look.close();
  const trouble = session.trouble();
  if (trouble !== undefined) shell.say(`The session is not kept on disk: ${trouble}.`);
  if (interruption.aborted) {
    shell.say('deploy-doctor: interrupted before the look was over.');
    return exit.interrupted;
  }
  const source: Source = { state: session.getState(), flows: opening.flows, traceOf };
  if (reporting.json) shell.write(json(source));
  else for (const line of plain(source)) shell.print(line);
  if (reporting.report) writeReport(shell, source, reporting.report);
  return exitOf(verdictsOf(source));
};

/** Settles when the operator or the deadline ends the whole. */
const cutOff = (interruption: AbortSignal, deadlineMs: number | undefined): Promise<Failure> =>
  new Promise((resolve) => {
    const subject = 'the whole look';
    interruption.addEventListener('abort', () => {
      resolve({ outcome: 'stopped', subject, detail: 'interrupted by the operator' });
    });
    if (deadlineMs === undefined) return;
    setTimeout(() => {
      const detail = `the deadline of ${deadlineMs / 1000} s has passed`;
      resolve({ outcome: 'timeout', subject, detail, unblock: ['timeout'] });
    }, deadlineMs).unref();
  });

const endOpenRuns = ({ session }: Look, hidden: Failure): void => {
  const end = { reason: 'inconclusive', diagnosis: null, confidence: null, hidden } as const;
  for (const { id, ended } of Object.values(session.getState().runs)) {
    if (!ended) session.append({ type: 'run.ended', run: id, ...end });
  }
};

const verdictsOf = (source: Source): readonly Verdict[] =>
  findingsOf(source).flatMap(({ target, findings }): readonly Verdict[] =>
    target.link === 'lost'
      ? [{ outcome: 'unreached' }]
      : findings.map(({ result: { outcome, confidence } }) =>
          outcome === 'diagnosed' ? { outcome, confidence } : { outcome },
        ),
  );

const writeReport = (
  shell: Shell,
  source: Source,
  { format, file }: NonNullable<Reporting['report']>,
): void => {
  try {
    writeFileSync(file, reports[format](source), { mode: 0o600 });
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `Cannot write the report: ${words}.`,
      'Name a file that this user may write, with `--out`.',
    );
  }
  shell.say(`The report is in ${file}.`);
};
