import { describe, expect, test } from 'vitest';
import {
  outcomeWords,
  placeholders,
  rowWords,
  signatureWords,
} from '../../src/core/condition-words.ts';

describe('an expression as words', () => {
  test.each([
    ['FATAL:\\s+failed for user "(?P<user>[^"]+)"', 'FATAL: failed for user "<user>"'],
    ["module '?(?P<module>[A-Za-z_][\\w.]*)", 'module <module>'],
    ['exec (?P<file>(?P<executable>/[^\\s:"\']+)): busy', 'exec <file>: busy'],
    ['port \\d+ of "[^"]*"(?: \\([^)]*\\))?, failed', 'port … of "…", failed'],
    ['\\[Errno 26\\] busy \\(now\\)\\.', '[Errno 26] busy (now).'],
    ['(?i)(?:curl|wget): not found$', 'curl or wget: not found'],
    ['(?P<env_file>\\S+): unreadable', '<env-file>: unreadable'],
  ])('%s', (matches, words) => {
    expect(signatureWords({ matches })).toBe(words);
  });
  test('a literal is told as it is', () => {
    expect(signatureWords({ contains: 'a+b (c)?' })).toBe('a+b (c)?');
  });
});

describe('a row in words', () => {
  test.each([
    [{ go: 'x' }, 'otherwise'],
    [{ because: 'it is {{login.url.host}}', go: 'x' }, 'it is <host>'],
    [{ when: { verdict: 'late' }, go: 'x' }, 'verdict is “late”'],
    [{ when: { port: [80, 443] }, go: 'x' }, 'port is 80 or 443'],
    [{ when: { name: { not: '{{container}}' } }, go: 'x' }, 'name is not “<container>”'],
    [
      { when: { age: { above: 3 }, size: { below: 9 } }, go: 'x' },
      'age is above 3 and size is below 9',
    ],
    [{ when: { tail: { exists: false } }, go: 'x' }, 'there is no tail'],
    [
      { when: { text: { contains: 'no' } }, because: 'it says so', go: 'x' },
      'it says so (text contains “no”)',
    ],
  ])('%j', (row, words) => {
    expect(rowWords(row)).toBe(words);
  });
  test('what cannot be seen is told apart from what is not there', () => {
    expect(outcomeWords('not-found')).toBe('it is not there');
    expect(outcomeWords('timeout')).toBe('it cannot be seen (timeout)');
  });
  test('what a command itself needs in braces stays', () => {
    expect(placeholders("docker inspect -f '{{json .State}}' {{container}}")).toBe(
      "docker inspect -f '{{json .State}}' <container>",
    );
  });
});
