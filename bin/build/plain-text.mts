/**
 * Text whose every character is one grapheme, one column wide, and no start of an escape
 * sequence: ASCII, Latin, and the drawing characters that a screen is made of. For such text
 * length is width, and no Unicode table has to be loaded to know it.
 */
export const plainText =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u2059\u2190-\u21ff\u23ce\u2500-\u25a9\u25b2-\u25fc\u2713\u2717\u276e\u276f]*$/;

/** Stands in for `Intl.Segmenter` of graphemes; the true one is made for the first other text. */
export class LazySegmenter {
  segment(text: string): Iterable<{ segment: string; index: number }> {
    return plainText.test(text) ? characters(text) : trueSegmenter().segment(text);
  }
}

let made: Intl.Segmenter | undefined;

function trueSegmenter(): Intl.Segmenter {
  // Not spelt `Intl.Segmenter`, which the build replaces by the class above.
  const { Segmenter } = Intl;
  made ??= new Segmenter(undefined, { granularity: 'grapheme' });
  return made;
}

function* characters(text: string) {
  for (let index = 0; index < text.length; index++) {
    yield { segment: text.charAt(index), index };
  }
}
