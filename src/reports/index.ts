import type { Source } from './document.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';

/** Every report that can be written to a file, by the name that `--report` takes. */
export const reports = {
  md: markdown,
  json,
} as const satisfies Readonly<Record<string, (source: Source) => string>>;

export type ReportFormat = keyof typeof reports;
