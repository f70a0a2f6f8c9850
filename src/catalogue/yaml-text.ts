import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { Problem } from './problem.ts';

export type Place = { readonly line: number; readonly column: number };
type Path = readonly (string | number)[];

/** A YAML text read, with the place of everything in it. */
export type YamlText = {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The node at a path, or the nearest one around it. */
  place(path: Path, on?: 'key'): Place;
};

const top: Place = { line: 1, column: 1 };

export const yamlText = (file: string, text: string): YamlText => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const doubled = document.errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  // The first break makes a parser stumble over everything that follows.
  const broken = document.errors.filter((error) => !doubled.includes(error)).slice(0, 1);
  const problems: readonly Problem[] = [
    ...broken.map(({ pos, message }) => {
      const cure = 'Text with `{{`, `: ` or ` #` in it stands in quotes.';
      return { file, ...placeOf(pos[0]), rule: 'bad-yaml', message, cure };
    }),
    ...doubled.map(({ pos }) => {
      const message = 'this key stands twice';
      return { file, ...placeOf(pos[0]), rule: 'doubled-key', message, cure: 'Keep one of them.' };
    }),
  ];
  if (problems.length > 0) return { value: undefined, problems, place: () => top };
  const place: YamlText['place'] = (path, on) => {
    const offset = offsetOf(document, path, on);
    return offset === undefined ? top : placeOf(offset);
  };
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), problems, place };
  } catch (refusal) {
    // An alias to nothing, or one that would unfold into gigabytes.
    const message = refusal instanceof Error ? refusal.message : String(refusal);
    const problem = {
      file,
      ...top,
      rule: 'bad-yaml',
      message,
      cure: 'Write it out without aliases.',
    };
    return { value: undefined, problems: [problem], place };
  }
};

/** A map or list is pointed at by its key, a scalar by itself. */
const offsetOf = (
  document: Document.Parsed,
  path: Path,
  on: 'key' | undefined,
): number | undefined => {
  let node: Node | null = document.contents;
  let offset = startOf(node);
  for (const [index, key] of path.entries()) {
    if (isMap(node)) {
      const pair: { key: unknown; value: unknown } | undefined = node.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === String(key),
      );
      if (!pair) break;
      const value = asNode(pair.value);
      const byKey = !isScalar(value) || (on === 'key' && index === path.length - 1);
      offset = startOf(byKey ? asNode(pair.key) : value) ?? offset;
      node = value;
    } else if (isSeq(node) && typeof key === 'number') {
      const item = asNode(node.items[key]);
      if (!item) break;
      offset = startOf(item) ?? offset;
      node = item;
    } else break;
  }
  return offset;
};

const asNode = (value: unknown): Node | null => value as Node | null;
const startOf = (node: Node | null): number | undefined => node?.range?.[0];
