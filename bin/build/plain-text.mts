/**
 * Text whose every character is one column wide and no start of an escape sequence: ASCII, Latin,
 * and the characters that a screen is drawn with. For such text length is width, and no Unicode
 * table has to be loaded to know it.
 */
export const plainText =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u2059\u2190-\u21ff\u23ce\u2500-\u25a9\u25b2-\u25fc\u2713\u2717\u276e\u276f]*$/;

/** The same with control characters, each of which stands alone, but for CR before LF. */
const singly =
  /^[\0-\x0c\x0e-\x7e\u0080-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u2059\u2190-\u21ff\u23ce\u2500-\u25a9\u25b2-\u25fc\u2713\u2717\u276e\u276f]*$/;

type Segment = { segment: string; index: number; input: string };
type Segments = Iterable<Segment> & { containing(index?: number): Segment | undefined };

/** Stands in for `Intl.Segmenter` of graphemes; the true one is made for the first other text. */
export class LazySegmenter {
  segment(text: string): Segments {
    return singly.test(text) ? characters(text) : trueSegmenter().segment(text);
  }
}

let made: Intl.Segmenter | undefined;

function trueSegmenter(): Intl.Segmenter {
  made ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return made;
}

function characters(input: string): Segments {
  const at = (index: number) => ({ segment: input.charAt(index), index, input });
  return {
    *[Symbol.iterator]() {
      for (let index = 0; index < input.length; index++) yield at(index);
    },
    containing: (index = 0) => (index >= 0 && index < input.length ? at(index) : undefined),
  };
}
