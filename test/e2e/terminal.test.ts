import { existsSync } from 'node:fs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openTerminal, type Opening } from './terminal.ts';

async function shell(script: string, opening: Opening = {}) {
  const terminal = await openTerminal([], { ...opening, argv: ['/bin/sh', '-c', script] });
  onTestFinished(() => terminal.close());
  return terminal;
}

it('what is typed reaches the program, and what it draws is seen', async () => {
  const terminal = await shell(
    String.raw`printf '\033[3;5Hname? '; read name; printf '\033[2Jhello %s' "$name"; read end`,
  );
  await terminal.sees('    name?');
  terminal.type('shop');
  terminal.press('enter');
  expect(await terminal.sees('hello')).toContain('hello shop');
  expect(terminal.screen()).not.toContain('name?');
});

it('the terminal has the size that was asked for', async () => {
  const terminal = await shell('stty size', { size: { columns: 40, rows: 12 } });
  await terminal.sees('12 40');
});

it('a wait in vain shows the screen', async () => {
  const terminal = await shell('printf "something else"; read end');
  await terminal.sees('something');
  await expect(terminal.sees('the cause', 50)).rejects.toThrow(
    /Waited 50 ms for the cause in vain[^]*something else/,
  );
});

it('a wait for a program that ended tells how it ended', async () => {
  const terminal = await shell('echo last words; exit 3');
  await expect(terminal.sees('the cause')).rejects.toThrow(/exit code 3[^]*last words/);
  expect(await terminal.exit()).toEqual({ code: 3, signal: 0 });
});

it('the normal screen is still known after the alternate one', async () => {
  const terminal = await shell(
    String.raw`echo before; printf '\033[?1049h\033[Hframe'; read end; printf '\033[?1049l'; echo after`,
  );
  await terminal.sees('frame');
  expect(terminal.isAlternateScreen()).toBe(true);
  terminal.press('enter');
  await terminal.exit();
  expect(terminal.scrollback()).toMatch(/before\nafter/);
  expect(terminal.scrollback()).not.toContain('frame');
});

it('a program that does not end is ended, and its home goes with it', async () => {
  const terminal = await shell('trap "" TERM HUP; echo $HOME; read end');
  await terminal.sees(terminal.home);
  await terminal.close();
  expect(existsSync(terminal.home)).toBe(false);
});

it('nothing of the environment of the tests leaks into it', async () => {
  vi.stubEnv('DOCKER_HOST', 'unix:///nowhere');
  vi.stubEnv('CI', 'true');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const terminal = await shell('echo "host:$DOCKER_HOST ci:$CI term:$TERM"');
  await terminal.sees('host: ci: term:xterm-256color');
});
