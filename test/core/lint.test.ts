import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintSource } from '../../src/catalogue/lint-source.ts';
import { loadFlow } from '../../src/catalogue/load.ts';
import type { Problem } from '../../src/catalogue/problem.ts';
import { spoilt } from './lint-rules.ts';
import { flowFrom, gateText, sampleActions, sampleProbes, sampleText } from './sample-flow.ts';

const lintedAs = (
  text: string,
  { gate = gateText, shipped = true }: { readonly gate?: string; readonly shipped?: boolean } = {},
): readonly Problem[] => {
  const { source, problems } = loadFlow('door/flow.yaml', text);
  if (!source) return problems;
  const flows = [source.flow, flowFrom(gate, 'gate')];
  return lintSource(source, sampleProbes, flows, { shipped, actions: sampleActions });
};

const patched = (patch: readonly (readonly [string, string])[]): string => {
  let text = sampleText;
  for (const [from, to] of patch) {
    expect(text).toContain(from);
    text = text.replace(from, () => to);
  }
  return text;
};

const rules = (problems: readonly Problem[]): readonly string[] => problems.map(({ rule }) => rule);

describe('lint', () => {
  it('has nothing to say about a good flow', () => {
    expect(lintedAs(sampleText)).toEqual([]);
  });

  it.each(spoilt)('$rule at $expected', ({ rule, expected, cure, patch }) => {
    const said = lintedAs(patched(patch)).filter((problem) => problem.rule === rule);
    const lines = said.map(({ line, column, message }) => `${line}:${column} ${message}`);
    expect(lines).toContain(expected);
    expect(said.map((problem) => problem.cure)).toContain(cure);
  });

  it('has a row here for every rule that its source names', () => {
    const folders = ['../../src/core', '../../src/catalogue'].map((folder) =>
      path.join(import.meta.dirname, folder),
    );
    const sources = folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => /^(?:lint|pattern-fault|issues|yaml-text)/.test(name))
        .map((name) => readFileSync(path.join(folder, name), 'utf8')),
    );
    const named = sources
      .flatMap((text) => [...text.matchAll(/(?:rule: |fault\(\s*)'([a-z-]+)'/g)])
      .map((match) => match[1] ?? '');
    const elsewhere = ['path-too-long', 'no-step'];
    const covered = new Set([...spoilt.map(({ rule }) => rule), ...elsewhere]);
    expect([...new Set(named)].filter((rule) => !covered.has(rule))).toEqual([]);
    expect(named.length).toBeGreaterThan(30);
  });

  it('allows an operator a command in a flow of their own', () => {
    const command = patched([
      [
        "    probe: door.hinges\n    with: {house: '{{container}}', key: '{{key}}', secret: '{{lock.code?}}'}",
        '    probe: command\n    with: {argv: [ls]}',
      ],
    ]);
    expect(rules(lintedAs(command))).toContain('command-in-shipped-flow');
    expect(rules(lintedAs(command, { shipped: false }))).not.toContain('command-in-shipped-flow');
  });

  it('finds a cycle that leads through another flow', () => {
    const text = patched([
      ['probe: door.hinges\n    with: {house', 'flow: gate\n    with: {container'],
      [", key: '{{key}}', secret: '{{lock.code?}}'}", '}'],
    ]);
    const gate = gateText.replace(
      "probe: door.hinges\n    with: {house: '{{container}}'}",
      'flow: door',
    );
    const cycles = lintedAs(text, { gate }).filter(({ rule }) => rule === 'cycle');
    expect(cycles.map(({ message }) => message)).toEqual(['steps.hinges.flow: door → gate → door']);
  });

  it('types the data of a step that runs a flow by the leaves of that flow', () => {
    const text = patched([
      ['probe: door.hinges\n    with: {house', 'flow: gate\n    with: {container'],
      [", key: '{{key}}', secret: '{{lock.code?}}'}", '}'],
      ['{rust: {above: 3}}', '{diagnosis: shut}'],
      ['{squeak: true}', '{diagnosis: ajar}'],
      ["'{{container}}', door: '{{door?}}'", "'{{container}}', door: '{{key}}'"],
    ]);
    expect(lintedAs(text).map(({ message }) => message)).toEqual([
      'steps.hinges.found[1].when.diagnosis: it is never "ajar"',
    ]);
  });

  it('does not let a flow pass that looks at nothing', () => {
    const empty = gateText
      .replace(/steps:[\s\S]*diagnoses:/, 'steps: {}\ndiagnoses:')
      .replace(/diagnoses:[\s\S]*/, 'diagnoses: {}\n');
    expect(lintedAs(empty).map(({ line, rule }) => [line, rule])).toEqual([[6, 'no-step']]);
  });

  it('counts the probes of the longest path', () => {
    const chain = (steps: number): string =>
      gateText.replace(
        /steps:[\s\S]*?diagnoses:/,
        `steps:\n${Array.from(
          { length: steps },
          (_, index) =>
            `  s${index}: {title: x, probe: door.hinges, with: {house: '{{container}}'}, found: ${index + 1 < steps ? `s${index + 1}` : 'look'}}\n`,
        ).join('')}  look:
    title: Look
    probe: door.hinges
    with: {house: '{{container}}'}
    found:
      - {when: {squeak: true}, go: shut}
      - {when: {squeak: false}, go: fine}
diagnoses:`,
      );
    expect(lintedAs(chain(7))).toEqual([]);
    expect(lintedAs(chain(8)).map(({ message }) => message)).toEqual([
      'steps.look: a path has 9 probes, more than 8: s0, s1, s2, s3, s4, s5, s6, s7, look',
    ]);
  });

  it('lets a row that tests an optional field refer to it, and what it leads to', () => {
    const tested = patched([
      ['- when: {state: jammed}', '- when: {state: jammed, excerpt: {exists: true}}'],
      ["'the bolt is {{lock.bolt}}'", "'it says {{lock.excerpt}}'"],
      ['explain: Bolts jam.', 'explain: Bolts jam {{lock.excerpt}}.'],
      ['      - when: {state: shut}\n        go: hinges', '      - go: hinges'],
    ]);
    expect(lintedAs(tested)).toEqual([]);
    const absent = tested.replace('{exists: true}', '{exists: false}');
    expect(rules(lintedAs(absent))).toEqual([
      'reference-not-on-every-path',
      'reference-not-on-every-path',
    ]);
  });

  it('takes exists true and exists false together as everything', () => {
    const both = patched([
      [
        '      - when: {state: jammed}\n',
        '      - {when: {excerpt: {exists: false}}, go: works}\n      - when: {state: jammed}\n',
      ],
      ['      - when: {state: shut}\n', '      - when: {excerpt: {exists: true}}\n'],
    ]);
    expect(lintedAs(both)).toEqual([]);
  });
});
