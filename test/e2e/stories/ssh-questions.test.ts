import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../cli/program.ts';
import { isRoot, warn } from '../../lab/folder.ts';
import { hostNeeds } from '../../lab/parts.ts';
import {
  makeKey,
  startSshd,
  throwAwayUser,
  type Sshd,
  type SshdChoice,
  type ThrowAwayUser,
} from '../../lab/sshd.ts';
import { openTerminal, type Size, type Terminal } from '../terminal.ts';
import { turnTo } from '../turn-to.ts';
import { noDocker } from './tell.ts';

// What a host asks of a person, in the wizard on a real terminal and against a real server. No engine
// is behind any of them: that is what a link that stands shows.

if (!isRoot) warn('what a host asks in the wizard is not tested: that needs root for its users.');

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 40, rows: 12 },
];
const at = ({ columns, rows }: Size) => `${columns}x${rows}`;
const patience = 60_000;
const password = 'correct-horse-battery';
const passphrase = 'open-sesame-barley';
const wrong = 'not-the-one-I-meant';
const secrets = [password, passphrase, wrong];

let user: ThrowAwayUser;
let sudoer: ThrowAwayUser;
const rules = '/etc/sudoers.d/lab-wizard-sudo';
beforeAll(async () => {
  if (!isRoot) return;
  await hostNeeds();
  user = await throwAwayUser({ password });
  sudoer = await throwAwayUser({ password });
  await writeFile(rules, `${sudoer.name} ALL=(ALL) ALL\n`, { mode: 0o440 });
}, 120_000);
afterAll(async () => {
  if (!isRoot) return;
  await rm(rules, { force: true });
  await user.remove();
  await sudoer.remove();
});

const open: { terminal: Terminal | undefined; sshd: Sshd | undefined } = {
  terminal: undefined,
  sshd: undefined,
};
afterEach(async () => {
  await open.terminal?.close();
  await open.sshd?.stop();
  open.terminal = open.sshd = undefined;
});

const server = async (choice: SshdChoice): Promise<Sshd> => {
  open.sshd = await startSshd({ hostKeys: ['ed25519'], ...choice });
  return open.sshd;
};

/** The wizard on this host, from the home that came with it. */
const start = async (sshd: Sshd, size: Size, ...more: string[]): Promise<Terminal> => {
  const to = `${more.length > 0 ? sudoer.name : sshd.user}@127.0.0.1:${sshd.port}`;
  const args = ['-H', to, '--docker', '/nonexistent/docker.sock', ...more];
  open.terminal = await openTerminal(args, { size, env: { HOME: sshd.home } });
  return open.terminal;
};

/** Types it, and sees stars where it would stand. */
const answer = async (terminal: Terminal, secret: string): Promise<void> => {
  const before = terminal.screen();
  terminal.type(secret);
  await terminal.sees(/[*•]{6,}/, patience);
  holdsNoSecret(terminal.screen());
  terminal.press('enter');
  await expect.poll(() => terminal.screen(), { timeout: patience }).not.toMatch(/[*•]{6,}/);
  expect(before).not.toBe('');
};

const holdsNoSecret = (text: string): void => {
  const flat = text.replace(/\s+/g, '');
  for (const secret of secrets) expect(flat).not.toContain(secret);
};

/** Not in any process's arguments, not in the session, not in what the terminal still shows. */
const isNowhere = async (terminal: Terminal): Promise<void> => {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    holdsNoSecret(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  }
  holdsNoSecret(await readFile(`/proc/${terminal.pid}/environ`, 'utf8').catch(() => ''));
  const folder = path.join(terminal.home, 'state/deploy-doctor/sessions');
  const names = await readdir(folder);
  expect(names.some((name) => name.endsWith('.jsonl'))).toBe(true);
  for (const name of names) holdsNoSecret(await readFile(path.join(folder, name), 'utf8'));
};

/** Whether it has said by then why no engine answers is a matter of the moment. */
const noEngine = [1, 3];

const leave = async (terminal: Terminal, codes: readonly number[]): Promise<void> => {
  await isNowhere(terminal);
  terminal.press('q');
  const { code, signal } = await terminal.exit(patience);
  expect(signal).toBe(0);
  expect(codes).toContain(code);
  holdsNoSecret(terminal.scrollback());
};

