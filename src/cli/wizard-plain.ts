import { lookAndSay } from './looked.ts';
import type { Shell } from './shell.ts';
import type { WizardStart } from './wizard-start.ts';

/** Without a screen or without keys: the same look, told in lines, nothing asked. */
export const withoutScreen = async (shell: Shell, start: WizardStart): Promise<number> => {
  const { flows, options, flow, pasted } = start;
  const named = flows.find(({ id }) => id === flow);
  if (pasted !== undefined) {
    const { lookup } = await import('./commands/lookup.ts');
    await lookup(shell, pasted, {});
    shell.print('');
  }
  return lookAndSay(
    shell,
    {
      ...{ command: named ? 'run' : 'triage', flows, options },
      asked: named ? [named] : flows,
      walk: (look) => (named ? look.run(named) : look.triage()),
    },
    { json: false },
  );
};
