import { readFile, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attempt,
  connected,
  knownHostsOf,
  operator,
  refused,
  run,
  withKnownHosts,
} from './ssh-client.ts';
import { startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;
/** Another server: its keys are not those that the client knows. */
let stranger: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
  stranger = await startSshd({ hostKeys: ['ed25519'] });
});
afterAll(async () => {
  await sshd.stop();
  await stranger.stop();
});

const printOf = async (file: string): Promise<string> =>
  (await execa('ssh-keygen', ['-l', '-f', file])).stdout.split(' ')[1] ?? '';

describe('a host whose key', () => {
  it('is known is let pass', async () => {
    await connected(sshd, {}, async (connection) => {
      expect(await run(connection, 'echo in')).toMatchObject({ stdout: 'in\n', exit: 0 });
    });
  });

  it.each(['ed25519', 'ecdsa', 'rsa'])('is known only as %s shows that one', async (type) => {
    const only = (text: string) =>
      text
        .split('\n')
        .filter((line) => line.includes(type === 'rsa' ? 'ssh-rsa' : type))
        .join('\n');
    await withKnownHosts(sshd, only, () =>
      connected(sshd, {}, async (connection) => {
        expect(await run(connection, 'echo in')).toMatchObject({ stdout: 'in\n' });
      }),
    );
  });

  it('is hashed in known_hosts is known', async () => {
    await withKnownHosts(
      sshd,
      (text) => text,
      async () => {
        await execa('ssh-keygen', ['-H', '-f', knownHostsOf(sshd)]);
        expect(await readFile(knownHostsOf(sshd), 'utf8')).toMatch(/^\|1\|/);
        await connected(sshd, {}, async () => {});
      },
    );
  });

  it('is unknown is refused where nobody can be asked, and hears of no user', async () => {
    await withKnownHosts(
      sshd,
      () => '',
      async () => {
        const failure = await refused(sshd);
        expect(failure.kind).toBe('host-key');
        expect(failure.message).toContain(await printOf(join(sshd.folder, 'host_ed25519.pub')));
        expect(failure.message).toContain(`[127.0.0.1]:${sshd.port}`);
      },
    );
    expect(await readFile(knownHostsOf(sshd), 'utf8')).not.toBe('');
  });

  it('is unknown is asked about; once is not remembered', async () => {
    await withKnownHosts(
      sshd,
      () => '',
      async () => {
        const { ask, keys } = operator({ hostKey: 'once' });
        await connected(sshd, { ask }, async () => {});
        expect(keys).toEqual([
          {
            host: `[127.0.0.1]:${sshd.port}`,
            type: 'ssh-ed25519',
            fingerprint: await printOf(join(sshd.folder, 'host_ed25519.pub')),
          },
        ]);
        expect(await readFile(knownHostsOf(sshd), 'utf8')).toBe('');
      },
    );
  });

  it('is refused by the person is not spoken to', async () => {
    await withKnownHosts(
      sshd,
      () => '',
      async () => {
        const { ask } = operator({ hostKey: 'no' });
        expect(await refused(sshd, { ask })).toMatchObject({ kind: 'host-key' });
      },
    );
  });

  it.each([false, true])('is remembered as ssh would write it (hashed: %s)', async (hashed) => {
    const lastLine = 'other.example.com ssh-ed25519 AAAA';
    await withKnownHosts(
      sshd,
      () => lastLine,
      async () => {
        const file = join(sshd.home, `config-${hashed}`);
        await execa('tee', [file], { input: `HashKnownHosts ${hashed ? 'yes' : 'no'}\n` });
        const own = { configFile: file, home: sshd.home };
        const { ask, keys } = operator({ hostKey: 'remember' });
        await connected(sshd, { ask, ...own }, async () => {});
        const text = await readFile(knownHostsOf(sshd), 'utf8');
        expect(text).toContain(`${lastLine}\n`);
        expect(text.includes('|1|')).toBe(hashed);
        const name = `[127.0.0.1]:${sshd.port}`;
        const { stdout } = await execa('ssh-keygen', ['-F', name, '-f', knownHostsOf(sshd)]);
        expect(stdout).toContain('found: line 2');
        await connected(sshd, { ask, ...own }, async () => {});
        expect(keys).toHaveLength(1);
      },
    );
  });

  it('is the first of a new file makes one that only its owner reads', async () => {
    const file = join(sshd.home, 'new/known_hosts');
    const config = join(sshd.home, 'config-new');
    await execa('tee', [config], { input: `UserKnownHostsFile ${file}\n` });
    const { ask } = operator({ hostKey: 'remember' });
    await connected(sshd, { ask, configFile: config }, async () => {});
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(file, '..'))).mode & 0o777).toBe(0o700);
  });

  it('has changed is stopped, with both fingerprints and what to do', async () => {
    const other = await readFile(join(stranger.folder, 'host_ed25519.pub'), 'utf8');
    const name = `[127.0.0.1]:${sshd.port}`;
    await withKnownHosts(
      sshd,
      () => `\n${name} ${other}`,
      async () => {
        const { ask, keys } = operator({ hostKey: 'remember' });
        const failure = await refused(sshd, { ask });
        expect(failure.kind).toBe('host-key');
        expect(failure.message).toContain(await printOf(join(sshd.folder, 'host_ed25519.pub')));
        expect(failure.message).toContain(await printOf(join(stranger.folder, 'host_ed25519.pub')));
        expect(failure.message).toContain(`${knownHostsOf(sshd)}:2`);
        expect(failure.next).toContain(`ssh-keygen -R '${name}' -f '${knownHostsOf(sshd)}'`);
        expect(keys).toEqual([]);
        // Neither does the weakest of ssh's own options let it pass.
        const config = join(sshd.home, 'config-no');
        await execa('tee', [config], { input: 'StrictHostKeyChecking no\n' });
        expect(await refused(sshd, { configFile: config })).toMatchObject({ kind: 'host-key' });
      },
    );
  });

  it('is revoked is stopped, though another line knows it', async () => {
    const revoke = (text: string) =>
      `${text}@revoked * ${text.split('\n')[0]?.split(' ').slice(1).join(' ')}\n`;
    await withKnownHosts(sshd, revoke, async () => {
      const failure = await refused(sshd);
      expect(failure.kind).toBe('host-key');
      expect(failure.message).toContain('revoked');
      expect(failure.message).toContain(`${knownHostsOf(sshd)}:4`);
    });
  });

  it('is new is accepted and remembered where ssh_config says accept-new', async () => {
    const config = join(sshd.home, 'config-accept');
    await execa('tee', [config], { input: 'StrictHostKeyChecking accept-new\n' });
    await withKnownHosts(
      sshd,
      () => '',
      async () => {
        await connected(sshd, { configFile: config }, async () => {});
        expect(await readFile(knownHostsOf(sshd), 'utf8')).toContain('ssh-ed25519');
      },
    );
    // A host of which other keys are known is not a new one.
    const onlyRsa = (text: string) =>
      text
        .split('\n')
        .filter((line) => line.includes('rsa'))
        .join('\n') + '\n';
    await withKnownHosts(
      stranger,
      () => '',
      async () => {
        await execa('tee', [knownHostsOf(stranger)], {
          input: onlyRsa(await readFile(knownHostsOf(sshd), 'utf8')).replace(
            String(sshd.port),
            String(stranger.port),
          ),
        });
        expect(await refused(stranger, { configFile: config })).toMatchObject({ kind: 'host-key' });
      },
    );
  });
});

