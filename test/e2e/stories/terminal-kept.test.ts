import { afterEach, describe, expect, it } from 'vitest';
import type { Terminal } from '../terminal.ts';
import { engine as startFakeEngine, oneBreaks } from '../../cli/fake-engine.ts';
import { fixture, noDocker, openShell, openWizard, showsCursor } from './tell.ts';

// Whatever ends the wizard, the terminal is as it was, and what was found stands on it.

let open: Terminal | undefined;
afterEach(() => open?.close());

const begun = async (terminal: Terminal): Promise<Terminal> => {
  open = terminal;
  await open.sees(noDocker, 30_000);
  expect(open.isAlternateScreen()).toBe(true);
  expect(showsCursor(open)).toBe(false);
  return open;
};

const given = (terminal: Terminal): void => {
  expect(terminal.isAlternateScreen()).toBe(false);
  expect(showsCursor(terminal)).toBe(true);
};

describe('the terminal is given back', () => {
  it('after q, with the verdict in the scrollback, and the former lines still there', async () => {
    const { press, exit, scrollback } = await begun(await openShell('echo before; PROGRAM'));
    press('q');
    expect([1, 3]).toContain((await exit()).code);
    given(open!);
    expect(scrollback()).toMatch(/^before\n[^]*session \d{8}T\d{6}Z-[0-9a-f]{4}/);
  });

  it('after Ctrl-C, with the exit code of an interruption', async () => {
    const { press, exit } = await begun(await openWizard());
    press('ctrl-c');
    expect((await exit()).code).toBe(130);
    given(open!);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('after %s', async (signal) => {
    const { pid, exit } = await begun(await openWizard());
    process.kill(pid, signal);
    expect((await exit()).code).toBe(130);
    given(open!);
  });

  it('after a bug, which is told on the normal screen', async () => {
    const env = { NODE_OPTIONS: `--require ${fixture('throws.cjs')}` };
    const { pid, exit, scrollback } = await begun(await openWizard({ env }));
    process.kill(pid, 'SIGUSR2');
    expect((await exit()).code).toBe(70);
    given(open!);
    expect(scrollback()).toContain('this is a bug in deploy-doctor');
    expect(scrollback()).toMatch(/the invariant that\s+broke/);
  });

  it('after a bug in one run: the others stand on it first, then the bug', async () => {
    const { asked: _, ...engine } = await startFakeEngine(oneBreaks);
    const env = { ...engine, NODE_OPTIONS: `--require ${fixture('../../cli/breaks.cjs')}` };
    open = await openWizard({ env });
    await open.sees('needs a shell that a does not have', 30_000);
    open.press('q');
    expect((await open.exit()).code).toBe(70);
    given(open);
    expect(open.scrollback()).toMatch(
      /confirmed: The check needs a shell[^]*session [^]*a bug in deploy-doctor[^]*the invariant/,
    );
  });

  it('is on the alternate screen before anything heavy is loaded, and takes keys from then on', async () => {
    open = await openWizard();
    await open.sees('deploy-doctor');
    expect(open.isAlternateScreen()).toBe(true);
    open.press('/');
    await open.sees('Search the symptoms');
    // Nothing was echoed, nothing scrolled: the head is where it belongs.
    expect(open.screen()).toMatch(/^ deploy-doctor/);
    expect(open.screen()).not.toMatch(/^\//m);
  });
});
