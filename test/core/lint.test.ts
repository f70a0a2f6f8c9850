import { describe, expect, it } from 'vitest';
import { lintSource } from '../../src/catalogue/lint-source.ts';
import { loadFlow } from '../../src/catalogue/load.ts';
import { problemLine } from '../../src/catalogue/problem.ts';
import { flowFrom, gateText, sampleProbes, sampleText } from './sample-flow.ts';

const linted = (text: string): readonly string[] => {
  const { source, problems } = loadFlow('door/flow.yaml', text);
  if (!source) return problems.map(problemLine);
  const flows = [source.flow, flowFrom(gateText, 'gate')];
  return lintSource(source, sampleProbes, flows, { shipped: true }).map(problemLine);
};

describe('lint', () => {
  it('has nothing to say about a good flow', () => {
    expect(linted(sampleText)).toEqual([]);
    const gate = loadFlow('gate/flow.yaml', gateText);
    expect(gate.problems).toEqual([]);
  });
});
