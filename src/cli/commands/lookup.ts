import { UserError } from '../../errors.ts';
import { mapStrings, sanitise } from '../../core/clean.ts';
import { parsePaste, type Match } from '../../core/lookup.ts';
import type { Near } from '../../core/nearest.ts';
import { NeedsRe2, oneWays } from '../../core/one-way.ts';
import { redactPatterns } from '../../core/redact.ts';
import { signaturesOf, type Compile, type SignedFlow } from '../../core/signature.ts';
import { readFlows, readSignedFlows } from '../catalogue.ts';
import { exit } from '../exit.ts';
import type { LogFound } from '../lookup-log.ts';
import { sayMatches, sayNothing } from '../lookup-words.ts';
import type { Given } from '../program.ts';
import type { Shell } from '../shell.ts';

/** From a text, or a log of any size, to the flows that it names. Offline. */
export const lookup = async (shell: Shell, text: string, given: Given): Promise<number> => {
  const flows = await readSignedFlows(shell, given);
  const file = given['file'] as string | undefined;
  const timeline = given['timeline'] === true;
  if (text !== '' && file !== undefined) {
    throw new UserError('`lookup` was given both a text and a file.', 'Give one of the two.');
  }
  if (text !== '' && timeline) {
    throw new UserError('A timeline is told of a log.', 'Give `--file F`, or pipe the log in.');
  }
  if (text === '' && file === undefined && shell.terminal.in) {
    throw new UserError(
      '`lookup` was given no text.',
      'Give the error text, `--file F`, or pipe a log in.',
    );
  }
  const found = text === '' ? await inLog(shell, flows, given) : await inText(flows, text);
  const matches = clean(found.matches);
  const near = matches.length > 0 ? [] : await nearestTo(shell, given, found.start);
  await tell(shell, { ...found, matches, near }, given['json'] === true);
  sayEnd(shell, found, file);
  if (given['remember'] === true) await keep(shell, found);
  if (found.ended === 'interrupted') return exit.interrupted;
  return matches.length > 0 ? exit.fine : exit.problem;
};

/** What is known needs no draft. */
const keep = async (shell: Shell, { matches, sample }: LogFound): Promise<void> => {
  const [known] = matches;
  if (known) shell.say(`Nothing is kept: ${known.flow} knows this text.`);
  else (await import('../lookup-remember.ts')).remember(shell, sample);
};

/** Captured text is foreign: it is shown without secrets and without control characters. */
const clean = (matches: readonly Match[]): readonly Match[] =>
  mapStrings(matches, (text) => redactPatterns(sanitise(text))) as readonly Match[];

const inText = async (flows: readonly SignedFlow[], text: string): Promise<LogFound> => {
  const held = (compile: Compile) => parsePaste(text, flows, signaturesOf(flows, compile));
  const found = (matches: readonly Match[]): LogFound => ({
    bytes: Buffer.byteLength(text),
    matches,
    start: text,
    sample: text,
    ended: 'ended',
  });
  try {
    return found(held(oneWays(flows, text)));
  } catch (error) {
    if (!(error instanceof NeedsRe2)) throw error;
    return found(held((await import('../../core/pattern.ts')).pattern));
  }
};

/** A log that is followed never ends, and a pipe may stall: silence for so long is an end. */
const silenceMs = 60_000;

const inLog = async (
  shell: Shell,
  flows: readonly SignedFlow[],
  given: Given,
): Promise<LogFound> => {
  const { lookupLog } = await import('../lookup-log.ts');
  const file = given['file'] as string | undefined;
  return lookupLog(flows, {
    ...(file !== undefined && { file }),
    timeline: given['timeline'] === true,
    interruption: shell.interruption(),
    silenceMs: secondsOf(given['timeout'] as string | undefined) ?? silenceMs,
    waiting: () => {
      shell.say(
        `${file ?? 'Standard input'} says nothing: still waiting. Ctrl-C tells what was found.`,
      );
    },
  });
};

const secondsOf = (given: string | undefined): number | undefined => {
  if (given === undefined) return undefined;
  const seconds = Number(given);
  if (seconds > 0 && seconds < 1e6) return seconds * 1000;
  throw new UserError(
    `\`--timeout ${given}\` is no number of seconds.`,
    'Give one above 0, like `--timeout 10`.',
  );
};

/** Why less was read than there may be. */
const sayEnd = (
  shell: Shell,
  { ended, spoilt, bytes }: LogFound,
  file = 'Standard input',
): void => {
  if (spoilt !== undefined) {
    shell.say(
      `${file} is damaged after ${bytes} unpacked bytes (${spoilt}): the rest is not known.`,
    );
  }
  if (ended === 'silent') {
    shell.say(`${file} was silent for too long: this is what ${bytes} bytes held.`);
  }
  if (ended === 'interrupted') shell.say(`Interrupted: this is what ${bytes} bytes held.`);
};

const nearestTo = async (shell: Shell, given: Given, start: string): Promise<readonly Near[]> => {
  if (start.trim() === '') return [];
  const { nearestOf } = await import('../../core/nearest.ts');
  return nearestOf(await readFlows(shell, given))(start);
};

type Told = LogFound & { readonly near: readonly Near[] };

const tell = async (
  shell: Shell,
  { bytes, matches, near, story }: Told,
  json: boolean,
): Promise<void> => {
  const told = story && (await import('../lookup-timeline.ts'));
  if (json) {
    const document = {
      ...{ schemaVersion: 1, command: 'lookup', bytes, matches: matches.map(shown) },
      ...(matches.length === 0 && { nearest: near }),
      ...(story && { timeline: told?.storyJson(story) }),
    };
    shell.write(`${JSON.stringify(document, null, 2)}\n`);
  } else if (matches.length === 0) sayNothing(shell, near);
  else if (story) told?.sayStory(shell, story, matches);
  else sayMatches(shell, matches);
};

const shown = ({ first, last, ...match }: Match) => {
  const { flow, title, score, count, inputs, diagnosis, next } = match;
  const ends = {
    first: { line: first.line, text: first.text },
    last: { line: last.line, text: last.text },
  };
  return { flow, title, score, count, ...ends, inputs, diagnosis, next };
};
