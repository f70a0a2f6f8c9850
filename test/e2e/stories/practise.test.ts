import { afterEach, describe, expect, it } from 'vitest';
import type { Size, Terminal } from '../terminal.ts';
import { turnTo } from '../turn-to.ts';
import { noDocker, openWizard } from './tell.ts';

// Without Docker and without a fault: recorded incidents, from the list to the diagnosis.

let open: Terminal | undefined;
afterEach(() => open?.close());

/** Places in the list of incidents, and words of what each comes to. */
const incidents = [
  { flow: 'docker-permission', below: 0, cause: 'No engine runs where docker asks' },
  { flow: 'health-check-fails', below: 1, cause: 'The check starts a program that' },
  { flow: 'module-not-found', below: 3, cause: 'alembic.config is not installed' },
  { flow: 'p1000-auth', below: 5, cause: 'keeps another password than' },
  { flow: 'restart-loop', below: 6, cause: 'runs the command that it was made with' },
  { flow: 'service-not-created', below: 7, cause: 'belongs to a profile that is not active' },
  { flow: 'text-file-busy', below: 8, cause: 'is open for writing: pid' },
];
const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 40, rows: 12 },
];
const patience = 30_000;
const squeezed = (text: string): string => text.replace(/\s+/g, '');

describe.each(sizes)('at $columns x $rows, an incident to practise on', (size) => {
  it.each(incidents)(
    'leads to its cause: $flow',
    { timeout: 120_000 },
    async ({ flow, below, cause }) => {
      open = await openWizard({ size });
      await open.sees(noDocker, patience);
      open.press('t');
      await open.sees(/❯ .*\n.*incident 1 of/, patience);
      for (let at = 0; at < below; at++) open.press('down');
      open.press('enter');

      await open.sees(`practice: ${flow.slice(0, 10)}`, patience);
      // All is walked, and the worst stands first.
      await open.sees(/\d findings?\b[^]*❯ ✗[^]*confirmed/, patience);
      open.press('enter');
      const diagnosis = await open.sees(
        /^(?![^]*What is wrong\?)[^]*confirmed[^]*\? keys/,
        patience,
      );
      expect(squeezed(diagnosis)).toContain(squeezed(cause));
      await turnTo(open, 'Evidence');
      await turnTo(open, 'What to do');
      await turnTo(open, 'The way here');

      open.press('b');
      await open.sees('What is wrong?', patience);
      open.press('b');
      await open.sees(/^(?![^]*practice:)[^]*(?:Docker was not reached|No engine runs)/, patience);
    },
  );
});
