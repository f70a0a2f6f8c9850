import { describe, expect, it } from 'vitest';
import { caseFile, type Case } from '../../src/core/case.ts';
import { coverageOf } from '../../src/core/case-coverage.ts';
import { disappointments } from '../../src/core/judge-case.ts';
import { mutants } from '../../src/core/mutants.ts';
import { runCase } from '../../src/core/run-case.ts';
import { flowFrom, gateText, sampleProbes, sampleText } from './sample-flow.ts';

const flow = flowFrom(sampleText);
const flows = [flow, flowFrom(gateText, 'gate')];

const story = (given: object): Case => ({
  ...caseFile.parse({ about: 'x', inputs: { container: 'c', key: 'k' }, ...given }),
  name: 'story',
});

const lock = { state: 'shut', bolt: 'upper' };
const hinges = { rust: 0, squeak: false, notes: [] };

const tell = (given: object, tree = flow) => {
  const told = story(given);
  const { run, faults } = runCase(tree, told, sampleProbes, flows);
  return { run, faults: [...faults, ...disappointments(tree, told, run)] };
};
const words = (given: object, tree = flow) => tell(given, tree).faults.map((fault) => fault.words);

describe('a case', () => {
  it('holds where every answer is asked for and the verdict is the expected one', () => {
    const { faults, run } = tell({
      answers: { lock: { found: lock }, hinges: { found: { ...hinges, rust: 4 } } },
      expect: {
        diagnosis: 'rusty',
        outcome: 'diagnosed',
        confidence: 'likely',
        'ruled-out': ['jammed', 'no-door'],
      },
    });
    expect(faults).toEqual([]);
    expect(run.path.map(({ step }) => step)).toEqual(['lock', 'hinges']);
  });

  it.each<[string, object, readonly string[]]>([
    [
      'an answer that nobody asks for',
      {
        answers: { lock: { found: { ...lock, state: 'open' } }, hinges: { found: hinges } },
        expect: { diagnosis: 'works' },
      },
      ['the answer to `hinges` is never asked for'],
    ],
    [
      'a question without an answer',
      { answers: { lock: { found: lock } }, expect: { diagnosis: 'rusty' } },
      ['`hinges` is asked, and the case has no answer'],
    ],
    [
      'a second answer to what is asked once',
      {
        answers: { lock: [{ found: { ...lock, state: 'open' } }, { found: lock }] },
        expect: { diagnosis: 'works' },
      },
      ['`lock` is asked 1 times and has 2 answers'],
    ],
    [
      'data that the probe cannot give',
      {
        answers: { lock: { found: { state: 'ajar', bolt: 'upper', colour: 'red' } } },
        expect: { outcome: 'inconclusive' },
      },
      [
        '`lock` finds state: Invalid option: expected one of "jammed"|"open"|"shut"',
        '`lock` finds colour: the probe finds no such field',
      ],
    ],
    [
      'a not-found that its probe never says',
      {
        answers: { lock: { found: lock }, hinges: { 'not-found': 'no hinges' } },
        expect: { outcome: 'inconclusive' },
      },
      ['`hinges` asks `door.hinges`, which never says not-found'],
    ],
    [
      'another verdict',
      {
        answers: { lock: { found: { ...lock, state: 'open' } } },
        expect: { diagnosis: 'jammed', outcome: 'diagnosed', confidence: 'likely' },
      },
      [
        'the diagnosis is `works`, expected `jammed`',
        'the outcome is `healthy`, expected `diagnosed`',
        'the confidence is none, expected `likely`',
      ],
    ],
    [
      'what is ruled out and should not be, and the reverse',
      {
        answers: { lock: { permission: 'EACCES' }, hinges: { found: hinges } },
        expect: {
          outcome: 'inconclusive',
          'ruled-out': ['jammed', 'jamed'],
          'not-ruled-out': ['rusty'],
        },
      },
      ['`jammed` is not ruled out', '`jamed` is no diagnosis', '`rusty` is ruled out'],
    ],
    [
      'an input that stays open',
      { inputs: {}, expect: { outcome: 'inconclusive' } },
      ['the input `container` stays open: give it under `inputs:`'],
    ],
    [
      'no expectation at all',
      { answers: { lock: { found: { ...lock, state: 'open' } } }, expect: {} },
      ['it expects neither a diagnosis nor an outcome'],
    ],
  ])('does not hold with %s', (_, given, faults) => {
    expect(words(given)).toEqual(faults);
  });

  it('may expect that an input stays open', () => {
    const expected = { open: 'container', outcome: 'inconclusive' };
    expect(words({ inputs: {}, expect: expected })).toEqual([]);
    const told = { answers: { lock: { found: { ...lock, state: 'open' } } } };
    expect(words({ ...told, expect: { open: 'container' } })).toEqual([
      'the open is none, expected `container`',
    ]);
  });

  it('may answer the detection of an input', () => {
    const candidates = [{ value: 'k', because: 'x', strength: 'maybe' }];
    const told = {
      inputs: { container: 'c' },
      answers: {
        lock: { found: lock },
        'input:key': { found: { candidates } },
        hinges: { found: { ...hinges, squeak: true } },
      },
      expect: { diagnosis: 'rusty' },
    };
    const { faults, run } = tell(told);
    expect(faults).toEqual([]);
    expect(run.inputs['key']).toEqual({ value: 'k', by: 'detected' });
    const blind = { ...told.answers, 'input:key': { permission: 'EACCES' } };
    expect(words({ ...told, answers: blind })).toEqual([
      'the input `key` stays open: give it under `inputs:`',
      'the diagnosis is none, expected `rusty`',
    ]);
  });

  it('writes a word where a secret is referred to', () => {
    const { faults, run } = tell({
      answers: {
        lock: { found: { ...lock, code: 'p1' } },
        hinges: { found: { ...hinges, squeak: true } },
      },
      expect: { diagnosis: 'rusty' },
    });
    expect(faults).toEqual([]);
    expect(run.facts['hinges']?.args).toMatchObject({ secret: { fingerprint: 'p1' } });
  });

  it('is told what a step is asked with, once it does not fit', () => {
    const numbered = flowFrom(
      sampleText.replace("door: '{{door?}}'}", "door: '{{door?}}', times: '{{container}}'}"),
    );
    const told = { answers: { lock: { found: { ...lock, state: 'open' } } } };
    expect(words({ ...told, expect: { diagnosis: 'works' } }, numbered)).toEqual([
      '`lock` is asked with times: Invalid input: expected number, received string',
    ]);
  });

  it('lowers a diagnosis by how sure its subject is', () => {
    const told = {
      subject: { confidence: 'possible' },
      answers: { lock: { found: { ...lock, state: 'jammed' } } },
      expect: { diagnosis: 'jammed', confidence: 'possible' },
    };
    expect(words(told)).toEqual([]);
  });
});

