import { spawn } from 'node:child_process';
import { appendFile, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connected, operator, refused, run } from './ssh-client.ts';
import {
  makeKey,
  startSshd,
  throwAwayUser,
  type KeyType,
  type Sshd,
  type ThrowAwayUser,
} from './sshd.ts';

let sshd: Sshd;
let user: ThrowAwayUser;
const password = 'correct horse battery staple';
/** Keys that the host accepts, and one that it does not. */
let keys: string;
const passphrase = 'open sesame';

const authorize = async (file: string) => {
  await appendFile(join(sshd.folder, 'authorized_keys'), await readFile(`${file}.pub`));
};

beforeAll(async () => {
  sshd = await startSshd({ hostKeys: ['ed25519'], options: ['MaxAuthTries 20'] });
  user = await throwAwayUser({ password });
  keys = join(sshd.home, 'keys');
  await mkdir(keys);
  for (const type of ['ed25519', 'ecdsa', 'rsa'] satisfies KeyType[]) {
    await makeKey(type, join(keys, type));
    await authorize(join(keys, type));
    await copyFile(join(keys, type), join(keys, `${type}-locked`));
    await copyFile(join(keys, `${type}.pub`), join(keys, `${type}-locked.pub`));
    await execa('ssh-keygen', ['-q', '-p', '-N', passphrase, '-f', join(keys, `${type}-locked`)]);
  }
  await copyFile(join(keys, 'rsa'), join(keys, 'pem-locked'));
  await execa('ssh-keygen', [
    '-q',
    '-p',
    '-m',
    'PEM',
    '-N',
    passphrase,
    '-f',
    join(keys, 'pem-locked'),
  ]);
  await makeKey('ed25519', join(keys, 'stranger'), passphrase);
});
afterAll(async () => {
  await user.remove();
  await sshd.stop();
});

/** A configuration that names these keys and no others. */
const naming = async (files: readonly string[], more = ''): Promise<{ configFile: string }> => {
  const configFile = join(sshd.home, `config-${Math.random().toString(36).slice(2)}`);
  const lines = files.map((file) => `IdentityFile ${join(keys, file)}\n`);
  const known = `UserKnownHostsFile ${join(sshd.home, '.ssh/known_hosts')}\n`;
  await writeFile(configFile, `${known}${lines.join('')}${more}`);
  return { configFile };
};

const none = 'IdentityFile none\n';

describe('a key in a file', () => {
  it.each(['ed25519', 'ecdsa', 'rsa'])('%s lets in', async (type) => {
    await connected(sshd, await naming([type]), async (connection) => {
      expect(await run(connection, 'echo in')).toMatchObject({ stdout: 'in\n' });
    });
  });

  it.each(['ed25519', 'ecdsa', 'rsa', 'pem'])('%s with a passphrase lets in', async (type) => {
    const { ask, asked } = operator({ secrets: ['wrong', passphrase] });
    await connected(sshd, { ...(await naming([`${type}-locked`])), ask }, async () => {});
    expect(asked).toEqual([
      `the passphrase of ${join(keys, `${type}-locked`)}`,
      `the passphrase of ${join(keys, `${type}-locked`)} (it did not open the key)`,
    ]);
  });

  it('is not asked about where the host does not want it', async () => {
    const { ask, asked } = operator({ secrets: [passphrase] });
    await connected(sshd, { ...(await naming(['stranger', 'ed25519'])), ask }, async () => {});
    expect(asked).toEqual([]);
  });

  it('that stays locked is told, and its passphrase is not', async () => {
    const { ask } = operator({ secrets: ['wrong-1', 'wrong-2', 'wrong-3'] });
    const failure = await refused(sshd, { ...(await naming(['ed25519-locked'])), ask });
    expect(failure.kind).toBe('authentication');
    expect(failure.message).toContain(
      'ed25519-locked: none of the 3 passphrases that were typed opens it',
    );
    expect(JSON.stringify(failure)).not.toMatch(/wrong-\d/);
  });

  it('that others may read is not used, as ssh does not', async () => {
    await copyFile(join(keys, 'ed25519'), join(keys, 'open'));
    await execa('chmod', ['644', join(keys, 'open')]);
    const failure = await refused(sshd, await naming(['open']));
    expect(failure.message).toContain('open: other users may read it');
  });

  it('is offered without a request for leave before it', async () => {
    await connected(sshd, await naming(['ed25519']), async () => {});
    const lines = (await sshd.log()).split('\n');
    const last = lines.findLastIndex((line) => line.startsWith('Connection from'));
    expect(lines[last + 1]).toMatch(/^Accepted key ED25519/);
  });
});

it('a host that has had enough attempts says so, with what was tried', async () => {
  const strict = await startSshd({ hostKeys: ['ed25519'], options: ['MaxAuthTries 2'] });
  try {
    const names = ['one', 'two', 'three'];
    for (const name of names) await makeKey('ed25519', join(strict.home, name));
    const configFile = join(strict.home, 'many');
    const known = `UserKnownHostsFile ${join(strict.home, '.ssh/known_hosts')}\n`;
    const lines = names.map((name) => `IdentityFile ${join(strict.home, name)}\n`);
    await writeFile(configFile, known + lines.join(''));
    const failure = await refused(strict, { configFile });
    expect(failure.kind).toBe('authentication');
    expect(failure.message).toContain('one: not accepted');
    expect(failure.message).toContain('Too many authentication failures');
  } finally {
    await strict.stop();
  }
});

