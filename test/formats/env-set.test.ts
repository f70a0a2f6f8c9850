import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { envReaders, readEnvFile, type EnvReader } from '../../src/formats/env-file.ts';
import { envLines } from '../../src/formats/env-lines.ts';
import { setEnvLine } from '../../src/formats/env-set.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (all: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(all);
const compose: readonly EnvReader[] = ['compose-2'];

function set(before: string, value: string, readers = compose, name = 'K') {
  const result = setEnvLine(bytes(before), { name, value, readers });
  if (!result.ok) throw new Error(result.problem);
  return { ...result, text: text(result.bytes) };
}

describe('one line changes', () => {
  test.each([
    ['as it is written', 'A=1\nK=old\nB=2\n', 'new', 'A=1\nK=new\nB=2\n'],
    ['in its single quotes', "K='old'\n", 'new', "K='new'\n"],
    ['in its double quotes', 'K="old"\n', 'new', 'K="new"\n'],
    ['with export, indentation and blanks', '  export K = old\n', 'new', '  export K = new\n'],
    ['with its comment', 'K=old # why\n', 'new', 'K=new # why\n'],
    ['with carriage returns', 'A=1\r\nK=old\r\nB=2\r\n', 'new', 'A=1\r\nK=new\r\nB=2\r\n'],
    ['without a last line end', 'A=1\nK=old', 'new', 'A=1\nK=new'],
    ['behind a byte order mark', '\ufeffK=old\n', 'new', '\ufeffK=new\n'],
    ['the last of several', 'K=1\nK=2\n', 'new', 'K=1\nK=new\n'],
    [
      'not inside a value of several lines',
      'A="x\nK=old\ny"\nK=1\n',
      'new',
      'A="x\nK=old\ny"\nK=new\n',
    ],
    ['quoted, where a dollar sign would be read', 'K=old\n', 'pa$word', "K='pa$word'\n"],
    [
      'in double quotes, where it holds a single one',
      'K=old\n',
      "it's $five",
      'K="it\'s \\$five"\n',
    ],
    ['not at all where all is well', 'K="new"\n', 'new', 'K="new"\n'],
    ['behind the last line', 'A=1\n', 'new', "A=1\nK='new'\n"],
    ['behind a last line without end', 'A=1\r\nB=2', 'new', "A=1\r\nB=2\r\nK='new'"],
    ['in an empty file', '', 'new', "K='new'\n"],
    ['beside a comment that names it', '# K=1\nK=old\n', 'new', '# K=1\nK=new\n'],
  ])('%s', (_, before, value, after) => {
    expect(set(before, value).text).toBe(after);
  });

  test('for docker run --env-file, without quotes', () => {
    expect(set("K='old'\n", 'new', ['docker-run']).text).toBe('K=new\n');
    expect(set('K=old # why\n', 'new', ['docker-run']).text).toBe('K=new\n');
  });

  test('every reader is told of', () => {
    const { right, otherwise, follow } = set("K='old'\nURL=x:${K}@y\n", 'new');
    expect(otherwise).toEqual(['docker-run']);
    expect(right).toEqual(envReaders.filter((each) => !['docker-run', 'literal'].includes(each)));
    expect(follow).toEqual(['URL']);
  });
});

test.each([
  ['K="a\nb"\n', 'new', compose, /spans lines/],
  ['K=1\n', 'a\nb', compose, /spans lines/],
  ['K=1\0\n', 'a', compose, /NUL/],
  ['K=1\n', 'a #b', ['docker-run', 'compose-2'] as EnvReader[], /no way to write/],
])('%j refuses', (before, value, readers, words) => {
  const result = setEnvLine(bytes(before), { name: 'K', value, readers });
  expect(result).toMatchObject({ ok: false });
  if (!result.ok) expect(result.problem).toMatch(words);
});

const name = fc.constantFrom('K', 'A', 'B', 'K2', 'DATABASE_URL');
const piece = fc.string({ unit: fc.constantFrom(...'ab1 $#\\"\'=:@{}`é\t%'.split('')) });
const value = fc.oneof(
  piece,
  piece.map((inner) => `"${inner}"`),
  piece.map((inner) => `'${inner}'`),
  fc.tuple(piece, piece).map(([a, b]) => `"${a}\n${b}"`),
);
const line = fc.oneof(
  fc
    .tuple(fc.constantFrom('', 'export ', '  '), name, fc.constantFrom('=', ' = ', ': '), value)
    .map((all) => all.join('')),
  piece.map((comment) => `# ${comment}`),
  fc.constantFrom('', 'no assignment', '\t'),
);
const file = fc
  .tuple(
    fc.boolean(),
    fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 8 }),
    fc.boolean(),
  )
  .map(([mark, lines, open]) => {
    const all = lines.map(([each, end]) => each + end).join('');
    return (mark ? '\ufeff' : '') + (open ? all.replace(/\r?\n$/, '') : all);
  });

describe('for every file', () => {
  const runs = { numRuns: 3000 };

  test('its lines put together are the file', () => {
    fc.assert(
      fc.property(file, (all) => {
        const raw = Buffer.from(all).toString('latin1');
        expect(
          envLines(raw)
            .map(({ whole }) => whole)
            .join(''),
        ).toBe(raw);
      }),
      runs,
    );
  });

  test('no other line is altered, and the reader gets the value', () => {
    let written = 0;
    fc.assert(
      fc.property(file, piece, fc.constantFrom(...envReaders), (all, wanted, reader) => {
        const result = setEnvLine(bytes(all), { name: 'K', value: wanted, readers: [reader] });
        if (!result.ok) return;
        written += 1;
        const after = text(result.bytes);
        expect(readEnvFile(reader, after).get('K')?.value).toBe(wanted);
        const [old, now] = [all.split('\n'), after.split('\n')];
        if (result.added) {
          const kept = after.slice(0, all.length);
          expect(kept).toBe(all);
        } else {
          expect(now.length).toBe(old.length);
          const changed = old.flatMap((each, at) => (each === now[at] ? [] : [at + 1]));
          expect([[], [result.line]]).toContainEqual(changed);
        }
      }),
      runs,
    );
    expect(written).toBeGreaterThan(1000);
  });

  test('setting it again changes nothing', () => {
    fc.assert(
      fc.property(file, piece, (all, wanted) => {
        const setting = { name: 'K', value: wanted, readers: compose };
        const once = setEnvLine(bytes(all), setting);
        if (!once.ok) return;
        const twice = setEnvLine(once.bytes, setting);
        expect(twice.ok && text(twice.bytes)).toBe(text(once.bytes));
      }),
      runs,
    );
  });
});
