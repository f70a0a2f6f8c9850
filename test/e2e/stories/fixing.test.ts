import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Size, Terminal } from '../terminal.ts';
import { turnTo } from '../turn-to.ts';
import { openWizard } from './tell.ts';

// A fix from its plan to its proof and back, on real files. Nothing changes before its plan was seen.

let open: Terminal | undefined;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'deploy-doctor-fixing-'));
  await mkdir(path.join(folder, 'flows/script-cut'), { recursive: true });
  await cp(
    path.join(import.meta.dirname, '../cuts/flow.yaml'),
    path.join(folder, 'flows/script-cut/flow.yaml'),
  );
  await writeFile(tool(), '#!/bin/sh\necho hello\n');
  await chmod(tool(), 0o640);
  await writeFile(words(), 'A=1\nWORD="Old-Harbour-17"\n', { mode: 0o600 });
});
afterEach(async () => {
  await open?.close();
  await rm(folder, { recursive: true, force: true });
});

const tool = (): string => path.join(folder, 'tool.sh');
const words = (): string => path.join(folder, '.env');

const isUntouched = async (): Promise<void> => {
  expect(await readFile(words(), 'utf8')).toBe('A=1\nWORD="Old-Harbour-17"\n');
  expect((await stat(tool())).mode & 0o777).toBe(0o640);
};
const isMended = async (): Promise<void> => {
  expect(await readFile(words(), 'utf8')).toContain('Heron-Quarry-52');
  expect((await stat(tool())).mode & 0o777).toBe(0o751);
};

/** The wizard on the diagnosis, then on the plan of its one fix. */
const toPlan = async (size: Size = { columns: 80, rows: 24 }): Promise<Terminal> => {
  open = await openWizard({ size, env: { XDG_STATE_HOME: path.join(folder, 'state') } }, [
    ...['run', 'script-cut', '--flows', path.join(folder, 'flows')],
    ...['-i', `file=${tool()}`, '-i', `env-file=${words()}`],
  ]);
  await open.sees('has no execute bit', 30_000);
  await open.sees('to mend it: f');
  open.press('f');
  await open.sees('not changed yet', 20_000);
  return open;
};

describe('a fix in the wizard', () => {
  it('is planned, carried out, verified, and taken back', { timeout: 120_000 }, async () => {
    const { press, sees, exit, scrollback } = await toPlan();
    await turnTo(open!, 'Press y to carry out exactly this');
    press('enter');
    await isUntouched();
    press('y');
    await sees('carried out and verified', 30_000);
    await isMended();
    press('u');
    await sees(/Take back:[^]*not changed yet/, 20_000);
    await turnTo(open!, 'Press y to take it back');
    await isMended();
    press('y');
    await sees('taken back', 20_000);
    await sees('all is as it was before the fix');
    await isUntouched();
    press('q');
    expect((await exit()).code).toBe(1);
    expect(scrollback()).toContain('what was changed was taken back');
    expect(scrollback()).not.toMatch(/Heron-Quarry|Old-Harbour/);
  });

  it(
    'of a plan that is longer than the screen is approved at its end only',
    { timeout: 120_000 },
    async () => {
      const { press, sees, screen } = await toPlan({ columns: 40, rows: 12 });
      expect(screen()).not.toContain('Press y');
      for (let page = 0; page < 30 && !/Press y/.test(screen()); page++) {
        const before = screen();
        press('y');
        await sees(new RegExp(`^(?!${escaped(before)}$)`));
        await isUntouched();
      }
      await sees(/end/);
      press('y');
      await sees('verified', 30_000);
      await isMended();
    },
  );

  it(
    'is refused where the file changed under it, and shows what moved',
    { timeout: 120_000 },
    async () => {
      const { press, sees } = await toPlan();
      await turnTo(open!, 'Press y to carry out exactly this');
      await writeFile(words(), 'A=1\nWORD="Somebody-Else-3"\n');
      press('y');
      await sees('Not as it was when it was shown before', 20_000);
      await sees(/file:.*\.env/);
      expect(await readFile(words(), 'utf8')).toBe('A=1\nWORD="Somebody-Else-3"\n');
      await turnTo(open!, 'Press y to carry out exactly this');
      press('y');
      await sees('carried out and verified', 30_000);
      await isMended();
    },
  );

  it(
    'is left by Esc and by Ctrl-C at the prompt, and nothing is changed',
    { timeout: 120_000 },
    async () => {
      const { press, sees, exit, scrollback } = await toPlan();
      press('esc');
      await sees('to mend it: f');
      await isUntouched();
      press('f');
      await sees('not changed yet', 20_000);
      press('ctrl-c');
      expect((await exit()).code).toBe(130);
      expect(scrollback()).toContain('nothing was changed');
      await isUntouched();
    },
  );

  it(
    'is settled or can be taken back after Ctrl-C in the middle',
    { timeout: 120_000 },
    async () => {
      const { press, exit, scrollback } = await toPlan();
      await turnTo(open!, 'Press y to carry out exactly this');
      press('y');
      press('ctrl-c');
      expect((await exit(30_000)).code).toBe(130);
      expect(scrollback()).toMatch(/nothing was changed|to take it back: deploy-doctor undo \S+/);
    },
  );
});

describe('what stands afterwards', () => {
  const mendedHere = async (): Promise<Terminal> => {
    const wizard = await toPlan();
    await turnTo(wizard, 'Press y to carry out exactly this');
    wizard.press('y');
    await wizard.sees('carried out and verified', 30_000);
    return wizard;
  };
  const undoing = async (of: Terminal): Promise<Terminal> => {
    of.press('q');
    await of.exit();
    open = await openWizard({ env: { XDG_STATE_HOME: path.join(folder, 'state') } }, [
      ...['undo', '--flows', path.join(folder, 'flows')],
    ]);
    await open.sees(/Take back:[^]*not changed yet/, 30_000);
    return open;
  };

  it('is told at home as mended, until it is looked at again', { timeout: 120_000 }, async () => {
    const { press, sees } = await mendedHere();
    press('b');
    await sees('to mend it');
    press('b');
    await sees(/✓ .*has no execute bit\s+mended/);
    press('r');
    await sees(/Nothing known fits|Docker was not reached/, 30_000);
  });

  it('is taken back by undo on a terminal, which asks first', { timeout: 120_000 }, async () => {
    const { press, sees, exit } = await undoing(await mendedHere());
    await turnTo(open!, 'Press y to take it back');
    press('enter');
    await isMended();
    press('y');
    await sees('all is as it was before the fix', 30_000);
    await isUntouched();
    press('q');
    expect((await exit()).code).toBe(0);
  });

  it('stays where Ctrl-C is the answer', { timeout: 120_000 }, async () => {
    const { press, exit } = await undoing(await mendedHere());
    press('ctrl-c');
    expect((await exit()).code).toBe(130);
    await isMended();
  });
});

it(
  'Ctrl-C leaves a name that is to be typed, and nothing is changed',
  { timeout: 120_000 },
  async () => {
    const file = path.join(folder, 'flows/script-cut/flow.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('risk: downtime', 'risk: data'));
    const { press, sees, exit } = await toPlan();
    await turnTo(open!, /press y and type/);
    press('y');
    await sees(/type \S+/);
    press('enter');
    await isUntouched();
    press('ctrl-c');
    expect((await exit()).code).toBe(130);
    await isUntouched();
  },
);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
