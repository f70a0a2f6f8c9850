import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mermaid } from '../../catalogue/mermaid.ts';
import { problemLine } from '../../catalogue/problem.ts';
import { treePage, treePicture } from '../../catalogue/tree-picture.ts';
import type { Flow } from '../../core/flow.ts';
import { UserError } from '../../errors.ts';
import { exit } from '../exit.ts';
import type { Given } from '../program.ts';
import type { Shell } from '../shell.ts';
import { chooseFlows } from './flow-sources.ts';

/** Draws one flow's tree. */
export const flowGraph = async (
  shell: Shell,
  place: string | undefined,
  given: Given,
): Promise<number> => {
  const { sources, problems } = await chooseFlows(shell, place);
  for (const problem of problems) shell.say(problemLine(problem));
  const [source, ...more] = sources;
  if (!source || more.length > 0) {
    throw new UserError(
      source ? `There are ${sources.length} flows here.` : 'There is no flow that can be drawn.',
      'Name one: `deploy-doctor flow graph <folder of the flow>`.',
    );
  }
  const drawn = draw(source.flow, given);
  if (typeof given['out'] === 'string') {
    await writeFile(path.resolve(shell.cwd, given['out']), drawn);
  } else shell.write(drawn);
  return exit.fine;
};

const draw = (flow: Flow, given: Given): string => {
  if (given['html'] === true) return treePage(flow);
  return given['svg'] === true ? treePicture(flow) : mermaid(flow);
};
