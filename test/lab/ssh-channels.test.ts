import { createServer, type AddressInfo, type Server } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Opened, SshConnection } from '../../src/transports/ssh-connection.ts';
import { connected, run } from './ssh-client.ts';
import { freePort, startSshd, type Sshd } from './sshd.ts';

/** What the same tests run over: each program that can make a connection. */
const programs = ['ssh2', 'openssh'] as const;

let folder: string;
let echo: Server;
let port: number;
let socket: string;
let socketServer: Server;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ssh-channels-'));
  socket = join(folder, 'echo.sock');
  echo = createServer((peer) => peer.pipe(peer)).listen(0, '127.0.0.1');
  socketServer = createServer((peer) => peer.pipe(peer)).listen(socket);
  await new Promise((resolve) => socketServer.once('listening', resolve));
  ({ port } = echo.address() as AddressInfo);
});
afterAll(async () => {
  echo.close();
  socketServer.close();
  await rm(folder, { recursive: true });
});

const echoed = async (opened: Opened<Duplex>): Promise<string> => {
  if (!opened.ok) return `${opened.reason}: ${opened.detail}`;
  opened.channel.end('to and fro');
  return text(opened.channel);
};

const within = async (
  options: readonly string[],
  how: 'ssh2' | 'openssh',
  work: (connection: SshConnection, sshd: Sshd) => Promise<void>,
): Promise<void> => {
  const sshd = await startSshd({ hostKeys: ['ed25519'], options });
  try {
    await connected(sshd, { spec: { ssh: how } }, (connection) => work(connection, sshd));
  } finally {
    await sshd.stop();
  }
};

