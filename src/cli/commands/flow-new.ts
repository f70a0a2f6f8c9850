import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newFlow } from '../../catalogue/new-flow.ts';
import { probes } from '../../probes/index.ts';
import { UserError } from '../../errors.ts';
import { exit } from '../exit.ts';
import type { Given } from '../program.ts';
import type { Shell } from '../shell.ts';

/** Writes a flow to begin with, and its first cases; touches nothing that is there. */
export const flowNew = async (shell: Shell, id: string, given: Given): Promise<number> => {
  if (!/^[a-z][a-z0-9-]*$/.test(id)) {
    throw new UserError(
      `\`${id}\` is no id for a flow.`,
      'Name the symptom in kebab-case: `deploy-doctor flow new disk-full`.',
    );
  }
  const into = typeof given['into'] === 'string' ? given['into'] : 'flows';
  const folder = path.resolve(shell.cwd, into, id);
  if (existsSync(folder)) {
    throw new UserError(`${folder} is there already.`, 'Choose another id, or edit that flow.');
  }
  for (const [name, text] of Object.entries(newFlow(id, probes))) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    // `wx`: two authors who begin at once do not overwrite each other.
    await writeFile(file, text, { flag: 'wx' });
    shell.print(path.relative(shell.cwd, file));
  }
  const shown = path.relative(shell.cwd, folder);
  shell.say(
    `Now edit it, then: deploy-doctor flow lint ${shown} && deploy-doctor flow test ${shown}`,
  );
  return exit.fine;
};
