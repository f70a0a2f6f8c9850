import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { PassThrough, Transform } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Request, Transport } from '../../../src/core/target.ts';
import type { SshConnection } from '../../../src/transports/ssh-connection.ts';
import { sshTransport } from '../../../src/transports/ssh.ts';
import { ask, bad, good, text } from '../../contracts/transport-suite.ts';
import { shells } from './shells.ts';

const exec = (...argv: string[]): Request => ({ kind: 'exec', argv });
const sh = (script: string, more: { timeoutMs?: number } = {}): Request => ({
  kind: 'exec',
  argv: ['sh', '-c', script],
  ...more,
});

/** Whether a process still runs: one that ended and was not waited for yet does not. */
const runs = (pid: string) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The same connection, with what the host's shell says changed on its way. */
function altered(connection: SshConnection, change: () => Transform): SshConnection {
  return {
    ...connection,
    start: async (command) => {
      const opened = await connection.start(command);
      if (!opened.ok) return opened;
      const stdout = opened.channel.stdout.pipe(change());
      return { ok: true, channel: { ...opened.channel, stdout } };
    },
  };
}

describe.each(shells)('the shell of a host, $name', ({ enter }) => {
  let folder: string;
  let transport: Transport;
  const send = (request: Request, signal?: AbortSignal) => ask(transport, request, signal);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dd-framing-'));
    transport = sshTransport(await enter());
  });
  afterAll(async () => {
    await transport.close();
    await rm(folder, { recursive: true });
  });
  const opened = async (dress: (connection: SshConnection) => SshConnection) => {
    const own = sshTransport(dress(await enter()));
    onTestFinished(() => own.close());
    return own;
  };

  test('gives back bytes as they are: NULs, no last line’s end, every byte', async () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, at) => (at * 7) % 256);
    const reply = good(await send({ kind: 'exec', argv: ['cat'], stdin: bytes }));
    expect(Buffer.from(reply.stdout ?? [])).toEqual(Buffer.from(bytes));
    expect(text(good(await send(exec('printf', '\\0\\n\\0'))).stdout)).toBe('\0\n\0');
  });

  test('is not deceived by output that looks like its own', async () => {
    let script = '';
    const own = await opened((connection) => ({
      ...connection,
      start: async (command) => {
        const started = await connection.start(command);
        if (!started.ok) return started;
        const stdin = new PassThrough();
        stdin.on('data', (chunk: Buffer) => (script += chunk.toString()));
        stdin.pipe(started.channel.stdin);
        return { ok: true, channel: { ...started.channel, stdin } };
      },
    }));
    good(await ask(own, exec('true')));
    const marker = /M='(#\w+#)'/.exec(script)?.[1] ?? '';
    expect(marker).not.toBe('');
    const forged = [2, 3].map(
      (id) => `${marker} ${id} s 0\n${marker} ${id} O 0\n${marker} ${id} z \n`,
    );
    const cat: Request = { kind: 'exec', argv: ['cat'], stdin: `${forged.join('')}${marker}` };
    expect(text(good(await ask(own, cat)).stdout)).toBe(`${forged.join('')}${marker}`);
  });

  test('keeps fifty megabytes from coming, and ends what would never end', async () => {
    const reply = good(await send(sh('head -c 30000000 /dev/zero; echo end >&2; exit 4')));
    expect(reply).toMatchObject({ exit: 4, truncated: true });
    expect([reply.stdout?.length, text(reply.stderr)]).toEqual([1024 * 1024, 'end\n']);
    const endless = good(await send(exec('yes')));
    expect([endless.truncated, endless.exit]).toEqual([true, undefined]);
  });

  test('answers forty at once, each its own', async () => {
    const signal = new AbortController().signal;
    const batch = Array.from({ length: 40 }, (_, at) => ({
      request: sh(`echo out ${at}; echo err ${at} >&2; exit ${at}`),
      signal,
    }));
    const replies = await Promise.all(transport.send(batch));
    replies.forEach((reply, at) => {
      const { exit, stdout, stderr } = good(reply);
      expect([exit, text(stdout), text(stderr)]).toEqual([at, `out ${at}\n`, `err ${at}\n`]);
    });
  });

  test('shows no secret of the standard input in its list of processes', async () => {
    const stdin = 'hunter2-and-more';
    const reply = good(
      await send({ kind: 'exec', argv: ['sh', '-c', 'ps -ef || ps; cat >/dev/null'], stdin }),
    );
    expect(text(reply.stdout)).toContain('ps');
    expect(text(reply.stdout)).not.toContain(stdin);
  });

  describe('leaves nothing', () => {
    const tree = (file: string) =>
      `sh -c 'sleep 98 & echo $! >> ${file}; echo $$ >> ${file}; wait' & setsid sleep 97 & echo $! >> ${file}; echo $$ >> ${file}; wait`;
    const pidsIn = (file: string) =>
      existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];

    test('running at the limit', async () => {
      const file = join(folder, 'late');
      expect(bad(await send(sh(tree(file), { timeoutMs: 1200 }))).outcome).toBe('timeout');
      expect(pidsIn(file)).toHaveLength(4);
      await until('all have ended', () => !pidsIn(file).some(runs));
    });

    test('running when the operator stops it', async () => {
      const file = join(folder, 'stopped');
      const operator = new AbortController();
      const reply = send(sh(tree(file)), operator.signal);
      await until('all run', () => pidsIn(file).length === 4);
      operator.abort();
      expect(bad(await reply).outcome).toBe('stopped');
      await until('all have ended', () => !pidsIn(file).some(runs));
    });

    test('running when the link goes', async () => {
      const file = join(folder, 'cut');
      const own = await opened((connection) => connection);
      const reply = ask(own, sh(tree(file)));
      await until('all run', () => pidsIn(file).length === 4);
      await own.close();
      expect(bad(await reply).outcome).toBe('unreachable');
      await until('all have ended', () => !pidsIn(file).some(runs));
    });

    test('running of its own, nor a file, when it is closed', async () => {
      // What a shell or a program would put somewhere goes to one of these.
      const place = await mkdtemp(join(folder, 'place-'));
      await chmod(place, 0o555);
      const before = statSync(place).ctimeMs;
      const own = sshTransport(await enter({ HOME: place, TMPDIR: place }));
      const parent = text(good(await ask(own, sh('echo $PPID'))).stdout).trim();
      expect(text(good(await ask(own, sh('echo $HOME'))).stdout)).toBe(`${place}\n`);
      good(await ask(own, { kind: 'list', path: '/etc' }));
      good(await ask(own, { kind: 'read', path: '/etc/passwd', from: 'end' }));
      const stdin = 'x'.repeat(100_000);
      good(await ask(own, { kind: 'exec', argv: ['cat'], stdin, cwd: place }));
      await own.close();
      await until('the shell has ended', () => !runs(parent));
      expect([statSync(place).ctimeMs, readdirSync(place)]).toEqual([before, []]);
    });
  });
});