describe.each(programs)('over %s', (how) => {
  it('a command has its streams, its exit status and its signal', async () => {
    await within([], how, async (connection) => {
      const opened = await connection.start('cat; echo words >&2; exit 7');
      if (!opened.ok) throw new Error(opened.detail);
      const { stdin, stdout, stderr, ended } = opened.channel;
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 256));
      stdin.end(bytes);
      const [out, error] = await Promise.all([buffer(stdout), text(stderr)]);
      expect(out.equals(bytes)).toBe(true);
      expect(error).toBe('words\n');
      expect(await ended).toEqual({ exit: 7 });
    });
  });

  it('what a command wrote waits for its reader', async () => {
    await within([], how, async (connection) => {
      const opened = await connection.start('echo early; echo words >&2');
      if (!opened.ok) throw new Error(opened.detail);
      expect(await run(connection, 'echo later')).toMatchObject({ stdout: 'later\n' });
      const { stdout, stderr, ended } = opened.channel;
      expect(await Promise.all([text(stdout), text(stderr)])).toEqual(['early\n', 'words\n']);
      expect(await ended).toEqual({ exit: 0 });
    });
  });

  it('50 MB come whole, while other channels work', async () => {
    await within([], how, async (connection) => {
      const size = 50 * 1024 * 1024;
      const opened = await connection.start(`head -c ${size} /dev/zero`);
      if (!opened.ok) throw new Error(opened.detail);
      let seen = 0;
      opened.channel.stdout.on('data', (chunk: Buffer) => (seen += chunk.length));
      expect(await run(connection, 'echo meanwhile')).toMatchObject({ stdout: 'meanwhile\n' });
      await opened.channel.ended;
      expect(seen).toBe(size);
    });
  });

  it('what is let go ends', async () => {
    await within([], how, async (connection) => {
      const opened = await connection.start('exec cat');
      if (!opened.ok) throw new Error(opened.detail);
      opened.channel.letGo();
      await opened.channel.ended;
    });
  });

  it('a TCP connection is opened by the host', async () => {
    await within([], how, async (connection) => {
      expect(await echoed(await connection.dial('127.0.0.1', port))).toBe('to and fro');
      const closed = await freePort();
      expect(await connection.dial('127.0.0.1', closed)).toMatchObject({
        ok: false,
        reason: 'connect-failed',
        detail: expect.stringContaining('refused'),
      });
    });
  });

  it('a unix socket of the host is reached', async () => {
    await within([], how, async (connection) => {
      expect(await echoed(await connection.socket(socket))).toBe('to and fro');
      expect(await connection.socket(join(folder, 'missing.sock'))).toMatchObject({
        ok: false,
        reason: 'connect-failed',
      });
    });
  });

  it('a host that forbids forwarding says so, and commands still run', async () => {
    await within(['AllowTcpForwarding no'], how, async (connection) => {
      expect(await connection.dial('127.0.0.1', port)).toMatchObject({
        ok: false,
        reason: 'prohibited',
      });
      // The same option closes its sockets as well.
      expect(await connection.socket(socket)).toMatchObject({ ok: false, reason: 'prohibited' });
      expect(await run(connection, 'echo in')).toMatchObject({ stdout: 'in\n' });
    });
  });

  it('a host that forbids unix sockets says so', async () => {
    await within(['AllowStreamLocalForwarding no'], how, async (connection) => {
      expect(await connection.socket(socket)).toMatchObject({ ok: false, reason: 'prohibited' });
      expect(await connection.socket(join(folder, 'missing.sock'))).toMatchObject({
        ok: false,
        reason: 'connect-failed',
      });
      expect(await echoed(await connection.dial('127.0.0.1', port))).toBe('to and fro');
    });
  });

  it('a host with one place for channels serves one after the other', async () => {
    await within(['MaxSessions 1'], how, async (connection) => {
      const answers = await Promise.all(
        ['a', 'b', 'c', 'd'].map((word) => run(connection, `echo ${word}`)),
      );
      expect(answers.map(({ stdout }) => stdout)).toEqual(['a\n', 'b\n', 'c\n', 'd\n']);
    });
  });

  it('a host whose one place stays taken says so after a while', async () => {
    await within(['MaxSessions 1'], how, async (connection) => {
      const stays = await connection.start('exec cat');
      if (!stays.ok) throw new Error(stays.detail);
      expect(await connection.start('echo late')).toMatchObject({ ok: false, reason: 'too-many' });
      stays.channel.letGo();
      await stays.channel.ended;
      expect(await run(connection, 'echo now')).toMatchObject({ stdout: 'now\n' });
    });
  });

  it('forty commands at once take their turns', async () => {
    await within([], how, async (connection) => {
      const words = Array.from({ length: 40 }, (_, at) => `word-${at}`);
      const answers = await Promise.all(words.map((word) => run(connection, `echo ${word}`)));
      expect(answers.map(({ stdout }) => stdout.trim())).toEqual(words);
    });
  });

  it('a banner, a forced command and a host without terminals change nothing', async () => {
    const banner = join(folder, 'banner');
    await writeFile(banner, 'Authorized use only.\n'.repeat(50));
    const options = [`Banner ${banner}`, 'PermitTTY no', 'ForceCommand echo forced'];
    await within(options, how, async (connection) => {
      expect(await run(connection, 'echo in')).toMatchObject({ stdout: 'forced\n', exit: 0 });
    });
  });

  it('a link that is cut is told once, and everything open ends', async () => {
    await within([], how, async (connection, sshd) => {
      const heard: string[] = [];
      const lost = new Promise<void>((resolve) =>
        connection.onLost((detail) => {
          heard.push(detail);
          resolve();
        }),
      );
      const opened = await connection.start('exec cat');
      if (!opened.ok) throw new Error(opened.detail);
      opened.channel.stdout.resume();
      await sshd.cut();
      await lost;
      expect(await opened.channel.ended).toEqual({});
      expect(await connection.start('true')).toMatchObject({ ok: false, reason: 'lost' });
      expect(await connection.dial('127.0.0.1', port)).toMatchObject({ ok: false, reason: 'lost' });
      expect(await connection.socket(socket)).toMatchObject({ ok: false, reason: 'lost' });
      expect(heard).toHaveLength(1);
    });
  });

  it('a connection that is closed is not lost', async () => {
    await within([], how, async (connection) => {
      const heard: string[] = [];
      connection.onLost((detail) => heard.push(detail));
      await connection.close();
      await connection.close();
      expect(heard).toEqual([]);
      expect(await connection.start('true')).toMatchObject({ ok: false, reason: 'lost' });
    });
  });

  it('a host that stops answering is noticed by the keep-alive', async () => {
    const sshd = await startSshd({ hostKeys: ['ed25519'] });
    try {
      const configFile = join(folder, `alive-${how}`);
      await writeFile(
        configFile,
        `ServerAliveInterval 1\nServerAliveCountMax 1\nIdentityFile ${sshd.home}/.ssh/id_ed25519\nUserKnownHostsFile ${sshd.home}/.ssh/known_hosts\n`,
      );
      await connected(sshd, { configFile, spec: { ssh: how } }, async (connection) => {
        const lost = new Promise<string>((resolve) => connection.onLost(resolve));
        await sshd.cut('SIGSTOP');
        expect(await lost).not.toBe('');
        await sshd.cut('SIGKILL');
      });
    } finally {
      await sshd.stop();
    }
  });
});
