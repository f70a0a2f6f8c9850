import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneWay } from '../../bin/build/one-way.mts';
import { loadFlows } from '../../src/catalogue/load.ts';
import { oneWayPattern } from '../../src/core/one-way.ts';
import { pattern } from '../../src/core/pattern.ts';

const { flows } = await loadFlows(path.join(import.meta.dirname, '../../flows'));
const expressions = flows
  .flatMap(({ signatures }) => signatures)
  .flatMap((signature) => ('matches' in signature ? [signature.matches] : []));

describe('an expression is not given to JavaScript where', () => {
  it.each([
    ['it can be tried in more ways than one', '(?:a+)+$x'],
    ['a part of it can end in several places', '.*x'],
    ['a group is repeated, whose alternatives begin alike', '(?:a|a)+x'],
    ['it holds what the two read differently', 'x\\b'],
    ['it is told to ignore case', '(?i)abc'],
    ['it says a set by name', '[[:alpha:]]'],
    ['it stands at an end', '^abc'],
  ])('%s', (_, source) => {
    expect(oneWay(source)).toBeUndefined();
  });
});

it('most of the signatures that ship are', () => {
  const given = expressions.filter((source) => oneWay(source) !== undefined);
  expect(given.length).toBeGreaterThan(expressions.length * 0.6);
});

/** Texts that come near an expression: its own pieces, spaces of every kind, and noise. */
const near = (source: string) =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...source.split(/(?=[\\[(])/), '\u00a0', '\t', '\u2028', '\n', '\v', '"'),
        fc.constantFrom(literal(source), 'x', '/a/b', '7', "'", '’', ': '),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''));

/** The expression as a text that it may match: sets as one letter, operators left out. */
const literal = (source: string): string =>
  source
    .replace(/\(\?P<\w+>|\(\?:|[()]/g, '')
    .replace(/\[(\^?)([^\]]*)\]/g, (_, not: string) => (not === '' ? 'c' : 'x'))
    .replace(/\\[wsSd]/g, (escape) => ({ '\\s': ' ', '\\d': '4' })[escape] ?? 'w')
    .replace(/[+*?]/g, '')
    .replace(/\\(.)/g, '$1');

describe('both engines say the same of', () => {
  it.each(expressions.filter((source) => oneWay(source) !== undefined))('%s', (source) => {
    const re2 = pattern(source);
    const ours = oneWayPattern(source, oneWay(source) ?? '');
    expect(ours.groupNames).toEqual(re2.groupNames);
    fc.assert(
      fc.property(near(source), (text) => {
        expect(ours.find(text)).toEqual(re2.find(text));
      }),
      { numRuns: 300 },
    );
  });
});
