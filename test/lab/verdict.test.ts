import { describe, expect, test } from 'vitest';
import type { Expectation } from './fault.ts';
import type { Answer, Result } from './program.ts';
import { compare } from './verdict.ts';

const stale: Result = {
  flow: 'p1000-auth',
  inputs: { container: 'ddp1000-1a2b-api-1' },
  outcome: 'diagnosed',
  diagnosis: 'container-is-stale',
  confidence: 'confirmed',
  evidence: [{ because: 'the values differ', excerpt: 'port 5432' }],
  ruledOut: [{ diagnosis: 'role-missing' }],
  blind: [{ step: 'log', outcome: 'permission', detail: 'permission denied' }],
};
const elsewhere: Result = {
  ...stale,
  inputs: { container: 'ddp1000-9f9f-api-1' },
  diagnosis: 'passwords-differ',
};
const expected: Expectation = { diagnosis: 'container-is-stale' };

function answer(results: readonly Result[], change: Partial<Answer> = {}): Answer {
  return {
    command: 'deploy-doctor run p1000-auth --json',
    exitCode: 1,
    stdout: '',
    stderr: '',
    fault: undefined,
    document: {
      schemaVersion: 1,
      command: 'run',
      targets: [{ error: null, results: [...results] }],
    },
    ...change,
  };
}

const unseen: Result = { ...stale, outcome: 'inconclusive', diagnosis: null, confidence: null };

describe('the judge of the lab', () => {
  test.each<[string, Answer, Expectation]>([
    ['the right diagnosis', answer([stale]), expected],
    ['another diagnosis about another case', answer([elsewhere, stale]), expected],
    [
      'an inconclusive result where none can be had',
      answer([unseen], { exitCode: 3 }),
      { diagnosis: null },
    ],
    [
      'every detail as expected',
      answer([stale]),
      {
        ...expected,
        confidence: 'confirmed',
        evidence: ['port 5432', 'differ'],
        ruledOut: ['role-missing'],
        notRuledOut: ['passwords-differ'],
        blind: ['log', 'log permission'],
        absent: ['hunter2'],
      },
    ],
  ])('accepts %s', (_, said, wanted) => {
    expect(compare(said, wanted, ['ddp1000-1a2b'])).toEqual([]);
  });

  test.each<[string, Answer, Expectation, RegExp]>([
    ['a wrong diagnosis', answer([{ ...stale, diagnosis: 'role-missing' }]), expected, /^wrong: /],
    [
      'a wrong one beside the right one',
      answer([stale, { ...stale, diagnosis: 'x' }]),
      expected,
      /^wrong: /,
    ],
    ['a diagnosis where none can be had', answer([stale]), { diagnosis: null }, /^wrong: /],
    ['no result about the case', answer([elsewhere]), expected, /got: no result/],
    [
      'a lower confidence',
      answer([{ ...stale, confidence: 'likely' }]),
      { ...expected, confidence: 'confirmed' },
      /^confidence is likely/,
    ],
    [
      'missing evidence',
      answer([stale]),
      { ...expected, evidence: ['port 6543'] },
      /^no evidence holds/,
    ],
    [
      'what is not ruled out',
      answer([stale]),
      { ...expected, ruledOut: ['x'] },
      /^x is not ruled out/,
    ],
    [
      'what is ruled out without proof',
      answer([stale]),
      { ...expected, notRuledOut: ['role-missing'] },
      /is ruled out/,
    ],
    [
      'a step that was not blind',
      answer([stale]),
      { ...expected, blind: ['log timeout'] },
      /not among the blind/,
    ],
    [
      'a secret on stderr',
      answer([stale], { stderr: 'hunter2' }),
      { ...expected, absent: ['hunter2'] },
      /^stderr holds/,
    ],
    ['an exit code of its own', answer([stale], { exitCode: 0 }), expected, /^exit code 0/],
    [
      'words instead of JSON',
      answer([], { document: undefined, fault: 'Unexpected token' }),
      expected,
      /^stdout is not/,
    ],
  ])('refuses %s', (_, said, wanted, words) => {
    expect(compare(said, wanted, ['ddp1000-1a2b'])).toContainEqual(expect.stringMatching(words));
  });
});
