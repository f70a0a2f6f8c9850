import { closeSync, openSync } from 'node:fs';
import { UserError } from '../../errors.ts';
import { mapStrings, sanitise } from '../../core/clean.ts';
import type { Flow } from '../../core/flow.ts';
import { parsePaste, rank, type Match } from '../../core/lookup.ts';
import type { Near } from '../../core/nearest.ts';
import { NeedsRe2, oneWays } from '../../core/one-way.ts';
import { redactPatterns } from '../../core/redact.ts';
import { shellLine } from '../../core/shell-words.ts';
import { signaturesOf, type Compile, type SignedFlow } from '../../core/signature.ts';
import { finderOf } from '../../scan/finder.ts';
import { scan } from '../../scan/scan.ts';
import { asUtf8, fromDescriptor } from '../../scan/source.ts';
import { readFlows, readSignedFlows } from '../catalogue.ts';
import { exit } from '../exit.ts';
import type { Given } from '../program.ts';
import type { Shell } from '../shell.ts';

type Found = { readonly bytes: number; readonly matches: readonly Match[]; readonly start: string };

/** From a text, or a log of any size, to the flows that it names. Offline. */
export const lookup = async (shell: Shell, text: string, given: Given): Promise<number> => {
  const flows = await readSignedFlows(shell, given);
  const file = given['file'] as string | undefined;
  if (text !== '' && file !== undefined) {
    throw new UserError('`lookup` was given both a text and a file.', 'Give one of the two.');
  }
  if (text === '' && file === undefined && shell.terminal.in) {
    throw new UserError(
      '`lookup` was given no text.',
      'Give the error text, `--file F`, or pipe a log in.',
    );
  }
  const found = text === '' ? await inLog(flows, file) : await inText(flows, text);
  const matches = clean(found.matches);
  const near =
    matches.length > 0 ? [] : await nearestTo(await readFlows(shell, given), found.start);
  if (given['json'] === true) shell.write(asJson(found.bytes, matches, near));
  else if (matches.length > 0) sayMatches(shell, matches);
  else sayNothing(shell, near);
  return matches.length > 0 ? exit.fine : exit.problem;
};

/** Captured text is foreign: it is shown without secrets and without control characters. */
const clean = (matches: readonly Match[]): readonly Match[] =>
  mapStrings(matches, (text) => redactPatterns(sanitise(text))) as readonly Match[];

const inText = async (flows: readonly SignedFlow[], text: string): Promise<Found> => {
  const held = (compile: Compile) => parsePaste(text, flows, signaturesOf(flows, compile));
  const found = (matches: readonly Match[]) => ({
    bytes: Buffer.byteLength(text),
    matches,
    start: text,
  });
  try {
    return found(held(oneWays(flows, text)));
  } catch (error) {
    if (!(error instanceof NeedsRe2)) throw error;
    return found(held(await expressions()));
  }
};

const expressions = async (): Promise<Compile> => (await import('../../core/pattern.ts')).pattern;

const startBytes = 4096;

const inLog = async (flows: readonly SignedFlow[], file: string | undefined): Promise<Found> => {
  const finder = finderOf(signaturesOf(flows, await expressions()));
  const descriptor = file === undefined ? 0 : open(file);
  let start = Buffer.alloc(0);
  const read = asUtf8(fromDescriptor(descriptor));
  try {
    const { bytes, seen } = scan((into) => {
      const more = read(into);
      if (start.length < startBytes) {
        start = Buffer.concat([start, into.subarray(0, Math.min(more, startBytes - start.length))]);
      }
      return more;
    }, finder);
    if (start[0] === 0x1f && start[1] === 0x8b) throw compressed(file);
    return { bytes, matches: rank(flows, seen), start: start.toString() };
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(file, error);
  } finally {
    if (file !== undefined) closeSync(descriptor);
  }
};

const open = (file: string): number => {
  try {
    return openSync(file, 'r');
  } catch (error) {
    throw unreadable(file, error);
  }
};

const unreadable = (file: string | undefined, error: unknown): unknown => {
  if (!(error instanceof Error && 'code' in error)) return error;
  return new UserError(
    `Cannot read ${file ?? 'standard input'}: ${error.message}.`,
    'Name a log that this user may read.',
  );
};

const compressed = (file = 'the log'): UserError =>
  new UserError(
    `${file} is compressed.`,
    `Unpack it on the way: zcat ${file} | deploy-doctor lookup`,
  );

const nearestTo = async (flows: readonly Flow[], start: string): Promise<readonly Near[]> => {
  const { nearest } = await import('../../core/nearest.ts');
  return nearest(flows, start);
};

const asJson = (bytes: number, matches: readonly Match[], near: readonly Near[]): string => {
  const head = { schemaVersion: 1, command: 'lookup', bytes, matches: matches.map(shown) };
  return `${JSON.stringify(matches.length > 0 ? head : { ...head, nearest: near }, null, 2)}\n`;
};

const shown = ({ first, last, ...match }: Match) => {
  const { flow, title, score, count, inputs, diagnosis, next } = match;
  const ends = {
    first: { line: first.line, text: first.text },
    last: { line: last.line, text: last.text },
  };
  return { flow, title, score, count, ...ends, inputs, diagnosis, next };
};

const longestShown = 300;

const sayMatches = (shell: Shell, matches: readonly Match[]): void => {
  matches.forEach(({ flow, title, count, first, last, diagnosis, next }, index) => {
    if (index > 0) shell.print('');
    shell.print(`${flow}  ${title}`);
    const place =
      count === 1 ? `line ${first.line}` : `${count} lines, ${first.line} to ${last.line}`;
    shell.print(`  ${place}: ${last.text.slice(0, longestShown)}`);
    if (diagnosis !== null)
      shell.print(`  This text proves: deploy-doctor explain ${flow}/${diagnosis}`);
    shell.print(`  Next: ${shellLine(next)}`);
  });
};

const sayNothing = (shell: Shell, near: readonly Near[]): void => {
  shell.print('No flow knows this text.');
  if (near.length === 0) return;
  shell.print('Nearest by its words, which proves nothing:');
  for (const { flow, title } of near) shell.print(`  ${flow}  ${title}`);
};
