import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sshOf } from './far-host.ts';
import { startSshd } from './sshd.ts';

// Accounts that let us in and run something else than what we ask for.
const program = fileURLToPath(new URL('../../bin/deploy-doctor.js', import.meta.url));
let folder: string;
let menu: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forced-'));
  menu = join(folder, 'menu');
  const lines = ['echo "Backup console"', 'echo "1) status  2) quit"'];
  const text = `#!/bin/sh\n${lines.join('\n')}\nwhile read -r choice; do [ "$choice" = 2 ] && exit; done\n`;
  await writeFile(menu, text, { mode: 0o755 });
});
afterAll(() => rm(folder, { recursive: true }));

const forced: readonly (readonly [what: string, command: () => string, says: RegExp])[] = [
  ['a program that fails', () => '/bin/false', /ended with status 1, and said nothing/],
  ['file transfer', () => 'internal-sftp', /ended with status \d+, and said/],
  [
    'git',
    () => '/usr/bin/git-shell -c "$SSH_ORIGINAL_COMMAND"',
    /said: .*fatal: unrecognized command/,
  ],
  [
    'a word of farewell',
    () => '/bin/echo This account is closed.',
    /said: .*This account is closed\./,
  ],
  [
    'a menu that waits',
    () => menu,
    /goes on after 9 s, and said: Backup console 1\) status 2\) quit/,
  ],
];

describe.each(['ssh2', 'openssh'] as const)('over %s', (ssh) => {
  test.concurrent.each(forced)(
    'an account that runs %s is out of reach, and says so',
    { timeout: 120_000 },
    async (_, command, says) => {
      const sshd = await startSshd({
        hostKeys: ['ed25519'],
        options: [`ForceCommand ${command()}`],
      });
      try {
        const to = ['--host', `${sshd.user}@${sshd.host}:${sshd.port}`, '--ssh', ssh];
        const { exitCode, stdout, stderr } = await execa(
          process.execPath,
          [program, 'triage', '--json', ...to],
          { env: await sshOf(sshd), extendEnv: false, reject: false, timeout: 60_000 },
        );
        expect(exitCode, stderr).toBe(4);
        const [target] = (JSON.parse(stdout) as { targets: Target[] }).targets;
        expect(target?.error?.kind).toBe('refused');
        expect(target?.error?.message).toMatch(
          /let us in and gave us no shell: what it runs instead/,
        );
        expect(target?.error?.message).toMatch(says);
        expect(target?.error?.message).toMatch(/ForceCommand.*log in as one that may run sh/);
        expect(target?.results).toEqual([]);
        // A person waits for it: on an idle machine it is a second, or ten for the one that goes on.
        expect(target?.durationMs).toBeLessThan(25_000);
      } finally {
        await sshd.stop();
      }
    },
  );
});

type Target = {
  readonly error: { readonly kind: string; readonly message: string } | null;
  readonly results: readonly unknown[];
  readonly durationMs: number;
};