describe('somebody in between', () => {
  it('with a key of their own is offered no authentication and no user name', async () => {
    const heard: string[] = [];
    const { private: hostKey } = ssh2.utils.generateKeyPairSync('ed25519');
    const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
      client.on('handshake', () => heard.push('handshake'));
      client.on('authentication', (context) => {
        heard.push(`${context.method} of ${context.username}`);
        context.reject();
      });
      client.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    try {
      const name = `[127.0.0.1]:${port}`;
      const known = (text: string) => text.replaceAll(`[127.0.0.1]:${sshd.port}`, name);
      await withKnownHosts(sshd, known, async () => {
        const { ask, asked, keys } = operator({ hostKey: 'remember', secrets: ['password'] });
        expect(await refused(sshd, { spec: { port }, ask })).toMatchObject({ kind: 'host-key' });
        expect({ heard, asked, keys }).toEqual({ heard: [], asked: [], keys: [] });
      });
      // The same server, its key accepted, does hear: the recording works.
      await withKnownHosts(
        sshd,
        () => '',
        async () => {
          const { ask } = operator({ hostKey: 'once' });
          expect(await refused(sshd, { spec: { port }, ask })).toMatchObject({
            kind: 'authentication',
          });
          expect(heard).toContain(`publickey of ${sshd.user}`);
        },
      );
    } finally {
      server.close();
    }
  });

  it('who passes the true key on without owning it is not remembered', async () => {
    // The key exchange of the true server is cut off before its signature could be checked.
    const relay = createServer((near) => {
      const far = connect(sshd.port, '127.0.0.1');
      near.pipe(far);
      far.on('data', (chunk: Buffer) => {
        // 31 is the answer of the key exchange: its last bytes are the signature.
        const spoilt = Buffer.from(chunk);
        if (chunk.includes('ssh-ed25519') && chunk[5] === 31) spoilt[chunk.length - 40]! ^= 1;
        near.write(spoilt);
      });
      const end = () => {
        near.destroy();
        far.destroy();
      };
      for (const side of [near, far]) side.on('error', end).on('close', end);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => relay.once('listening', resolve));
    const { port } = relay.address() as { port: number };
    try {
      await withKnownHosts(
        sshd,
        () => '',
        async () => {
          const { ask, keys } = operator({ hostKey: 'remember' });
          const result = await attempt(sshd, { spec: { port }, ask });
          expect(result.ok).toBe(false);
          expect(keys).toHaveLength(1);
          expect(await readFile(knownHostsOf(sshd), 'utf8')).toBe('');
        },
      );
    } finally {
      relay.close();
    }
  });
});
