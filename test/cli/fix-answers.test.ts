import { describe, expect, test } from 'vitest';
import { ask } from './program.ts';

// What a fix asks of a person, on the command line. Nothing here comes as far as a target.

const fix = ['run', 'p1000-auth', '--fix', 'fill-in-value', '--dry-run', '--json'];

describe('an answer to a fix', () => {
  test('that is a secret does not stand on the command line, and is not repeated', async () => {
    const { stderr, exitCode } = await ask([...fix, '-i', 'value=Kestrel-Harbor-71']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('The value of `value` is a secret');
    expect(stderr).toContain('-i value=@-');
    expect(stderr).not.toContain('Kestrel-Harbor-71');
  });

  test('may not be empty', async () => {
    const { stderr, exitCode } = await ask([...fix, '-i', 'value=@env:NOT_SET_AT_ALL']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('What was handed over for `value` is empty.');
    const piped = await ask([...fix, '-i', 'value=@-'], { input: '\n' });
    expect(piped.stderr).toContain('What was handed over for `value` is empty.');
  });

  test('is known for the fix that is ordered, and for no other', async () => {
    const { stderr, exitCode } = await ask([
      ...['run', 'p1000-auth', '--fix', 'create-role', '--dry-run', '--json'],
      ...['-i', 'value=@-'],
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('p1000-auth has no input `value`.');
  });
});