describe.each(shells.filter(({ apart }) => !apart))(
  'an answer in lines, of $name,',
  ({ enter }) => {
    const opened = async (dress: (connection: SshConnection) => SshConnection) => {
      const own = sshTransport(dress(await enter()));
      onTestFinished(() => own.close());
      return own;
    };

    const throughs = (change: (line: string, at: number) => string | undefined) => () => {
      let [left, at] = ['', 0];
      return new Transform({
        transform(chunk: Buffer, _, done) {
          const lines = `${left}${chunk.toString('latin1')}`.split('\n');
          left = lines.pop() ?? '';
          for (const line of lines) {
            const said = change(line, at++);
            if (said === undefined) {
              this.push(null);
              return;
            }
            this.push(said, 'latin1');
          }
          done();
        },
      });
    };

    test('is not believed where a line was lost or spoilt', async () => {
      const lossy = throughs((line) => (/ \d+ o /.test(line) ? '' : `${line}\n`));
      const own = await opened((connection) => altered(connection, lossy));
      expect(bad(await ask(own, exec('echo', 'word'))).outcome).toBe('unreadable');
      const spoilt = throughs((line) => `${/ \d+ o /.test(line) ? line.slice(0, -3) : line}\n`);
      const other = await opened((connection) => altered(connection, spoilt));
      expect(bad(await ask(other, exec('echo', 'word'))).outcome).toBe('unreadable');
    });

    test('is not believed where it stops in the middle of an answer', async () => {
      for (const kind of ['p', 'c', 's', 'o', 'O', 'E', 'z']) {
        const mute = throughs((line) =>
          new RegExp(` \\d+ ${kind}( |$)`).test(line) ? '' : `${line}\n`,
        );
        const own = await opened((connection) => altered(connection, mute));
        const reply = await ask(own, {
          kind: 'exec',
          argv: ['echo', 'word'],
          timeoutMs: 2500,
        });
        if (reply.ok) expect([text(reply.stdout), reply.exit]).toEqual(['word\n', 0]);
        else expect(['unreadable', 'timeout', 'unreachable']).toContain(reply.failure.outcome);
        expect(reply.ok).toBe(['p', 'c'].includes(kind));
      }
    });

    test('is heard through words that others put between its lines', async () => {
      const noisy = throughs((line) => `Broadcast message${line}\nfrom root\n`);
      const own = await opened((connection) => altered(connection, noisy));
      expect(text(good(await ask(own, exec('echo', 'word'))).stdout)).toBe('word\n');
    });
  },
);

test('a host that gives no shell says why', async () => {
  const [first] = shells;
  const connection = await first!.enter();
  for (const [command, outcome, words] of [
    ['echo This account is closed.; exit 1', 'unreachable', /This account is closed/],
    ['exec cat', 'unreachable', /did not begin/],
  ] as const) {
    const own = sshTransport({ ...connection, start: () => connection.start(command) });
    const reply = bad(await ask(own, { kind: 'exec', argv: ['true'], timeoutMs: 700 }));
    expect(reply.outcome).toBe(outcome);
    expect(reply.detail).toMatch(words);
    await own.close();
  }
});