describe('coverage', () => {
  it('counts written edges and leaves, and names what none walks', () => {
    const { run } = tell({
      answers: { lock: { found: lock }, hinges: { found: { ...hinges, squeak: true } } },
      expect: { diagnosis: 'rusty' },
    });
    const { leaves, edges } = coverageOf(flow, [{ name: 'one', run }]);
    const walked = (all: typeof leaves) =>
      all.filter(({ cases }) => cases.length > 0).map(({ name }) => name);
    expect(walked(leaves)).toEqual(['rusty']);
    expect(walked(edges)).toEqual(['lock found[2] → hinges', 'hinges found[1] → rusty']);
    expect(edges).toHaveLength(8);
  });
});

describe('a mutant', () => {
  it('spoils each condition in more than one way', () => {
    expect(mutants(flow).map(({ what }) => what)).toEqual([
      'steps.lock.found[0].when.state: holds always',
      'steps.lock.found[0].when.state: never holds',
      'steps.lock.found[0].when.state: the contrary',
      'steps.lock.found[1].when.state: holds always',
      'steps.lock.found[1].when.state: never holds',
      'steps.lock.found[1].when.state: the contrary',
      'steps.lock.found[2].when.state: never holds',
      'steps.lock.found[2].when.state: the contrary',
      'steps.hinges.found[0].when.rust: holds always',
      'steps.hinges.found[0].when.rust: never holds',
      'steps.hinges.found[0].when.rust: one more',
      'steps.hinges.found[1].when.squeak: holds always',
      'steps.hinges.found[1].when.squeak: never holds',
      'steps.hinges.found[1].when.squeak: the contrary',
    ]);
  });

  it('is noticed by a case that it sends another way', () => {
    const told = {
      answers: { lock: { found: { ...lock, state: 'open' } } },
      expect: { diagnosis: 'works' },
    };
    const noticed = mutants(flow).filter(({ flow: mutant }) => words(told, mutant).length > 0);
    expect(noticed.map(({ what }) => what)).toEqual([
      'steps.lock.found[0].when.state: holds always',
      'steps.lock.found[0].when.state: the contrary',
      'steps.lock.found[1].when.state: never holds',
      'steps.lock.found[1].when.state: the contrary',
    ]);
  });
});
