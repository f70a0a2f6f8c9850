import { lintSource } from '../../catalogue/lint-source.ts';
import { problemLine } from '../../catalogue/problem.ts';
import { actions } from '../../actions/index.ts';
import { probes } from '../../probes/index.ts';
import { exit } from '../exit.ts';
import type { Shell } from '../shell.ts';
import { chooseFlows, isShipped } from './flow-sources.ts';

/** Every fault of the flows at a place, one line each that an editor can jump to. */
export const flowLint = async (shell: Shell, place: string | undefined): Promise<number> => {
  const { sources, problems: unloaded, flows } = await chooseFlows(shell, place);
  const problems = [
    ...unloaded,
    ...sources.flatMap((source) =>
      lintSource(source, probes, flows, { shipped: isShipped(source), actions }),
    ),
  ];
  for (const problem of problems) shell.print(problemLine(problem));
  const flowsSeen = `${sources.length} ${sources.length === 1 ? 'flow' : 'flows'}`;
  shell.say(
    problems.length === 0 ? `${flowsSeen}: nothing to mend.` : `${problems.length} to mend.`,
  );
  return problems.length === 0 ? exit.fine : exit.problem;
};
