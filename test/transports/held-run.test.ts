import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Reply } from '../../src/core/target.ts';
import { heldEnd, heldRuns } from '../../src/transports/held-run.ts';
import { executor } from '../../src/transports/local-exec.ts';

const never = new AbortController().signal;
const path = process.env['PATH'] ?? '/usr/bin:/bin';
const { run } = executor({ LANG: 'C', PATH: path });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dd-held-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a program that changes something', () => {
  const held = heldRuns(run, 'a-session');
  const words = (reply: Reply) => {
    if (!reply.ok) throw new Error(reply.failure.detail);
    const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
    return [reply.exit, text(reply.stdout), text(reply.stderr)];
  };

  test('gets its input, and its status and words come back', async () => {
    const argv = ['sh', '-c', 'cat; echo "$1" >&2; exit 7', 'sh', "it's"];
    const reply = await held({ kind: 'run', argv, stdin: 'né\n' }, never);
    expect(words(reply)).toEqual([7, 'né\n', "it's\n"]);
  });

  test('that is not there is missing, whatever starts it', async () => {
    expect(await held({ kind: 'run', argv: ['no-such-program'] }, never)).toMatchObject({
      failure: { outcome: 'tool-missing', subject: 'no-such-program' },
    });
  });

  test('comes to its end though its starter is killed, and that is waited for', async () => {
    const made = join(folder, 'made');
    // What it says meets no reader any more: that must not end it.
    const slow = 'echo begun; echo begun >&2; sleep 2; echo over; echo over >&2; echo done >"$1"';
    let argv: readonly string[] = [];
    await heldRuns(async (request) => {
      argv = request.argv;
      return { ok: true, exit: 0 };
    }, 'cut-session')({ kind: 'run', argv: ['sh', '-c', slow, 'sh', made] }, never);
    const [program = '', ...args] = argv;
    const starter = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    await new Promise((resolve) => starter.stdout.once('data', resolve));
    starter.kill('SIGKILL');
    for (const stream of [starter.stdout, starter.stderr]) stream.destroy();
    expect(existsSync(made)).toBe(false);
    expect(await heldEnd(run, 'cut-session', never)).toBeUndefined();
    expect(readFileSync(made, 'utf8')).toBe('done\n');
  });

  test('of another session is not waited for', async () => {
    const before = performance.now();
    expect(await heldEnd(run, 'no-such-session', never)).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(20_000);
  });
});
