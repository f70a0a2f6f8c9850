import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { UserError } from '../errors.ts';
import { timesIn } from '../core/log-time.ts';
import { longestPaste, parsePaste, rank, type Match } from '../core/lookup.ts';
import { quickest } from '../core/one-way.ts';
import { pattern } from '../core/pattern.ts';
import { signaturesOf, type SignedFlow } from '../core/signature.ts';
import { storyOf, type Story } from '../core/story.ts';
import { createTally, type FlowSeen, type Hearer } from '../core/tally.ts';
import { createTimeline } from '../core/timeline.ts';
import type { Ended, Patience } from '../scan/feed.ts';
import { finderOf } from '../scan/finder.ts';
import { openLog, type LogFile } from '../scan/log-file.ts';
import { scanLog } from '../scan/scan-log.ts';
import { Packed } from '../scan/unpacking.ts';

/** What a log holds, and how far it was read. */
export type LogFound = {
  readonly bytes: number;
  readonly matches: readonly Match[];
  /** How it begins: what nothing matched is compared with. */
  readonly start: string;
  /** All of it, or how it begins and ends. */
  readonly sample: string;
  readonly story?: Story;
  readonly ended: Ended;
  /** Why it was not read to its end. */
  readonly spoilt?: string;
};

export type LogAsked = Patience & {
  /** Standard input without. */
  readonly file?: string;
  readonly timeline: boolean;
};

/** A log of any size, from a file or a pipe. */
export const lookupLog = async (
  flows: readonly SignedFlow[],
  asked: LogAsked,
): Promise<LogFound> => {
  const { file } = asked;
  try {
    const log = openLog(file);
    try {
      refuseOddities(log, file);
      return await found(flows, log, asked);
    } finally {
      if (file !== undefined) closeQuietly(log.descriptor);
    }
  } catch (error) {
    throw inWords(error, file);
  }
};

const found = async (
  flows: readonly SignedFlow[],
  log: LogFile,
  asked: LogAsked,
): Promise<LogFound> => {
  const signatures = signaturesOf(flows, quickest(flows, pattern));
  const finder = finderOf(signatures);
  const tally = createTally();
  const timeline = asked.timeline ? createTimeline(log.year) : undefined;
  const hearer = timeline ? both(tally, timeline) : tally;
  const scanned = await scanLog(log, { finder, hearer, longest: longestPaste }, asked);
  const { bytes, lines, start, end, ended, spoilt, text } = scanned;
  const from = timesIn(start, log.year).first;
  const to = timesIn(end, log.year).last;
  const whole = { lines, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  return {
    ...{ bytes, start, ended, sample: text ?? `${start}\n${end}` },
    // A short log may have been copied from a screen, with its lines broken.
    matches:
      text === undefined
        ? rank(flows, fromPath(flows, tally.seen(), asked.file))
        : parsePaste(text, flows, signatures),
    ...(timeline && { story: storyOf(timeline.spans(), whole) }),
    ...(spoilt !== undefined && { spoilt }),
  };
};

const both = (a: Hearer, b: Hearer): Hearer => ({
  add: (asked) => {
    const held = a.add(asked);
    return b.add(asked) || held;
  },
  mayRepeat: (known) => a.mayRepeat(known) && b.mayRepeat(known),
});

/** The engine keeps a container's log in a folder of its id. */
const ofContainer = /\/containers\/([0-9a-f]{64})\/\1-json\.log/;

const fromPath = (
  flows: readonly SignedFlow[],
  seen: readonly FlowSeen[],
  file = '',
): readonly FlowSeen[] => {
  const container = ofContainer.exec(file)?.[1]?.slice(0, 12);
  if (container === undefined) return seen;
  return seen.map((each) => {
    const inputs = flows.find(({ id }) => id === each.flow)?.inputs ?? {};
    return Object.hasOwn(inputs, 'container') && !('container' in each.captured)
      ? { ...each, captured: { container, ...each.captured } }
      : each;
  });
};

const refuseOddities = ({ kind, descriptor }: LogFile, file: string | undefined): void => {
  const name = file ?? 'Standard input';
  if (kind === 'folder') {
    throw new UserError(`${name} is a folder.`, 'Name a log in it.');
  }
  if (file !== undefined && kind === 'device' && isatty(descriptor)) {
    throw new UserError(`${name} is a terminal.`, 'Paste into the wizard, or pipe the text in.');
  }
};

/** A socket that was read to its end has closed it. */
const closeQuietly = (descriptor: number): void => {
  try {
    closeSync(descriptor);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EBADF')) throw error;
  }
};

const inWords = (error: unknown, file: string | undefined): unknown => {
  const name = file ?? 'standard input';
  if (error instanceof Packed) {
    const { unpacker } = error;
    return new UserError(
      `${file ?? 'The log'} is compressed.`,
      `Unpack it on the way: ${unpacker} ${file ?? 'the-log'} | deploy-doctor lookup`,
    );
  }
  if (!(error instanceof Error && 'code' in error)) return error;
  return new UserError(
    `Cannot read ${name}: ${error.message}.`,
    'Name a log that this user may read.',
  );
};
