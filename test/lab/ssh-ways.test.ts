import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSsh } from '../../src/transports/ssh-connect.ts';
import { attempt, connected, operator, refused, run } from './ssh-client.ts';
import { descendants, freePort, makeKey, startSshd, type Sshd } from './sshd.ts';

let bastion: Sshd;
let inner: Sshd;
let target: Sshd;
beforeAll(async () => {
  [bastion, inner, target] = await Promise.all([
    startSshd({ hostKeys: ['ed25519'] }),
    startSshd({ hostKeys: ['ed25519'] }),
    startSshd({ hostKeys: ['ed25519'] }),
  ]);
});
afterAll(async () => {
  await Promise.all([bastion.stop(), inner.stop(), target.stop()]);
});

let written = 0;
/** A configuration in the home of the target: keys of all three, and these lines. */
const config = async (lines: string): Promise<{ configFile: string }> => {
  written += 1;
  const configFile = join(target.home, `config-${written}`);
  const known = join(target.home, `known-${written}`);
  const keys = [];
  await writeFile(known, '');
  for (const each of [bastion, inner, target]) {
    await appendFile(known, await readFile(join(each.home, '.ssh/known_hosts')));
    keys.push(`IdentityFile ${join(each.home, '.ssh/id_ed25519')}`);
  }
  const hosts = { bastion, inner, target };
  const places = Object.entries(hosts).map(
    ([name, { port, user }]) => `Host ${name}\n HostName 127.0.0.1\n Port ${port}\n User ${user}\n`,
  );
  const all = `Host *\n UserKnownHostsFile ${known}\n ${keys.join('\n ')}\n`;
  await writeFile(configFile, `${lines}\n${places.join('')}${all}`);
  return { configFile };
};

const to = (host: string, surroundings: object) =>
  connectSsh(
    { host },
    { env: {}, home: target.home, signal: new AbortController().signal, ...surroundings },
  );

const sessions = async (sshd: Sshd) =>
  (await sshd.log()).split('\n').filter((line) => line.startsWith('Accepted publickey')).length;

describe('a host behind others', () => {
  const jumps = 'Host target\n ProxyJump inner\nHost inner\n ProxyJump bastion';

  it('is reached over two hops, each with its own part of ssh_config', async () => {
    const before = [await sessions(bastion), await sessions(inner)];
    const result = await to('target', await config(jumps));
    if (!result.ok) throw new Error(result.failure.message);
    expect(result).toMatchObject({ how: 'ssh2', connection: { label: `${target.user}@target` } });
    expect(await run(result.connection, 'echo in')).toMatchObject({ stdout: 'in\n' });
    await result.connection.close();
    const after = [await sessions(bastion), await sessions(inner)];
    expect(after).toEqual(before.map((count) => count + 1));
  });

  it('is reached over a list of hops', async () => {
    const result = await to('target', await config('Host target\n ProxyJump bastion,inner'));
    if (!result.ok) throw new Error(result.failure.message);
    expect(await run(result.connection, 'echo in')).toMatchObject({ stdout: 'in\n' });
    await result.connection.close();
  });

  it('is lost with the host on the way', async () => {
    const result = await to('target', await config(jumps));
    if (!result.ok) throw new Error(result.failure.message);
    const lost = new Promise<string>((resolve) => result.connection.onLost(resolve));
    await bastion.cut();
    expect(await lost).not.toBe('');
    expect(await result.connection.start('true')).toMatchObject({ ok: false, reason: 'lost' });
  });

  it('is not spoken to where a host on the way is not the known one', async () => {
    const choice = await config(jumps);
    const known = join(target.home, `known-${written}`);
    const other = (await readFile(join(target.folder, 'host_ed25519.pub'), 'utf8')).trim();
    const text = (await readFile(known, 'utf8')).split('\n');
    const spoilt = text.map((line) =>
      line.includes(`:${inner.port} `) ? `[127.0.0.1]:${inner.port} ${other}` : line,
    );
    await writeFile(known, spoilt.join('\n'));
    // What an earlier connection leaves behind may still be written; a new one has this line.
    const connections = async (): Promise<number> =>
      (await target.log()).split('Connection from').length;
    const before = await connections();
    const result = await to('target', choice);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'host-key' } });
    expect(JSON.stringify(result)).toContain(`[127.0.0.1]:${inner.port}`);
    expect(await connections()).toBe(before);
  });

  it('is not reached where the host on the way forbids it: both are named', async () => {
    const closed = await startSshd({ hostKeys: ['ed25519'], options: ['AllowTcpForwarding no'] });
    try {
      const lines = `Host target\n ProxyJump closed\nHost closed\n HostName 127.0.0.1\n Port ${closed.port}\n User ${closed.user}\n IdentityFile ${closed.home}/.ssh/id_ed25519\n UserKnownHostsFile ${closed.home}/.ssh/known_hosts`;
      const result = await to('target', await config(lines));
      expect(result).toMatchObject({ ok: false, failure: { kind: 'unreachable' } });
      const words = JSON.stringify(result);
      expect(words).toContain('closed could not open a connection to target');
    } finally {
      await closed.stop();
    }
  });

  it('that leads back to itself is a mistake in ssh_config', async () => {
    const result = await to('target', await config('Host *\n ProxyJump bastion'));
    expect(result).toMatchObject({ ok: false, failure: { kind: 'config' } });
    expect(JSON.stringify(result)).toContain('leads back');
  });
});

