import type { Command } from 'commander';
import { UserError } from '../../errors.ts';
import type { Given } from '../program.ts';
import type { Shell } from '../shell.ts';

/** The commands for authors of flows; each loads what it needs when it is called. */
export const registerFlow = (
  program: Command,
  shell: Shell,
  done: (code: number) => void,
): readonly Command[] => {
  const flow = program
    .command('flow')
    .description('write flows: lint, test, new, graph; offline')
    .argument('[word]')
    .action((word: string | undefined) => {
      throw new UserError(
        word === undefined ? 'What about flows?' : `There is no command \`flow ${word}\`.`,
        'There is `flow lint`, `flow test`, `flow new` and `flow graph`.',
      );
    });
  const lint = flow
    .command('lint')
    .argument('[path]', 'a flow.yaml, its folder, a folder of flows, or a flow that ships')
    .description('judge flow files: every fault with its line and its cure')
    .action(async (place: string | undefined) => {
      const { flowLint } = await import('./flow-lint.ts');
      done(await flowLint(shell, place));
    });
  const test = flow
    .command('test')
    .argument('[path]', 'as for `lint`')
    .description('tell flows their cases, and judge the verdicts')
    .option('--coverage', 'also list every leaf and edge, and fail where no case walks it')
    .option('--mutate', 'also spoil each condition, and fail where cases notice too few')
    .action(async (place: string | undefined, given: Given) => {
      const { flowTest } = await import('./flow-test.ts');
      done(await flowTest(shell, place, given));
    });
  const fresh = flow
    .command('new')
    .argument('<id>', 'words in kebab-case, naming the symptom')
    .description('begin a flow with its first cases')
    .option('--into <dir>', 'the folder of flows to put it into', 'flows')
    .action(async (id: string, given: Given) => {
      const { flowNew } = await import('./flow-new.ts');
      done(await flowNew(shell, id, given));
    });
  const graph = flow
    .command('graph')
    .argument('[path]', 'as for `lint`')
    .description("draw a flow's tree: Mermaid, or a picture that needs no network")
    .option('--svg', 'an SVG picture')
    .option('--html', 'a page with the picture')
    .option('--out <file>', 'write it there instead of to standard output')
    .action(async (place: string | undefined, given: Given) => {
      const { flowGraph } = await import('./flow-graph.ts');
      done(await flowGraph(shell, place, given));
    });
  return [flow, lint, test, fresh, graph];
};
