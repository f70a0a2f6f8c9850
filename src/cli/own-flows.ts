import { UserError } from '../errors.ts';
import { loadSources } from '../catalogue/load.ts';
import { lintSource } from '../catalogue/lint-source.ts';
import { problemLine, type Problem } from '../catalogue/problem.ts';
import type { Flow } from '../core/flow.ts';
import { actions } from '../actions/index.ts';
import { probes } from '../probes/index.ts';

/** Flows of the operator's own; one with a mistake is refused with its place. */
export const readOwnFlows = async (
  folders: readonly string[],
  shipped: readonly Flow[],
): Promise<readonly Flow[]> => {
  const loaded = await Promise.all(folders.map((folder) => loadSources(folder)));
  const sources = loaded.flatMap((each) => each.sources);
  const own = sources.map(({ flow }) => flow);
  const all = [...shipped, ...own];
  const problems: readonly Problem[] = [
    ...loaded.flatMap((each) => each.problems),
    ...sources.flatMap((source) => lintSource(source, probes, all, { actions })),
  ];
  if (problems.length > 0) {
    throw new UserError(
      problems.map(problemLine).join('\n'),
      'Mend the flow, or leave its folder out of `--flows`.',
    );
  }
  for (const { file, flow } of sources) {
    if (all.filter(({ id }) => id === flow.id).length < 2) continue;
    throw new UserError(
      `${file}: another flow is called ${flow.id}.`,
      'Rename the folder: its name is the id.',
    );
  }
  return own;
};
