import { lintSource } from '../../catalogue/lint-source.ts';
import { problemLine } from '../../catalogue/problem.ts';
import { mutateFlow, testFlow, type Mutation, type Tested } from '../../catalogue/test-flow.ts';
import { actions } from '../../actions/index.ts';
import { probes } from '../../probes/index.ts';
import { exit } from '../exit.ts';
import type { Given } from '../program.ts';
import type { Shell } from '../shell.ts';
import { chooseFlows, isShipped } from './flow-sources.ts';

/** Share of the mutants that cases must notice. */
const enough = 0.9;

/** Tells flows their cases; with options, says what no case walks or notices. */
export const flowTest = async (
  shell: Shell,
  place: string | undefined,
  given: Given,
): Promise<number> => {
  const { sources, problems, flows } = await chooseFlows(shell, place);
  for (const problem of problems) shell.print(problemLine(problem));
  let fine = problems.length === 0;
  for (const source of sources) {
    const faults = lintSource(source, probes, flows, { shipped: isShipped(source), actions });
    if (faults.length > 0) {
      // A tree that is not total may have no way for what a case tells it.
      for (const problem of faults) shell.print(problemLine(problem));
      fine = false;
      continue;
    }
    const tested = await testFlow(source, probes, flows, actions);
    for (const problem of tested.problems) shell.print(problemLine(problem));
    const failed = new Set(tested.problems.map(({ file }) => file)).size;
    shell.print(`${source.flow.id}: ${tested.cases.length} cases, ${failed} failed`);
    fine &&= failed === 0;
    if (given['coverage'] === true) fine = printCoverage(shell, tested) && fine;
    // Cases that fail notice everything, and prove nothing.
    if (given['mutate'] === true && failed === 0) {
      fine = printMutation(shell, mutateFlow(tested, probes, flows)) && fine;
    }
  }
  return fine ? exit.fine : exit.problem;
};

const printCoverage = (shell: Shell, { coverage, source }: Tested): boolean => {
  const parts = [
    ['leaves', coverage.leaves],
    ['edges', coverage.edges],
  ] as const;
  for (const [what, all] of parts) {
    const walked = all.filter(({ cases }) => cases.length > 0).length;
    shell.print(`  ${what}: ${walked} of ${all.length} walked`);
    const width = Math.max(0, ...all.map(({ name }) => name.length));
    for (const { name, cases } of all) {
      shell.print(`    ${name.padEnd(width)}  ${cases.length || 'none'}`);
    }
  }
  const missed = [...coverage.leaves, ...coverage.edges].filter(({ cases }) => cases.length === 0);
  for (const { name, at } of missed) {
    const { line, column } = source.place(at);
    shell.print(`${source.file}:${line}:${column}: no case walks ${name}`);
  }
  return missed.length === 0;
};

const printMutation = (shell: Shell, { total, survivors }: Mutation): boolean => {
  const killed = total - survivors.length;
  const share = total === 0 ? 1 : killed / total;
  shell.print(`  mutants: ${killed} of ${total} noticed (${Math.floor(share * 100)} %)`);
  for (const problem of survivors) shell.print(problemLine(problem));
  return share >= enough;
};
