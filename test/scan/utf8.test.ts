import { expect, test } from 'vitest';
import { recoding } from '../../src/scan/utf8.ts';

const inPieces = (bytes: Uint8Array, most: number): string => {
  const text = recoding();
  const pieces: Uint8Array[] = [];
  // One buffer for all pieces, as whoever reads a log has.
  const buffer = new Uint8Array(most);
  for (let at = 0; at < bytes.length; at += most) {
    const piece = bytes.subarray(at, at + most);
    buffer.set(piece);
    pieces.push(Buffer.from(text.piece(buffer.subarray(0, piece.length))));
  }
  return Buffer.concat([...pieces, text.end()]).toString();
};

const text = 'naïve 中文 🙂\r\nFATAL: password authentication failed for user "app"\r\n';

test.each([
  ['UTF-16 of little end', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 of big end', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['UTF-8', Buffer.from(text)],
])('%s is read as the same text, in pieces of any length', (_, bytes) => {
  for (const most of [1, 3, 7, 1000]) expect(inPieces(bytes, most)).toBe(text);
});

test.each([0, 1, 2, 3])('a log of %i bytes is read whole', (length) => {
  const bytes = Buffer.from('abc').subarray(0, length);
  expect(inPieces(bytes, 1000)).toBe(bytes.toString());
});