describe('an agent', () => {
  const withAgent = async (files: string[], work: (socket: string) => Promise<void>) => {
    const socket = join(sshd.home, `agent-${Math.random().toString(36).slice(2)}`);
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      const env = { SSH_AUTH_SOCK: socket };
      for (const file of files) {
        for (let tries = 0; ; tries += 1) {
          const added = await execa('ssh-add', ['-q', join(keys, file)], { env, reject: false });
          if (added.exitCode === 0) break;
          if (tries > 100) throw new Error(added.stderr);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
      await work(socket);
    } finally {
      agent.kill();
    }
  };

  it.each(['ed25519', 'ecdsa', 'rsa'])('signs with %s', async (type) => {
    await withAgent([type], async (socket) => {
      const choice = { ...(await naming([], none)), env: { SSH_AUTH_SOCK: socket } };
      await connected(sshd, choice, async () => {});
    });
  });

  it('is found by IdentityAgent, and not asked where that is none', async () => {
    await withAgent(['ed25519'], async (socket) => {
      const named = await naming([], `${none}IdentityAgent ${socket}\n`);
      await connected(sshd, named, async () => {});
      const off = await naming([], `${none}IdentityAgent none\n`);
      const failure = await refused(sshd, { ...off, env: { SSH_AUTH_SOCK: socket } });
      expect(failure).toMatchObject({ kind: 'authentication' });
      expect(failure.message).toContain('there was no key to offer');
    });
  });

  it('offers only what is named where IdentitiesOnly is set', async () => {
    await withAgent(['ed25519', 'rsa'], async (socket) => {
      const env = { SSH_AUTH_SOCK: socket };
      // The private half is in the agent alone.
      await copyFile(join(keys, 'rsa.pub'), join(keys, 'named.pub'));
      const only = await naming(['named.pub'], 'IdentitiesOnly yes\n');
      await connected(sshd, { ...only, env }, async () => {});
      const lines = (await sshd.log()).split('\n');
      expect(lines.findLast((line) => line.startsWith('Accepted publickey'))).toContain(' RSA ');
      expect(lines.findLast((line) => line.startsWith('Accepted key'))).toContain(' RSA ');
    });
  });

  it('that is gone is no reason to stop', async () => {
    const env = { SSH_AUTH_SOCK: join(sshd.home, 'gone') };
    await connected(sshd, { ...(await naming(['ed25519'])), env }, async () => {});
  });
});

describe('a password', () => {
  it('is asked for last, and lets in', async () => {
    const { ask, asked } = operator({ secrets: ['not it', password] });
    const choice = { ...(await naming(['stranger'])), ask, spec: { user: user.name } };
    await connected(sshd, choice, async (connection) => {
      expect(await run(connection, 'id -un')).toMatchObject({ stdout: `${user.name}\n` });
      expect(connection.label).toBe(`${user.name}@127.0.0.1`);
    });
    const first = `the password of ${user.name}@127.0.0.1`;
    expect(asked).toEqual([first, `${first} (the last one was not accepted)`]);
  });

  it('is not asked for where nobody can be asked: the ways that are open are told', async () => {
    const failure = await refused(sshd, {
      ...(await naming(['stranger'])),
      spec: { user: user.name },
    });
    expect(failure.kind).toBe('authentication');
    expect(failure.message).toContain('stranger: not accepted');
    expect(failure.message).toContain('It accepts: publickey, password');
  });

  it('that was refused three times is enough, and is in no words', async () => {
    const { ask, asked } = operator({ secrets: ['secret-1', 'secret-2', 'secret-3', password] });
    const choice = { ...(await naming([], none)), ask, spec: { user: user.name } };
    const failure = await refused(sshd, choice);
    expect(asked).toHaveLength(3);
    expect(failure.kind).toBe('authentication');
    expect(JSON.stringify(failure)).not.toMatch(/secret-\d/);
  });

  it('that nobody gives ends the attempt', async () => {
    const { ask, asked } = operator({});
    const choice = { ...(await naming([], none)), ask, spec: { user: user.name } };
    expect(await refused(sshd, choice)).toMatchObject({ kind: 'authentication' });
    expect(asked).toHaveLength(1);
  });
});

describe('a host that asks its own questions', () => {
  it('has them passed on', async () => {
    const pam = await startSshd({
      hostKeys: ['ed25519'],
      options: ['UsePAM yes', 'KbdInteractiveAuthentication yes', 'PasswordAuthentication no'],
    });
    try {
      await rm(join(pam.home, '.ssh/id_ed25519'));
      const { ask, asked } = operator({ secrets: [password] });
      await connected(pam, { ask, spec: { user: user.name } }, async (connection) => {
        expect(await run(connection, 'echo in')).toMatchObject({ stdout: 'in\n' });
      });
      expect(asked).toEqual([expect.stringMatching(/^lab-\S+@127.0.0.1 asks: .*[Pp]assword:$/)]);
    } finally {
      await pam.stop();
    }
  });

  it('and wants a key as well has both', async () => {
    const both = await startSshd({
      hostKeys: ['ed25519'],
      options: ['AuthenticationMethods publickey,password'],
      user: user.name,
    });
    try {
      await makeKey('ecdsa', join(both.home, '.ssh/id_ecdsa'));
      const { ask, asked } = operator({ secrets: [password] });
      await connected(both, { ask }, async () => {});
      expect(asked).toEqual([`the password of ${user.name}@127.0.0.1`]);
      const failure = await refused(both, {});
      expect(failure.message).toContain('accepted, but not enough');
      expect(failure.message).toContain('It accepts: password');
    } finally {
      await both.stop();
    }
  });
});
