import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { noDocker } from '../e2e/stories/tell.ts';
import { openTerminal, program } from '../e2e/terminal.ts';
import { isRoot, warn } from '../lab/folder.ts';

if (!isRoot) warn('file systems of their own need root: no disk is filled here');

/** The wizard, where its sessions would lie on a file system of this kind. */
const wizard = (mount: string, size = { columns: 80, rows: 24 }) =>
  openTerminal([], {
    size,
    argv: [
      ...(['unshare', '--mount', 'sh', '-c'] as const),
      `mkdir "$XDG_STATE_HOME" && ${mount} "$XDG_STATE_HOME" && exec "$0" "$1"`,
      process.execPath,
      program,
    ],
    env: { DOCKER_HOST: 'unix:///nobody/is/here.sock' },
  });

describe.runIf(isRoot)(
  'the wizard looks all the same, and says once why nothing is kept, on',
  () => {
    it.each([
      ['a full disk', 'mount -t tmpfs -o size=4k tmpfs', 'ENOSPC'],
      ['a read-only disk', 'mount -t tmpfs -o ro tmpfs', 'EROFS'],
    ])('%s', async (_, mount, code) => {
      const terminal = await wizard(mount);
      try {
        await terminal.sees(noDocker);
        const screen = await terminal.sees(`session not kept: ${code}`, 30_000);
        expect(screen).toContain('quit');
        terminal.press('?');
        await terminal.sees(/session not kept[^]*one line up/);
        terminal.press('q');
        const { code: exitCode } = await terminal.exit();
        expect([1, 3]).toContain(exitCode);
        const left = terminal.scrollback();
        expect(left.match(/The session is not kept on disk/g)).toHaveLength(1);
        expect(left).toContain('no fix is applied');
      } finally {
        await terminal.close();
      }
    });

    it('a disk with room, where nothing is said', async () => {
      const terminal = await wizard('mount -t tmpfs -o size=10m tmpfs');
      try {
        await terminal.sees(noDocker);
        terminal.press('q');
        await terminal.exit();
        expect(terminal.scrollback()).not.toContain('not kept');
        // It lay on the file system of its own, which is gone with the wizard.
        const outside = path.join(terminal.home, 'state');
        expect(existsSync(outside) && readdirSync(outside)).toEqual([]);
      } finally {
        await terminal.close();
      }
    });
  },
);
