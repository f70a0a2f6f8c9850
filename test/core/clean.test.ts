import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mapStrings, sanitise } from '../../src/core/clean.ts';
import { redactPatterns, scrub, spellings } from '../../src/core/redact.ts';

const rows: readonly [what: string, raw: string, shown: string][] = [
  ['a cursor movement', 'a\u001b[2Jb', 'a␛[2Jb'],
  ['a hyperlink', '\u001b]8;;https://evil.example\u0007x', '␛]8;;https://evil.example␇x'],
  ['a colour is dropped', '\u001b[31mred\u001b[0m', 'red'],
  ['a C1 sequence introducer', '\u009b31m', '<U+009B>31m'],
  ['a direction override', 'a\u202egpj.exe', 'a<U+202E>gpj.exe'],
  ['NUL and backspace', 'a\u0000\b', 'a␀␈'],
  ['a lone carriage return', 'good\rbad', 'good␍bad'],
  ['a line end of Windows', 'a\r\nb', 'a\nb'],
  ['a tab', 'a\tb', 'a  b'],
  ['a tag character', 'a\u{e0041}', 'a<U+E0041>'],
  ['half a surrogate pair', 'a\ud800', 'a<U+D800>'],
  ['an emoji form', 'a\u26a0\ufe0fb', 'a\u26a0b'],
  ['plain words in any script', 'héllo 日本 🚀', 'héllo 日本 🚀'],
];

describe('text from a target', () => {
  test.each(rows)('%s is made visible', (_, raw, shown) => {
    expect(sanitise(raw)).toBe(shown);
  });

  test('never holds a control character afterwards, but newlines', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(sanitise(text)).not.toMatch(
          /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
        );
      }),
    );
  });

  test('is cleaned however deep it stands', () => {
    expect(mapStrings({ a: ['\u0007'], b: { c: '\u0007' } }, sanitise)).toEqual({
      a: ['␇'],
      b: { c: '␇' },
    });
  });
});

const planted: readonly [place: string, text: string][] = [
  ['a URL', 'postgresql://app:hunter2x9@db:5432/shop'],
  ['a URL whose password holds @', 'postgresql://app:hun@hunter2x9@db:5432/shop'],
  ['an env line', 'POSTGRES_PASSWORD=hunter2x9'],
  ['a quoted env line', "export DB_PASSWORD='hunter2x9 and more'"],
  ['JSON', '{"password": "hunter2x9", "user": "app"}'],
  ['escaped JSON', '{\\"db_password\\":\\"hunter2x9\\"}'],
  [
    'JSON in JSON in JSON',
    JSON.stringify({ a: JSON.stringify({ password: 'hunter2x9' }) }).replace(/[\\"]/g, '\\$&'),
  ],
  ['JSON that holds a quote', JSON.stringify({ password: 'a "b hunter2x9' })],
  ['an env list in JSON', '["POSTGRES_PASSWORD=hunter2x9","A=b"]'],
  ['YAML', 'POSTGRES_PASSWORD: hunter2x9'],
  ['a command line', 'redis-server --requirepass hunter2x9 --port 1'],
  ['a header', 'Authorization: Bearer hunter2x9'],
  ['a key file', '-----BEGIN PRIVATE KEY-----\nhunter2x9\n-----END PRIVATE KEY-----'],
  ['a stored verifier', 'SCRAM-SHA-256$4096:aGk=$hunter2x9=:x='],
];

describe('redaction', () => {
  test.each(planted)('takes a secret out of %s', (_, text) => {
    expect(redactPatterns(text)).not.toContain('hunter2x9');
  });

  test('leaves text alone that holds no secret', () => {
    const text = 'FATAL: password authentication failed for user "app"; see http://example.com/a:b';
    expect(redactPatterns(text)).toBe(text);
  });

  test('takes a known value out in every spelling', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), (value) => {
        const cleaned = spellings(value).map((spelling) =>
          scrub(`before ${spelling} after`, new Map([[value, 'f00d']])),
        );
        for (const text of cleaned)
          expect(text.includes(value) && value.trim().length >= 6).toBe(false);
      }),
    );
  });
});
