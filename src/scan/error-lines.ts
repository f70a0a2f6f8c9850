import { logLine } from '../core/log-line.ts';

/** Error lines that no signature knows, grouped by shape: what differs from line to line is folded. */
export type ErrorLines = {
  add(raw: string): void;
  groups(): readonly ErrorGroup[];
};

export type ErrorGroup = {
  readonly shape: string;
  readonly count: number;
  /** The last such line. */
  readonly excerpt: string;
  readonly lastAt?: string;
};

const errorWords =
  /error|fatal|exception|panic|traceback|critical|segfault|segmentation fault|unhandled|out of memory|permission denied|refused|failed|failure|cannot |can't |unable to/i;
/** Words of a good end, of an empty field, and of a level below error. */
const harmless =
  /\b(?:0|no|without) (?:errors?|failures?|failed)\b|\b(?:errors?|failed|failures?)["']?\s*[:=]\s*["']?(?:0\b|null|nil|none|false|<nil>|\[\]|["',}]|$)|\blevel["']?\s*[:=]\s*["']?(?:info|debug|trace)|\b0 failed\b/i;
const lowLevel = /\b(?:INFO|DEBUG|TRACE|NOTICE)\b/;

/** Looked at in one line, and shown of it. */
const longestLine = 2000;
const longestExcerpt = 500;
const mostShapes = 500;
const mostGroups = 20;

export const createErrorLines = (): ErrorLines => {
  const groups = new Map<string, ErrorGroup>();
  return {
    add: (raw) => {
      const start = raw.slice(0, longestLine);
      if (!errorWords.test(start)) return;
      const { text, at } = logLine(raw.length > longestLine ? start : raw);
      if (harmless.test(text) || lowLevel.test(text)) return;
      const shape = shapeOf(text);
      const before = groups.get(shape);
      if (!before && groups.size >= mostShapes) return;
      groups.set(shape, {
        shape,
        count: (before?.count ?? 0) + 1,
        excerpt: text.slice(0, longestExcerpt),
        ...(at !== undefined && { lastAt: at }),
      });
    },
    groups: () =>
      [...groups.values()]
        .sort((a, b) => b.count - a.count || (a.shape < b.shape ? -1 : 1))
        .slice(0, mostGroups),
  };
};

const folds: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '…'],
  [/"[^"]{1,200}"|'[^']{1,200}'|`[^`]{1,200}`/g, '"…"'],
  [/\b(?:0x)?(?=[0-9a-f]*[0-9])[0-9a-f]{8,64}\b/gi, '…'],
  [/\d+/g, '#'],
  [/\s+/g, ' '],
];

export const shapeOf = (text: string): string =>
  folds
    .reduce((at, [from, to]) => at.replace(from, to), text.slice(0, 400))
    .trim()
    .slice(0, 200);
