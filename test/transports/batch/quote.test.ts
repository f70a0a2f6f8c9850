import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printed, quote } from '../../../src/transports/batch/quote.ts';

const shells = [['dash'], ['bash', '--posix'], ['busybox', 'ash']] as const;
const word = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom("'", '"', '\\', '$', '`', '!', '\n', ' ', '*', '%', '-', '~'),
  }),
);
const heard = async (shell: readonly string[], script: string) => {
  const [program = '', ...args] = shell;
  const { stdout } = await execa(program, args, {
    input: script,
    encoding: 'buffer',
    stripFinalNewline: false,
  });
  return Buffer.from(stdout);
};

describe.each(shells.map((shell) => ({ shell, name: shell.join(' ') })))(
  'in $name',
  ({ shell }) => {
    test('a quoted word is what it was', async () => {
      const words = fc.array(
        word.filter((text) => !text.includes('\0')),
        { minLength: 1 },
      );
      await fc.assert(
        fc.asyncProperty(words, async (argv) => {
          const script = `printf '%s\\0' ${argv.map(quote).join(' ')}\n`;
          expect(await heard(shell, script)).toEqual(Buffer.from(`${argv.join('\0')}\0`));
        }),
        { numRuns: 60 },
      );
    });

    test('printed bytes are what they were', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (bytes) => {
          expect(await heard(shell, `printf ${printed(bytes)}\n`)).toEqual(Buffer.from(bytes));
        }),
        { numRuns: 60, examples: [[Buffer.from('-\x01')], [Buffer.from('--')]] },
      );
    });
  },
);

test('a word with a NUL is no word', () => {
  expect(() => quote('a\0b')).toThrow(/NUL/);
});
