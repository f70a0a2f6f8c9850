import fc from 'fast-check';
import { expect, it } from 'vitest';
import { passageOf } from '../../src/formats/passage.ts';

const lines = fc
  .array(fc.constantFrom('a', 'b', 'PASSWORD=x', '', '  - a'), { minLength: 1, maxLength: 12 })
  .chain((all) => fc.constantFrom('\n', '\r\n').map((end) => all.map((each) => each + end)));

it('turns one text into the other, and stands in it once', () => {
  fc.assert(
    fc.property(
      lines,
      fc.nat(),
      fc.constantFrom('new', 'a', ''),
      fc.boolean(),
      (all, at, by, more) => {
        const index = at % all.length;
        const before = all.join('');
        const after = all
          .map((each, here) => (here === index ? `${by}\n${more ? each : ''}` : each))
          .join('');
        const passage = passageOf(before, after);
        if (!passage) return before === after || before.trim() === '' || after.trim() === '';
        const parts = before.split(passage.replace);
        return parts.length === 2 && parts.join(passage.by) === after;
      },
    ),
    { numRuns: 500 },
  );
});

it('takes a line beside the one that differs with it', () => {
  expect(passageOf('a\nb\nc\n', 'a\nB\nc\n')).toEqual({ replace: 'a\nb\n', by: 'a\nB\n' });
  expect(passageOf('a\nb\n', 'A\nb\n')).toEqual({ replace: 'a\nb\n', by: 'A\nb\n' });
});

it('grows until it stands there once', () => {
  const before = 'x\na\n1\ny\na\n1\n';
  expect(passageOf(before, 'x\na\n1\ny\na\n2\n')?.replace).toBe('y\na\n1\n');
});

it('is none between equal texts', () => {
  expect(passageOf('a\n', 'a\n')).toBeUndefined();
});
