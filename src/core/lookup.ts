import { logLine } from './log-line.ts';
import type { KnownSignature, SignedFlow } from './signature.ts';
import { createTally, type FlowSeen, type SeenLine } from './tally.ts';

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
  return {
    flow: flow.id,
    title: flow.title,
    score: Math.round((100 * weight) / (weight + 2)) / 100,
    count,
    first,
    last,
    inputs: captured,
    diagnosis: diagnosis === undefined || others.length > 0 ? null : diagnosis,
    next: [
      ...['deploy-doctor', 'run', flow.id],
      ...Object.entries(captured).flatMap(([name, value]) => ['-i', `${name}=${value}`]),
    ],
  };
};

/** Pasted text beyond this is not looked at: a log goes through the scanner. */
export const longestPaste = 256 * 1024;

/**
 * The flows that a pasted text names. Terminals break long lines when they are copied, so what
 * holds nothing line by line is read once more as one line.
 */
export const parsePaste = (
  text: string,
  flows: readonly SignedFlow[],
  signatures: readonly KnownSignature[],
): readonly Match[] => {
  const pasted = text.slice(0, longestPaste);
  for (const lines of [pasted.split('\n'), ...joined(pasted)]) {
    const found = held(lines, signatures);
    if (found.length > 0) return rank(flows, found);
  }
  return [];
};

const held = (
  lines: readonly string[],
  signatures: readonly KnownSignature[],
): readonly FlowSeen[] => {
  const tally = createTally();
  lines.forEach((raw, index) => {
    const folded = `${raw}\n${logLine(raw).text}`.toLowerCase();
    const asked = signatures.filter(({ guard }) => folded.includes(guard.toLowerCase()));
    if (asked.length > 0) tally.add(index + 1, raw, asked);
  });
  return tally.seen();
};

/** The text as one line: broken between words, and within one. */
const joined = (text: string): readonly (readonly string[])[] => {
  const lines = text.split('\n').map((raw) => logLine(raw).text.trim());
  return lines.length < 2 ? [] : [[lines.join(' ')], [lines.join('')]];
};
