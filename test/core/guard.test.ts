import { describe, expect, test } from 'vitest';
import { guardOf, requiredLiterals, weightOf } from '../../src/core/guard.ts';
import { pattern } from '../../src/core/pattern.ts';

describe('literals that every match of an expression holds', () => {
  test.each([
    [
      'FATAL:\\s+password authentication failed for user',
      ['FATAL:', 'password authentication failed for user'],
    ],
    ['user "(?P<user>[^"]+)" failed', ['user "', '" failed']],
    ["Cannot find module '(?P<module>[^']+)'", ["Cannot find module '", "'"]],
    ['colou?r of money', ['colo', 'r of money']],
    ['ab+c', ['ab', 'c']],
    ['ab{0,2}c', ['a', 'c']],
    ['ab{2,}?c', ['ab', 'c']],
    ['(?:one|two) buckets', [' buckets']],
    ['left|right', []],
    ['(?i)error: (?:the )?disk is full', ['error: ', 'disk is full']],
    ['a (very (deep)) group', ['a very deep group']],
    ['a(b.c)d', ['ab', 'cd']],
    ['dots\\.are\\.literal', ['dots.are.literal']],
    ['\\Qa.b*c\\E!', ['a.b*c!']],
    ['^start\\b of it$', ['start of it']],
    ['sets [abc] and [.] and [Pp]ython', ['sets ', ' and . and Python']],
    ['\\d+ files\\x20left', [' files', 'left']],
    ['a[^]]b', ['a', 'b']],
    ['a[[:alpha:]]b', ['a', 'b']],
  ])('%s', (expression, literals) => {
    expect(requiredLiterals(expression)).toEqual(literals);
    expect(() => pattern(expression)).not.toThrow();
  });
});

describe('guard of a signature', () => {
  test('a literal is its own guard', () => {
    expect(guardOf({ contains: 'Text file busy' })).toBe('Text file busy');
  });
  test('what a json-file log escapes is no part of a guard', () => {
    expect(guardOf({ contains: 'password authentication failed for user "app"' })).toBe(
      'password authentication failed for user ',
    );
    expect(guardOf({ contains: 'a -> b & c: <none> of these is a manifest' })).toBe(
      ' of these is a manifest',
    );
  });
  test('a literal of less than 13 bytes is none', () => {
    expect(guardOf({ contains: 'ENOENT' })).toBeUndefined();
    expect(guardOf({ matches: 'exit code \\d+' })).toBeUndefined();
  });
  test('the longest required literal of an expression is taken', () => {
    expect(guardOf({ matches: 'FATAL:\\s+password authentication failed for user' })).toBe(
      'password authentication failed for user',
    );
  });
  test('a guard in the flow is used where none can be derived', () => {
    expect(guardOf({ matches: '(?:a|b)', guard: 'one of these two' })).toBe('one of these two');
  });
  test('a guard in the flow that is short or holds a quote is refused', () => {
    expect(guardOf({ matches: '(?:a|b)', guard: 'short' })).toBeUndefined();
    expect(guardOf({ matches: '(?:a|b)', guard: 'module "x" is not there' })).toBeUndefined();
  });
  test('letters beyond ASCII end a guard', () => {
    expect(guardOf({ contains: 'café is closed for the day' })).toBe(' is closed for the day');
  });
});

test('a signature weighs what it says literally', () => {
  expect(weightOf({ contains: 'Text file busy' })).toBe(14);
  expect(weightOf({ matches: 'Text file busy \\(os error \\d+\\)' })).toBe(26);
});