/** Its keys are to be kept where nothing can be written, even by root. */
const keepsNoKeys = async ({ home }: Sshd, more = ''): Promise<void> => {
  const config = path.join(home, '.ssh/config');
  const lines = (await readFile(config, 'utf8')).split('\n');
  const kept = lines.filter((line) => !line.includes('known_hosts')).join('\n');
  await writeFile(config, `${kept}UserKnownHostsFile /proc/self/known_hosts\n${more}`);
};

const stands = noDocker;
const flat = (screen: string): string => screen.replace(/\s+/g, ' ');
/** Words that may be broken anywhere between two lines. */
const words = (text: string): RegExp =>
  new RegExp(text.replace(/[()]/g, '\\$&').split(' ').join('\\s+'));

describe.skipIf(!isRoot).each(sizes)('in the wizard on a small or usual terminal', (size) => {
  const locked = async (): Promise<Sshd> => {
    const sshd = await server({});
    const key = path.join(sshd.home, '.ssh/id_ed25519');
    await execa('ssh-keygen', ['-q', '-p', '-N', passphrase, '-f', key]);
    return sshd;
  };

  it(`a passphrase is asked for, once more where it was wrong (${at(size)})`, async () => {
    const terminal = await start(await locked(), size);
    await terminal.sees(words('Type the passphrase of'), patience);
    await answer(terminal, wrong);
    await terminal.sees(words('did not open the key'), patience);
    await answer(terminal, passphrase);
    await terminal.sees(stands, patience);
    await leave(terminal, noEngine);
  }, 300_000);

  it(`a passphrase that is wrong three times is said to be (${at(size)})`, async () => {
    const terminal = await start(await locked(), size);
    await terminal.sees(words('Type the passphrase of'), patience);
    await answer(terminal, wrong);
    for (let again = 0; again < 2; again += 1) {
      await terminal.sees(words('did not open the key'), patience);
      await answer(terminal, wrong);
    }
    // As with ssh, a password is the last resort: it is declined.
    await terminal.sees(words('Type the password of'), patience);
    terminal.press('esc');
    await terminal.sees(words('not reachable: 127.0.0.1 did'), patience);
    await leave(terminal, [4]);
    expect(flat(terminal.scrollback())).toContain('none of the 3 passphrases that were typed');
  }, 300_000);

  it(`a password is asked for, and three wrong ones end it (${at(size)})`, async () => {
    const sshd = await server({ user: user.name, options: ['KbdInteractiveAuthentication no'] });
    await rm(path.join(sshd.home, '.ssh/id_ed25519'));
    const first = await start(sshd, size);
    await first.sees(words('Type the password of'), patience);
    await answer(first, wrong);
    await first.sees(words('was not accepted'), patience);
    await answer(first, password);
    await first.sees(stands, patience);
    await leave(first, noEngine);
    await first.close();
    const second = await start(sshd, size);
    await second.sees(words('Type the password of'), patience);
    await answer(second, wrong);
    for (let again = 0; again < 2; again += 1) {
      await second.sees(words('was not accepted'), patience);
      await answer(second, wrong);
    }
    await second.sees(words('password not accepted (3 times)'), patience);
    await leave(second, [4]);
  }, 300_000);

  it(`the host's own question is passed on in its words (${at(size)})`, async () => {
    const options = ['UsePAM yes', 'KbdInteractiveAuthentication yes', 'PasswordAuthentication no'];
    const sshd = await server({ user: user.name, options });
    await rm(path.join(sshd.home, '.ssh/id_ed25519'));
    const terminal = await start(sshd, size);
    await terminal.sees(words('asks:'), patience);
    await answer(terminal, password);
    await terminal.sees(stands, patience);
    await leave(terminal, noEngine);
  }, 300_000);

  it(`an unknown key that is trusted and cannot be kept is used, and said (${at(size)})`, async () => {
    const sshd = await server({});
    await keepsNoKeys(sshd);
    const terminal = await start(sshd, size);
    expect(flat(await terminal.sees('Is this the right host?', patience))).toMatch(/SHA256:/);
    await terminal.sees(/❯ No[^]*⏎ open/, patience);
    // A key that comes with the very frame may still be the former screen's.
    for (const choice of [/❯ (Once|Yes)/, /❯ Yes/]) {
      terminal.press('down');
      await terminal.sees(choice, 5000).catch(() => terminal.press('down'));
    }
    await terminal.sees(/❯ Yes/, patience);
    terminal.press('enter');
    await terminal.sees(stands, patience);
    expect(flat(await terminal.sees(words('The host key of'), patience))).toContain(
      '! The host key',
    );
    await leave(terminal, noEngine);
    const session = (await readdir(path.join(terminal.home, 'state/deploy-doctor/sessions'))).find(
      (name) => name.endsWith('.jsonl'),
    );
    const log = await readFile(
      path.join(terminal.home, 'state/deploy-doctor/sessions', session ?? ''),
      'utf8',
    );
    expect(log).toMatch(/"warning":"The host key of \S+ was accepted, but not remembered/);
  }, 300_000);

  it(`a key that has changed is refused with both fingerprints (${at(size)})`, async () => {
    const sshd = await server({});
    const other = path.join(sshd.home, 'other');
    await makeKey('ed25519', other);
    const [type = '', key = ''] = (await readFile(`${other}.pub`, 'utf8')).split(' ');
    const known = `[127.0.0.1]:${sshd.port} ${type} ${key}\n`;
    await writeFile(path.join(sshd.home, '.ssh/known_hosts'), known);
    const terminal = await start(sshd, size);
    const screen = await terminal.sees(words('has changed'), patience);
    if (size.columns >= 80) expect(flat(screen).match(/SHA256:/g)).toHaveLength(2);
    expect(await sshd.log()).not.toMatch(/Accepted|Postponed|Failed/);
    await leave(terminal, [4]);
    expect(
      terminal
        .scrollback()
        .replace(/\s+/g, '')
        .match(/SHA256:/g)?.length,
    ).toBe(2);
  }, 300_000);

  it(`sudo's password is asked for, and three wrong ones are said (${at(size)})`, async () => {
    // What only root may see is asked about at once: the socket of an engine in a closed folder.
    const sshd = await server({ user: sudoer.name });
    const closed = path.join(sshd.folder, 'closed');
    await execa('install', ['-d', '-m', '700', closed]);
    const terminal = await start(sshd, size, '--sudo', '--docker', `${closed}/docker.sock`);
    await terminal.sees('Looking as root needs you', patience);
    await answer(terminal, wrong);
    for (let again = 0; again < 2; again += 1) {
      await terminal.sees(words('did not take'), patience);
      await answer(terminal, wrong);
    }
    await terminal.sees(stands, patience);
    // It stands with what was not seen, which the last row of the list opens.
    await terminal.sees(/1 finding/, patience);
    terminal.press('down');
    await terminal.sees(/❯ · What was/, patience);
    terminal.press('enter');
    await terminal.sees('Looked at', patience);
    await turnTo(terminal, words('sudo did not take the password'));
    await leave(terminal, noEngine);
  }, 300_000);
});

describe('without a terminal', () => {
  it('what went wrong besides is told in lines, and in the document', async () => {
    const sshd = await server({});
    await keepsNoKeys(sshd, 'StrictHostKeyChecking accept-new\n');
    const to = [
      '-H',
      `${sshd.user}@127.0.0.1:${sshd.port}`,
      '--docker',
      '/nonexistent/docker.sock',
    ];
    const env = { HOME: sshd.home };
    const document = await ask(['triage', '--json', ...to], { env });
    const { targets } = JSON.parse(document.stdout) as { targets: readonly object[] };
    const warning = expect.stringMatching(/^The host key of \S+ was accepted, but not remembered/);
    expect(targets).toEqual([expect.objectContaining({ error: null, warnings: [warning] })]);
    const lines = await ask(['triage', '--plain', ...to], { env });
    expect(lines.stdout).toMatch(/^warning: \S+: The host key of \S+ was accepted, but not rem/m);
  }, 120_000);
});
