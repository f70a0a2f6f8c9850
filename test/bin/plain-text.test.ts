import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { LazySegmenter, plainText } from '../../bin/build/plain-text.mts';

const everyCharacter = Array.from({ length: 0xd800 }, (_, code) => String.fromCharCode(code));
const plain = everyCharacter.filter((character) => plainText.test(character));
const alone = everyCharacter.filter((_, code) => code < 0x3000);

describe('plain text', () => {
  it('holds what the screens are drawn with', () => {
    for (const character of '│─╭╮╰╯├┤❯✓✗●○↑↓⏎…—·“”‹›é') expect(plain).toContain(character);
  });

  it('is as wide as it is long, character by character', () => {
    expect(plain.filter((character) => stringWidth(character) !== 1)).toEqual([]);
  });

  it('is as wide as it is long, in any mixture', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...plain) }), (text) => {
        expect(stringWidth(text)).toBe(text.length);
      }),
    );
  });
});

describe('the lazy segmenter', () => {
  const real = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const mixed = fc.oneof(
    fc.string({ unit: fc.constantFrom(...plain, '\x1b', '\n', '\t', '\x07', '\x9b') }),
    fc.string({ unit: fc.constantFrom('a', '\r', '\n', '\u0301', '👩', '\u200d', '🇩', '한') }),
    fc.string({ unit: fc.constantFrom(...alone) }),
  );

  it('cuts any text where the true one cuts it', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        const ours = [...new LazySegmenter().segment(text)];
        const theirs = [...real.segment(text)];
        expect(ours.map(({ segment, index }) => [segment, index])).toEqual(
          theirs.map(({ segment, index }) => [segment, index]),
        );
      }),
    );
  });

  it('finds the same segment at any place', () => {
    fc.assert(
      fc.property(mixed, fc.nat(20), (text, index) => {
        const ours = new LazySegmenter().segment(text).containing(index);
        expect(ours?.segment).toBe(real.segment(text).containing(index)?.segment);
      }),
    );
  });
});
