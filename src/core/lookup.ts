import { logLine } from './log-line.ts';
import type { KnownSignature, SignedFlow } from './signature.ts';
import { agreedOf, createTally, type FlowSeen, type SeenLine } from './tally.ts';
import { rejoined } from './wrapped.ts';

/** A flow whose signatures a text holds: CONTRACT's match, in its key order. */
export type Match = {
  readonly flow: string;
  readonly title: string;
  /** 0 to 1: how specific the text is to this flow. */
  readonly score: number;
  /** Lines. */
  readonly count: number;
  readonly first: SeenLine;
  readonly last: SeenLine;
  /** What the text says of the flow's inputs. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What the text alone proves. */
  readonly diagnosis: string | null;
  /** The command that looks further, as words for exec. */
  readonly next: readonly string[];
};

/** Best first: the most specific text wins, then the more frequent one. */
export const rank = (flows: readonly SignedFlow[], seen: readonly FlowSeen[]): readonly Match[] =>
  seen
    .toSorted((a, b) => b.weight - a.weight || b.count - a.count || (a.flow < b.flow ? -1 : 1))
    .flatMap((found) => {
      const flow = flows.find(({ id }) => id === found.flow);
      return flow ? [matchOf(flow, found)] : [];
    });

const matchOf = (
  flow: SignedFlow,
  { count, first, last, captured, weight, proves }: FlowSeen,
): Match => {
  const [diagnosis, ...others] = proves;
  const inputs = agreedOf(captured);
  return {
    flow: flow.id,
    title: flow.title,
    score: Math.round((100 * weight) / (weight + 2)) / 100,
    count,
    first,
    last,
    inputs,
    diagnosis: diagnosis === undefined || others.length > 0 ? null : diagnosis,
    next: [
      ...['deploy-doctor', 'run', flow.id],
      ...Object.entries(inputs).flatMap(([name, value]) => ['-i', `${name}=${value}`]),
    ],
  };
};

/** Pasted text beyond this is not looked at: a log goes through the scanner. */
export const longestPaste = 256 * 1024;

/**
 * The flows that a pasted text names. Terminals break long lines when they are copied, at their last
 * column or, by hand, anywhere: what holds nothing otherwise is read once more as one line.
 */
export const parsePaste = (
  text: string,
  flows: readonly SignedFlow[],
  signatures: readonly KnownSignature[],
): readonly Match[] => {
  const pasted = text.slice(0, longestPaste);
  const found = held(pasted.split('\n'), signatures);
  if (found.length > 0) return rank(flows, found);
  for (const line of asOneLine(pasted)) {
    const inOne = held([line], signatures);
    if (inOne.length > 0) return rank(flows, inOne);
  }
  return [];
};

const held = (
  lines: readonly string[],
  signatures: readonly KnownSignature[],
): readonly FlowSeen[] => {
  const tally = createTally();
  const guards = signatures.map((known) => ({ known, guard: known.guard.toLowerCase() }));
  const near = (index: number) => ({
    before: `${lines.slice(Math.max(0, index - nearbyLines), index).join('\n')}\n`,
    after: `\n${lines.slice(index + 1, index + nearbyLines).join('\n')}`,
  });
  const ask = (index: number, raw: string, isKnown: (known: KnownSignature) => boolean): void => {
    const folded = `${raw}\n${logLine(raw).text}`.toLowerCase();
    const asked = guards.flatMap(({ known, guard }) =>
      folded.includes(guard) && !isKnown(known) ? [known] : [],
    );
    if (asked.length === 0) return;
    tally.add({ line: index + 1, raw, signatures: asked, nearby: () => near(index) });
  };
  const pieces = rejoined(lines);
  lines.forEach((raw, index) => {
    ask(index, raw, () => false);
    const whole = pieces.get(index);
    // What a piece of it holds was told; the whole may hold what no piece does.
    if (whole) ask(index, whole.text, (known) => whole.pieces.some((piece) => holds(known, piece)));
  });
  return tally.seen();
};

/** Enough for an entry of a journal. */
const nearbyLines = 60;

const holds = (known: KnownSignature, raw: string): boolean =>
  known.find(logLine(raw).text) !== undefined;

/** The text as one line: broken between words, and within one. */
const asOneLine = (text: string): readonly string[] => {
  const lines = text.split('\n').map((raw) => logLine(raw).text.trim());
  return lines.length < 2 ? [] : [lines.join(' '), lines.join('')];
};
