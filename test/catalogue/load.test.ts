import { chmod, mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCases } from '../../src/catalogue/load-cases.ts';
import { loadFlow, loadFlows, loadSources } from '../../src/catalogue/load.ts';
import { lintSource } from '../../src/catalogue/lint-source.ts';
import { problemLine } from '../../src/catalogue/problem.ts';
import { gateText, sampleProbes, sampleText } from '../core/sample-flow.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'flows-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const put = async (name: string, content: string | Uint8Array): Promise<string> => {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
};

const lines = (problems: Parameters<typeof problemLine>[0][]): readonly string[] =>
  problems.map((problem) => problemLine(problem).replace(`${folder}/`, ''));

describe('a folder of flows', () => {
  it('gives its flows in the order of their ids, each named after its folder', async () => {
    await put('good/gate/flow.yaml', gateText);
    await put('good/door/flow.yaml', sampleText);
    await put('good/README.md', 'not a flow');
    const { flows, problems } = await loadFlows(path.join(folder, 'good'));
    expect(problems).toEqual([]);
    expect(flows.map(({ id }) => id)).toEqual(['door', 'gate']);
    expect(flows[0]?.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(flows[0]?.hash).not.toBe(flows[1]?.hash);
  });

  it('names every file that cannot be loaded, and loads the others', async () => {
    await put('mixed/good/flow.yaml', gateText);
    await put('mixed/latin/flow.yaml', Uint8Array.of(0x74, 0xe9, 0x0a));
    await put('mixed/broken/flow.yaml', 'title: [unclosed\n');
    await put('mixed/twice/flow.yaml', 'title: a\ntitle: b\n');
    await put('mixed/alias/flow.yaml', 'title: *nobody\n');
    await put('mixed/empty/flow.yaml', '');
    await put('mixed/list/flow.yaml', '- one\n');
    await put('mixed/Loud/flow.yaml', gateText);
    await mkdir(path.join(folder, 'mixed/nothing'));
    await mkdir(path.join(folder, 'mixed/.hidden'));
    const { flows, problems } = await loadFlows(path.join(folder, 'mixed'));
    expect(flows.map(({ id }) => id)).toEqual(['Loud', 'good']);
    expect(lines([...problems])).toEqual([
      expect.stringMatching(/^mixed\/alias\/flow.yaml:1:\d+: bad-yaml: /),
      expect.stringMatching(/^mixed\/broken\/flow.yaml:2:1: bad-yaml: /),
      'mixed/empty/flow.yaml:1:1: wrong-value: the file: expected object, received null. Write a value of that kind.',
      'mixed/latin/flow.yaml:1:1: unreadable: this is not UTF-8. Save it as UTF-8.',
      'mixed/list/flow.yaml:1:1: wrong-value: the file: expected object, received array. Write a value of that kind.',
      'mixed/Loud/flow.yaml:1:1: bad-id: the folder `Loud` is no id. Name it in kebab-case.',
      expect.stringMatching(/^mixed\/nothing\/flow.yaml:1:1: unreadable: ENOENT/),
      'mixed/twice/flow.yaml:2:1: doubled-key: this key stands twice. Keep one of them.',
    ]);
  });

  it('that does not exist is a problem, not an exception', async () => {
    const { sources, problems } = await loadSources(path.join(folder, 'nowhere'));
    expect(sources).toEqual([]);
    expect(lines([...problems])[0]).toMatch(/^nowhere:1:1: unreadable: ENOENT/);
  });

  it('is not filled into memory by a file made of aliases', () => {
    const layers = Array.from(
      { length: 12 },
      (_, index) => `l${index + 1}: &l${index + 1} [${Array(9).fill(`*l${index}`).join(', ')}]`,
    );
    const text = `l0: &l0 x\n${layers.join('\n')}\n`;
    const { source, problems } = loadFlow('door/flow.yaml', text);
    expect(source).toBeUndefined();
    expect(problems.map(({ rule }) => rule)).toEqual(['bad-yaml']);
  });
});

describe('a mistake in a flow file', () => {
  it.each<[string, string, string]>([
    ['a key nobody knows', 'subjects:\n  each: pod', 'wrong-value: subjects.each: Invalid option'],
    ['a place that lacks a key', 'title: x', 'missing-key: the file: `about` is missing'],
  ])('%s is named with its place', (_, text, expected) => {
    const { problems } = loadFlow('door/flow.yaml', `${text}\n`);
    expect(problems.map(problemLine).join('\n')).toContain(expected);
  });

  it('in a condition names the operator that was meant, not those that were not', () => {
    const text = sampleText.replace('{above: 3}', '{abov: 3}');
    expect(loadFlow('door/flow.yaml', text).problems.map(problemLine)).toEqual([
      'door/flow.yaml:37:23: unknown-key: steps.hinges.found[0].when.rust: there is no key `abov` here. Did you mean `above`?',
    ]);
  });
});

describe('whatever stands in a flow file', () => {
  const lines = sampleText.split('\n');
  const words = [...new Set(sampleText.split(/[\s{},:[\]]+/))].filter(Boolean);
  const odd = fc.oneof(
    fc.constantFrom(
      ...words,
      '{{',
      '}}',
      '{{lock.state}}',
      '*a',
      '&a ',
      '!!js ',
      '<<: ',
      '- ',
      '? ',
    ),
    fc.string({ maxLength: 8 }),
    fc.constantFrom(
      'constructor',
      '__proto__',
      'null',
      '~',
      '.inf',
      '0x',
      "'",
      '"',
      '\t',
      '\u0000',
    ),
  );
  /** One line of the good flow spoilt: a word replaced, the line gone, twice, or moved in. */
  const spoilt = fc
    .tuple(
      fc.nat(lines.length - 1),
      fc.nat(80),
      odd,
      fc.constantFrom('word', 'gone', 'twice', 'in'),
    )
    .map(([at, column, text, how]) => {
      const line = lines[at] ?? '';
      const put = `${line.slice(0, column)}${text}${line.slice(column).replace(/^[\w-]+/, '')}`;
      const changed = { word: [put], gone: [], twice: [line, line], in: [`  ${line}`] }[how];
      return lines.toSpliced(at, 1, ...changed).join('\n');
    });

  it('is a flow that can be judged, or problems with places; never an exception', () => {
    fc.assert(
      fc.property(spoilt, (text) => {
        const { source, problems } = loadFlow('door/flow.yaml', text);
        const all = source ? lintSource(source, sampleProbes, [source.flow]) : problems;
        const count = text.split('\n').length;
        for (const { line, column, message, cure } of all) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(count);
          expect(column).toBeGreaterThan(0);
          expect([message, cure]).not.toContain('');
        }
        expect(source !== undefined || problems.length > 0).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});

describe('the cases of a flow', () => {
  it('are none where there is no folder of them', async () => {
    await put('bare/door/flow.yaml', sampleText);
    expect(await loadCases(path.join(folder, 'bare/door'))).toEqual({ cases: [], problems: [] });
  });

  it('are named by their files, and mistakes in them have places', async () => {
    await put('told/door/cases/works.yaml', 'about: x\nexpect: {diagnosis: works}\n');
    await put('told/door/cases/odd.yaml', 'about: x\nexpect: {diagnose: works}\n');
    await put('told/door/cases/odder.yaml', 'about: x\nanswers: {lock: {fund: {}}}\nexpect: {}\n');
    await put('told/door/cases/works.report.md', '# not a case');
    const { cases, problems } = await loadCases(path.join(folder, 'told/door'));
    expect(cases.map(({ told }) => told.name)).toEqual(['works']);
    expect(lines([...problems])).toEqual([
      'told/door/cases/odd.yaml:2:10: unknown-key: expect: there is no key `diagnose` here. Did you mean `diagnosis`?',
      'told/door/cases/odder.yaml:2:18: unknown-key: answers.lock: there is no key `fund` here. Did you mean `found`?',
    ]);
  });

  it('are a problem where their folder may not be read', async () => {
    const closed = path.join(folder, 'closed/door/cases');
    await mkdir(closed, { recursive: true });
    if (process.getuid?.() === 0) {
      // Root reads every folder; a file in its place is as unreadable to it.
      await rm(closed, { recursive: true });
      await writeFile(closed, '');
    } else await chmod(closed, 0);
    const { problems } = await loadCases(path.dirname(closed));
    await chmod(closed, 0o700);
    expect(problems.map(({ rule }) => rule)).toEqual(['unreadable']);
  });
});