describe.each(['ssh2', 'openssh'] as const)('no connection over %s', (ssh) => {
  it('comes about where nothing listens', async () => {
    const port = await freePort();
    const failure = await refused(target, { spec: { ssh, port } });
    expect(failure.kind).toBe('refused');
    expect(failure.message).toMatch(/refused/);
  });

  it('comes about for a name that nobody knows', async () => {
    const failure = await refused(target, { spec: { ssh, host: 'no-such-host.invalid' } });
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('no-such-host.invalid');
  });

  it('comes about where the port answers and says nothing', async () => {
    const peers: Socket[] = [];
    const silent = createServer((peer) => peers.push(peer)).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    const started = performance.now();
    const failure = await refused(target, {
      spec: { ssh, port },
      ...(await config('ConnectTimeout 1')),
    });
    expect(failure.kind).toBe('unreachable');
    expect(performance.now() - started).toBeLessThan(5000);
    for (const peer of peers) peer.destroy();
    silent.close();
  });

  it('comes about where another program listens', async () => {
    const web = createServer((peer) => peer.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
      0,
      '127.0.0.1',
    );
    await new Promise((resolve) => web.once('listening', resolve));
    const { port } = web.address() as AddressInfo;
    expect(['refused', 'unreachable']).toContain(
      (await refused(target, { spec: { ssh, port } })).kind,
    );
    web.close();
  });

  it('comes about where the key is not accepted', async () => {
    const own = await startSshd({ hostKeys: ['ed25519'] });
    try {
      await writeFile(join(own.folder, 'authorized_keys'), '');
      const failure = await refused(own, { spec: { ssh } });
      expect(failure.kind).toBe('authentication');
      expect(failure.next).toContain('ssh-add');
    } finally {
      await own.stop();
    }
  });

  it('comes about with a host that is not the known one', async () => {
    const known = join(target.home, '.ssh/known_hosts');
    const before = await readFile(known, 'utf8');
    const other = await readFile(join(bastion.folder, 'host_ed25519.pub'), 'utf8');
    const { stdout } = await execa('ssh-keygen', [
      '-l',
      '-f',
      join(target.folder, 'host_ed25519.pub'),
    ]);
    const print = stdout.split(' ')[1] ?? '';
    try {
      await writeFile(known, '');
      expect(await refused(target, { spec: { ssh } })).toMatchObject({ kind: 'host-key' });
      await writeFile(known, `[127.0.0.1]:${target.port} ${other}`);
      for (const strictness of ['ask', 'no']) {
        const file = join(target.home, `strict-${strictness}`);
        const own = await readFile(join(target.home, '.ssh/config'), 'utf8');
        await writeFile(file, `${own}StrictHostKeyChecking ${strictness}\n`);
        const failure = await refused(target, { spec: { ssh }, configFile: file });
        expect(failure.kind).toBe('host-key');
        expect(failure.message).toContain('changed');
        expect(failure.message).toContain(print);
        expect(failure.message).toContain(`${known}:1`);
        expect(failure.next).toContain('ssh-keygen');
      }
    } finally {
      await writeFile(known, before);
    }
  });

  it('is begun where the operator has stopped already', async () => {
    const result = await attempt(target, { spec: { ssh }, signal: AbortSignal.abort() });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'stopped' } });
  });

  it('is waited for when the operator stops it', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    const stop = new AbortController();
    const waiting = attempt(target, { spec: { ssh, port }, signal: stop.signal });
    setTimeout(() => stop.abort(), 200);
    expect(await waiting).toMatchObject({ ok: false, failure: { kind: 'stopped' } });
    silent.close();
  });
});

