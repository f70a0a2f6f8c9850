import path from 'node:path';
import { openTerminal, program, type Opening, type Terminal } from '../terminal.ts';

/** An engine that is not there: the wizard opens as fast as it can, and says so. */
export const noEngine = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };

/** What the wizard then shows: where the docker program is there, it can tell why. */
export const noDocker = /Docker was not reached|No engine runs|The docker program may not/;

/** The wizard on a machine without Docker. */
export const openWizard = (
  opening: Opening = {},
  args: readonly string[] = [],
): Promise<Terminal> => openTerminal(args, { ...opening, env: { ...noEngine, ...opening.env } });

/** The wizard behind a shell's line; `PROGRAM` stands for how it is started. */
export const openShell = (line: string, opening: Opening = {}): Promise<Terminal> => {
  const started = `"${process.execPath}" "${program}"`;
  const argv = ['sh', '-c', line.replaceAll('PROGRAM', started)] as const;
  return openWizard({ ...opening, argv });
};

/** Whether the terminal shows its cursor: what was hidden must be given back. */
export const showsCursor = ({ emulator }: Terminal): boolean =>
  // The emulator keeps it where only its own parts look.
  !(emulator as unknown as { _core: { coreService: { isCursorHidden: boolean } } })._core
    .coreService.isCursorHidden;

export const fixture = (name: string): string => path.join(import.meta.dirname, name);
