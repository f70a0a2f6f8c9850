import { execa } from 'execa';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, program, scratch } from './program.ts';

test('--version prints the version, also with other options', async () => {
  const { version } = await import('../../package.json', { with: { type: 'json' } }).then(
    (file) => file.default,
  );
  expect(await ask(['--version'])).toEqual({ stdout: `${version}\n`, stderr: '', exitCode: 0 });
  expect((await ask(['--plain', '-V'])).stdout).toBe(`${version}\n`);
});

test('--help names every command of this version and no other', async () => {
  const { stdout, exitCode } = await ask(['--help']);
  const commands = [...stdout.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
  expect(exitCode).toBe(0);
  expect(commands).toEqual([
    ...['triage', 'run', 'undo', 'lookup', 'explain', 'list', 'sessions', 'resume', 'flow'],
  ]);
});

test('without a terminal the program prints its usage on standard error and exits 2', async () => {
  const { stdout, stderr, exitCode } = await ask([]);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
  expect(stderr).toMatch(/^Usage: deploy-doctor/);
});

describe('wrong usage says what is wrong and what to do, and exits 2:', () => {
  test.each([
    [['lokup'], 'There is no command `lokup`. Did you mean `lookup`?'],
    [['P1000: Authentication failed'], 'An error text is looked up with `deploy-doctor lookup`'],
    [['triage', '--jsn'], "Unknown option '--jsn'."],
    [['triage', '--jsn'], 'Did you mean --json?'],
    [['run'], "Missing required argument 'flow'."],
    [['run'], '`deploy-doctor run --help` shows what there is.'],
    [['triage', '--timeout', 'soon'], '--timeout was given `soon`.'],
    [['triage', '--deadline', '-1'], '--deadline was given `-1`.'],
    [['triage', '-i', 'container'], '--input was given `container`.'],
    [['triage', '-i', 'contianer=x'], 'Did you mean `container`?'],
    [['triage', '-i', 'container=a', '-i', 'container=b'], '`container` was given twice: a and b.'],
    [['triage', '-p', '/no/such/folder'], 'There is no folder /no/such/folder.'],
    [['triage', '--json', '--plain'], 'Both --json and --plain were given.'],
    [['triage', '--report', 'md'], 'A report needs a format and a file.'],
    [['triage', '--report', 'pdf', '--out', 'x'], '`--report pdf` is not in this version.'],
    [['run', 'text-file-bsy'], 'There is no flow `text-file-bsy`. Did you mean `text-file-busy`?'],
    [['explain'], '`explain` was given no flow.'],
    [['explain', 'text-file-busy/nothing'], 'text-file-busy has no diagnosis `nothing`.'],
    [['lookup', '--file', '/no/such.log'], 'Cannot read /no/such.log: ENOENT'],
    [['triage', '-H', 'web 1'], '--host was given `web 1`: it is written [user@]host[:port]'],
    [['triage', '-H', 'web-1:0'], '--host was given `web-1:0`: `0` is no port'],
    [['triage', '-H', '-oProxyCommand=x'], '--host was given `-oProxyCommand=x`'],
    [['triage', '--ssh', 'putty', '-H', 'web-1'], '--ssh was given `putty`.'],
    [['triage', '--ssh', 'ssh2'], '--ssh needs a host.'],
    [['triage', '--hosts-from', '/no/such.hosts'], 'Cannot read the list of hosts: ENOENT'],
    [['triage', '--hosts-from', 'ansible:/no/such'], 'Cannot read the list of hosts: ENOENT'],
    [['triage', '--hosts-from', 'ssh-config'], 'Cannot read the list of hosts: ENOENT'],
    [['triage', '--hosts-from', '/dev/null'], '--hosts-from /dev/null: there is no host in it.'],
    [['lookup', 'text', '--file', 'x.log'], '`lookup` was given both a text and a file.'],
  ])('%j', async (args, words) => {
    const { stdout, stderr, exitCode } = await ask(args);
    expect(stderr).toContain(words);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
  });
});

describe('what the contract names and this version lacks is refused with words:', () => {
  test.each([['triage', '--watch', '5'], ['check'], ['completion', 'bash']])(
    '%s %s %s',
    async (...args) => {
      const { stdout, stderr, exitCode } = await ask(args.filter((word) => word !== undefined));
      expect(stderr).toContain('is not in this version.');
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    },
  );
});

describe('a list of hosts with a mistake is named with its line, and exits 2:', () => {
  test.each([
    ['hosts', 'web-1\nweb-2 web-3\n', 'hosts', ':2: `web-2 web-3` is no host'],
    ['ansible:hosts.ini', '[web]\nweb[3:1]\n', 'hosts.ini', ':2: [3:1] is no range'],
    ['ansible:hosts.yml', 'all:\n  hosts: [a\n', 'hosts.yml', ':3: Flow sequence'],
  ])('%s', async (source, text, name, words) => {
    const cwd = scratch();
    writeFileSync(path.join(cwd, name), text);
    const { stdout, stderr, exitCode } = await ask(['triage', '--hosts-from', source], { cwd });
    expect(stderr).toContain(`${path.join(cwd, name)}${words}`);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
  });
});

test('flows in the working directory are not read unless they are named', async () => {
  const cwd = scratch();
  mkdirSync(path.join(cwd, '.deploy-doctor/flows'), { recursive: true });
  const { stderr, exitCode } = await ask(['list'], { cwd });
  expect(stderr).toContain(
    './.deploy-doctor/flows is not read: give `--flows .deploy-doctor/flows`',
  );
  expect(exitCode).toBe(0);
});

test('a reader that stops reading ends nothing with an error', async () => {
  const script = '"$0" "$1" explain text-file-busy | head -n 1; echo "${PIPESTATUS[0]}"';
  const { stdout, stderr } = await execa('bash', ['-c', script, process.execPath, program]);
  expect(stdout.split('\n').at(-1)).toBe('0');
  expect(stderr).toBe('');
});

test('the help made at build is the help of the command line', async () => {
  for (const command of [[], ['lookup']]) {
    for (const columns of ['80', '97']) {
      // An option before it that changes nothing leads past the text that is ready.
      const ready = await ask([...command, '--help'], { env: { COLUMNS: columns } });
      const made = await ask([...command, '--flows', '/', '--help'], { env: { COLUMNS: columns } });
      expect(ready).toEqual(made);
      expect(ready.stdout).toMatch(/^Usage: deploy-doctor/);
    }
  }
});
