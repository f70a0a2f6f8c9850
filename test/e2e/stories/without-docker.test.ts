import { afterEach, describe, expect, it } from 'vitest';
import type { Terminal } from '../terminal.ts';
import { turnTo } from '../turn-to.ts';
import { noDocker, noEngine, openShell, openWizard } from './tell.ts';

let open: Terminal | undefined;
afterEach(() => open?.close());

const p1000 =
  'PrismaClientInitializationError: P1000: Authentication failed against database server';

describe('on a machine without Docker the wizard', () => {
  it('says that it could not look, in the original words, and what can be done', async () => {
    open = await openWizard();
    const home = await open.sees(/What you can do|1 finding/, 30_000);
    // Without a docker program nobody can ask why; with one its words stand under the finding.
    if (home.includes('1 finding')) open.press('enter');
    await open.sees('/nowhere/docker.sock');
    await turnTo(open, /What (?:you can|to) do/);
  });

  it('still finds a flow by its words, and explains it', async () => {
    open = await openWizard();
    await open.sees('quit');
    open.press('/');
    await open.sees('Search the symptoms');
    open.type('wget');
    await open.sees(/❯ .*(unhealthy|health)/);
    open.press('down');
    await open.sees('e explain');
    open.press('e');
    await open.sees('What it looks like');
    await turnTo(open, 'What may be behind it');
  });

  it('takes keys that arrive together one after the other', async () => {
    open = await openWizard();
    await open.sees('quit', 30_000);
    // Only the first letter is a command: what follows it is typed into the field.
    open.type('/wq');
    await open.sees('words: wq', 30_000);
    open.press('esc');
    await open.sees(noDocker, 30_000);
    open.press('t');
    await open.sees(/❯ .*\n.*incident 1 of/);
    open.type('\u001b[B'.repeat(5));
    await open.sees(/❯ .*P1000.*\n.*incident 2 of/);
  });

  it('names the flow of a text that is pasted on its first screen', async () => {
    open = await openWizard();
    await open.sees(noDocker, 30_000);
    open.type(`\u001b[200~first line\n${p1000}\u001b[201~`);
    const screen = await open.sees(/❯ .*P1000/);
    expect(screen).toContain('Paste an error or a log');
    expect(screen).toContain('│ first line');
  });
});

describe('a log of 10 MB that is pasted', () => {
  it('is looked through, and each of its errors leads on', async () => {
    open = await openWizard();
    await open.sees(noDocker, 30_000);
    const filler = Array.from({ length: 60_000 }, (_, at) =>
      `${at} GET /orders/${at} 200 `.padEnd(80, '.'),
    );
    const busy = 'sh: 1: /srv/run.sh: Text file busy';
    const lines = [...filler, busy, ...filler, p1000, p1000, 'the end'];
    open.type(`\u001b[200~${lines.join('\n')}\u001b[201~`);
    await open.sees(/❯ .*P1000.* 2 lines[^]*Text file busy.* 1 line/, 60_000);
    expect(open.screen()).toContain('│ the end');
    open.press('down');
    open.press('down');
    await open.sees(/❯ .*Text file busy/);
    open.type('e');
    await open.sees(/What it looks like/);
  }, 120_000);
});

describe('text that is piped in', () => {
  it('opens the paste screen, keys come from the terminal, and q still quits', async () => {
    open = await openShell(`echo '${p1000}' | PROGRAM`);
    await open.sees(/❯ .*P1000/, 30_000);
    open.press('esc');
    await open.sees(/What is wrong\?/, 30_000);
    open.press('q');
    expect([1, 3]).toContain((await open.exit()).code);
  });

  it('is looked up in lines where no terminal gives keys', async () => {
    open = await openShell(`echo '${p1000}' | setsid -w PROGRAM; echo code $?`);
    await open.exit(30_000);
    expect(open.isAlternateScreen()).toBe(false);
    expect(open.scrollback()).toContain('p1000-auth');
    expect(open.scrollback()).toMatch(/code [134]/);
  });
});

describe('a terminal that cannot be drawn on', () => {
  it('gets the same look in lines', async () => {
    open = await openWizard({ env: { TERM: 'dumb' } });
    await open.exit(30_000);
    expect(open.isAlternateScreen()).toBe(false);
    expect(open.scrollback()).toMatch(/session \d{8}T/);
  });

  it('gets no colour where none is wanted, and every word all the same', async () => {
    open = await openWizard({ env: { NO_COLOR: '1' } });
    await open.sees(noDocker, 30_000);
    const { active } = open.emulator.buffer;
    for (let row = 0; row < open.emulator.rows; row++) {
      for (let column = 0; column < open.emulator.cols; column++) {
        expect(active.getLine(row)?.getCell(column)?.isFgDefault()).toBe(true);
      }
    }
  });

  it('gets letters for the marks where the locale has no UTF-8', async () => {
    open = await openWizard({ env: { LANG: 'C' } });
    const screen = await open.sees(noDocker, 30_000);

    expect(screen).toMatch(/^[\u0000-\u007f]*$/);
  });
});

describe('for a screen reader the wizard', () => {
  it('says its lines on the normal screen, in order', async () => {
    open = await openWizard({ env: { ...noEngine, INK_SCREEN_READER: '1' } });
    const screen = await open.sees(noDocker, 30_000);
    expect(open.isAlternateScreen()).toBe(false);
    expect(screen).not.toMatch(/[✗❯│]/);
    open.press('q');
    // Whether it has said by then why no engine answers is a matter of the moment.
    expect([1, 3]).toContain((await open.exit()).code);
  });
});

describe('a terminal that changes its size', () => {
  it('is drawn on anew, down to where words must do', async () => {
    open = await openWizard();
    await open.sees(noDocker, 30_000);
    open.resize({ columns: 40, rows: 12 });
    await open.sees(/(?:Docker was not reached|No engine runs)[^]*\? keys/);
    open.resize({ columns: 20, rows: 6 });
    await open.sees('needs 40x12');
    open.resize({ columns: 80, rows: 24 });
    await open.sees(noDocker);
    expect(open.screen().split('\n')).toHaveLength(23);
  });
});