describe('questions of ssh reach a person:', () => {
  const unknown = async () => {
    const choice = await config('');
    await writeFile(join(target.home, `known-${written}`), '');
    return { ...choice, known: join(target.home, `known-${written}`) };
  };
  const by = (surroundings: object) =>
    connectSsh(
      { host: 'target', ssh: 'openssh' },
      { env: {}, home: target.home, signal: new AbortController().signal, ...surroundings },
    );

  it.each(['once', 'remember'] as const)('an unknown host key, %s', async (hostKey) => {
    const { known, ...choice } = await unknown();
    const { ask, keys } = operator({ hostKey });
    const result = await by({ ...choice, ask });
    if (!result.ok) throw new Error(result.failure.message);
    expect(await run(result.connection, 'echo in')).toMatchObject({ stdout: 'in\n' });
    await result.connection.close();
    const { stdout } = await execa('ssh-keygen', [
      '-l',
      '-f',
      join(target.folder, 'host_ed25519.pub'),
    ]);
    const [, fingerprint] = stdout.split(' ');
    expect(keys).toEqual([{ host: `[127.0.0.1]:${target.port}`, type: 'ED25519', fingerprint }]);
    const text = await readFile(known, 'utf8');
    if (hostKey === 'once') expect(text).toBe('');
    else expect(text).toContain(`[127.0.0.1]:${target.port} ssh-ed25519 `);
  });

  it('an unknown host key that is not accepted', async () => {
    const { known, ...choice } = await unknown();
    const { ask } = operator({ hostKey: 'no' });
    expect(await by({ ...choice, ask })).toMatchObject({
      ok: false,
      failure: { kind: 'host-key' },
    });
    expect(await readFile(known, 'utf8')).toBe('');
  });

  it('a changed host key does not', async () => {
    const { known, ...choice } = await unknown();
    const other = await readFile(join(bastion.folder, 'host_ed25519.pub'), 'utf8');
    await writeFile(known, `[127.0.0.1]:${target.port} ${other}`);
    const { ask, keys, asked } = operator({ hostKey: 'remember', secrets: ['a', 'b', 'c'] });
    expect(await by({ ...choice, ask })).toMatchObject({
      ok: false,
      failure: { kind: 'host-key' },
    });
    expect([keys, asked]).toEqual([[], []]);
  });

  it('the passphrase of a key', async () => {
    const key = join(target.home, 'locked');
    await makeKey('ed25519', key, "it's open");
    await appendFile(join(target.folder, 'authorized_keys'), await readFile(`${key}.pub`));
    const { configFile } = await config('');
    const text = await readFile(configFile, 'utf8');
    await writeFile(
      configFile,
      text.replace(/IdentityFile .*\n/g, '') + ` IdentityFile ${key}\n IdentitiesOnly yes\n`,
    );
    const { ask, asked } = operator({ secrets: ['wrong', "it's open"] });
    const result = await by({ configFile, ask });
    if (!result.ok) throw new Error(result.failure.message);
    await result.connection.close();
    expect(asked).toEqual([`the passphrase of ${key}`, `the passphrase of ${key}`]);
  });
});

it('a host that swallows packets is given up after ConnectTimeout', async () => {
  // The kernel drops what comes for a listener whose queue is full.
  const listener = spawn('python3', [
    '-c',
    'import socket,sys,time\ns=socket.socket();s.bind(("127.0.0.1",0));s.listen(0)\nprint(s.getsockname()[1],flush=True)\ntime.sleep(60)',
  ]);
  const fillers: Socket[] = [];
  try {
    const port = Number(
      await new Promise<Buffer>((resolve) => listener.stdout.once('data', resolve)),
    );
    for (let count = 0; count < 4; count += 1) {
      fillers.push(connect(port, '127.0.0.1').on('error', () => {}));
    }
    await new Promise((resolve) => fillers[0]?.once('connect', resolve));
    const started = performance.now();
    const failure = await refused(target, {
      spec: { port },
      ...(await config('ConnectTimeout 1')),
    });
    expect(failure.kind).toBe('unreachable');
    expect(failure.message).toContain('did not answer within 1 s');
    expect(performance.now() - started).toBeLessThan(3000);
  } finally {
    for (const each of fillers) each.destroy();
    listener.kill();
  }
});

