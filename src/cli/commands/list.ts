import { readSignedFlows } from '../catalogue.ts';
import { exit } from '../exit.ts';
import type { Given } from '../program.ts';
import type { Shell } from '../shell.ts';

/** The flows, one line each: id, then what the operator sees. */
export const list = async (shell: Shell, given: Given): Promise<number> => {
  const flows = await readSignedFlows(shell, given);
  if (given['json'] === true) {
    const listed = flows.map(({ id, title, where }) => ({ flow: id, title, where }));
    shell.write(
      `${JSON.stringify({ schemaVersion: 1, command: 'list', flows: listed }, null, 2)}\n`,
    );
    return exit.fine;
  }
  const width = Math.max(...flows.map(({ id }) => id.length));
  shell.print(flows.map(({ id, title }) => `${id.padEnd(width)}  ${title}`).join('\n'));
  return exit.fine;
};
