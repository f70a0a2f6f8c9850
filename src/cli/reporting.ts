import { accessSync, constants, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import type { Source } from '../reports/document.ts';
import { reports, type ReportFormat } from '../reports/index.ts';
import type { Given } from './program.ts';
import type { Shell } from './shell.ts';

/** In which form the answer is wanted. */
export type Reporting = {
  readonly json: boolean;
  readonly report?: { readonly format: ReportFormat; readonly file: string };
};

export const readReporting = ({ cwd }: Shell, given: Given): Reporting => {
  const { report: format, out } = given as Readonly<Record<string, string | undefined>>;
  const json = given['json'] === true;
  if (json && given['plain'] === true) {
    throw new UserError('Both --json and --plain were given.', 'Give one of the two.');
  }
  if (format === undefined && out === undefined) return { json };
  if (format === undefined || out === undefined) {
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
  const file = resolve(cwd, out);
  // Found out now, not after a look that nobody then can read.
  unlessRefused(() => accessSync(dirname(file), constants.W_OK));
  return { json, report: { format, file } };
};

const isFormat = (format: string): format is ReportFormat => Object.hasOwn(reports, format);

export const writeReport = (shell: Shell, source: Source, { report }: Reporting): void => {
  if (!report) return;
  const { format, file } = report;
  unlessRefused(() => writeFileSync(file, reports[format](source), { mode: 0o600 }));
  shell.say(`The report is in ${file}.`);
};

const unlessRefused = (write: () => void): void => {
  try {
    write();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `Cannot write the report: ${words}.`,
      'Name a file that this user may write, with `--out`.',
    );
  }
};