describe('ssh itself makes the connection', () => {
  const by = async (lines: string) => {
    const result = await to('target', await config(lines));
    if (!result.ok) throw new Error(result.failure.message);
    expect(await run(result.connection, 'echo in')).toMatchObject({ stdout: 'in\n' });
    await result.connection.close();
    return result;
  };

  it('where a ProxyCommand leads to the host', async () => {
    const command = `${process.execPath} -e 'const s=require("net").connect(%p,"%h");process.stdin.pipe(s).pipe(process.stdout)'`;
    const result = await by(`Host target\n ProxyCommand ${command}`);
    expect(result).toMatchObject({ how: 'openssh' });
    expect(result.because).toMatch(/^ProxyCommand \(.*config-\d+:2\)$/);
  });

  it('where a command decides what applies', async () => {
    const result = await by('Match originalhost target exec true\n ConnectTimeout 5');
    expect(result.because).toMatch(/^Match exec \(.*:1\)$/);
  });

  it('not where that command would not be asked', async () => {
    expect(await by('Match originalhost other exec true\n Port 1')).toMatchObject({ how: 'ssh2' });
  });

  it('where a certificate lies beside the key', async () => {
    const authority = join(target.home, 'authority');
    await makeKey('ed25519', authority);
    const key = join(target.home, 'certified');
    await makeKey('ed25519', key);
    await execa('ssh-keygen', [
      '-q',
      '-s',
      authority,
      '-I',
      'lab',
      '-n',
      target.user,
      `${key}.pub`,
    ]);
    const trust = `cert-authority ${await readFile(`${authority}.pub`, 'utf8')}`;
    await appendFile(join(target.folder, 'authorized_keys'), trust);
    const result = await by(`IdentityFile ${key}`);
    expect(result.because).toBe(`the certificate of ${key}`);
  });

  it('where known_hosts trusts an authority for the host', async () => {
    const authority = join(target.home, 'host-authority');
    await makeKey('ed25519', authority);
    const choice = await config('');
    const pub = await readFile(`${authority}.pub`, 'utf8');
    await appendFile(join(target.home, `known-${written}`), `@cert-authority * ${pub}`);
    const result = await to('target', choice);
    if (!result.ok) throw new Error(result.failure.message);
    expect(result.because).toMatch(/^@cert-authority \(.*\)$/);
    await result.connection.close();
  });

  it('and leaves nothing behind', async () => {
    const mine = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith('deploy-doctor-ssh-'));
    const before = await mine();
    await connected(target, { spec: { ssh: 'openssh' } }, async () => {
      const [folder = ''] = (await mine()).filter((name) => !before.includes(name));
      const { mode } = await stat(join(tmpdir(), folder));
      expect(mode & 0o777).toBe(0o700);
    });
    expect((await mine()).filter((name) => !before.includes(name))).toEqual([]);
  });

  it('unless --ssh ssh2 says otherwise: then it is told what that cannot do', async () => {
    const choice = await config('Host target\n ProxyCommand false');
    const signal = new AbortController().signal;
    const result = await connectSsh(
      { host: 'target', ssh: 'ssh2' },
      { env: {}, home: target.home, signal, ...choice },
    );
    expect(result).toMatchObject({ ok: false, failure: { kind: 'config' } });
    expect(JSON.stringify(result)).toContain('ProxyCommand');
  });
});

it('ssh ends with the program, even where that is killed, and leaves no folder', async () => {
  const connect = fileURLToPath(new URL('../../src/transports/ssh-connect.ts', import.meta.url));
  const spec = { host: target.host, port: target.port, user: target.user, ssh: 'openssh' };
  const configFile = join(target.home, '.ssh/config');
  const script = `
    const { connectSsh } = await import(${JSON.stringify(connect)});
    const signal = new AbortController().signal;
    const surroundings = { env: process.env, home: '/', signal, configFile: '${configFile}' };
    const made = await connectSsh(${JSON.stringify(spec)}, surroundings);
    await made.connection.start('exec cat');
    console.log('connected');
    setInterval(() => undefined, 1000);`;
  const places = await mkdtemp(join(tmpdir(), 'killed-'));
  const program = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env['PATH'], TMPDIR: places },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await new Promise<Buffer>((resolve) => program.stdout.once('data', resolve));
  expect(said.toString()).toBe('connected\n');
  const left = await descendants(program.pid);
  expect(left.length).toBeGreaterThan(1);
  program.kill('SIGKILL');
  await expect
    .poll(() => left.filter((pid) => existsSync(`/proc/${pid}`)), { timeout: 20_000 })
    .toEqual([]);
  await expect.poll(() => readdir(places), { timeout: 20_000 }).toEqual([]);
  await rm(places, { recursive: true });
});
