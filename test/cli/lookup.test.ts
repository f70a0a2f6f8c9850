import { openSync, writeSync, closeSync, ftruncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, scratch } from './program.ts';

const busy = 'sh: 1: ./deploy.sh: Text file busy';

test('a text is answered with its flow, the line and the command that looks further', async () => {
  const { stdout, stderr, exitCode } = await ask(['lookup', 'bash:', './run:', 'Text file busy']);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  expect(stdout).toMatch(/^text-file-busy {2}/);
  expect(stdout).toContain('\n  line 1: bash: ./run: Text file busy\n');
  expect(stdout).toMatch(/\n {2}Next: deploy-doctor run text-file-busy/);
});

test('a text that the terminal broke within its telling words is answered', async () => {
  const text = 'FATAL:  password authentication\n failed for user "shop"';
  const { stdout, exitCode } = await ask(['lookup', text]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^p1000-auth {2}/);
  expect(stdout).toContain('-i user=shop');
});

test('a log on standard input is answered as JSON with counts and lines', async () => {
  const input = `starting\n${busy}\nworking\n${busy} again\n`;
  const { stdout, exitCode } = await ask(['lookup', '--json'], { input });
  const { schemaVersion, command, bytes, matches, nearest } = JSON.parse(stdout);
  expect({ schemaVersion, command, bytes, nearest, exitCode }).toEqual({
    schemaVersion: 1,
    command: 'lookup',
    bytes: input.length,
    nearest: undefined,
    exitCode: 0,
  });
  expect(Object.keys(matches[0])).toEqual([
    'flow',
    'title',
    'score',
    'count',
    'first',
    'last',
    'inputs',
    'diagnosis',
    'next',
  ]);
  expect(matches[0]).toMatchObject({
    flow: 'text-file-busy',
    count: 2,
    first: { line: 2, text: busy },
    last: { line: 4, text: `${busy} again` },
    next: expect.arrayContaining(['deploy-doctor', 'run', 'text-file-busy']),
  });
});

test('a file is read like standard input', async () => {
  const file = path.join(scratch(), 'app.log');
  writeFileSync(file, `\ufeff${busy}\r\n`, 'utf16le');
  const { stdout } = await ask(['lookup', '--json', '--file', file]);
  expect(JSON.parse(stdout).matches).toMatchObject([{ first: { line: 1, text: busy } }]);
});

test('a text that no flow knows exits 1 and names the nearest, as no more than that', async () => {
  const { stdout, exitCode } = await ask(['lookup', 'the helth chek of the container fails']);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^No known text\. Nearest by its words, which proves nothing:\n/);
  expect(stdout).toContain('health-check-fails');
  const { stdout: json } = await ask(['lookup', '--json', 'zzzzqqqq']);
  expect(JSON.parse(json)).toMatchObject({ matches: [], nearest: [] });
});

describe('what is shown of a hostile line', () => {
  const hostile =
    'Text file busy \u001b]8;;http://evil.example.com\u0007x\u001b[2J\u009b31m \u202egnp postgres://app:hunter22@db/shop';
  test.each([
    ['as lines', []],
    ['as JSON', ['--json']],
  ])('%s moves no cursor and tells no password', async (_, args) => {
    const { stdout } = await ask(['lookup', ...args], { input: `${hostile}\n` });
    expect(stdout).toContain('Text file busy');

    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(stdout).not.toContain('hunter22');
  });
});

test('a log of more than 2 GB is read to its end in less than 80 MB', async () => {
  const file = path.join(scratch(), 'huge.log');
  const descriptor = openSync(file, 'w');
  writeSync(descriptor, `${busy}\n`);
  // A hole: bytes to read, and none to store.
  ftruncateSync(descriptor, 2 ** 31 + 12_345);
  writeSync(descriptor, `\n${busy}`, 2 ** 31 + 12_345);
  closeSync(descriptor);
  const tellMemory =
    "process.on('exit',()=>process.stderr.write(`${process.resourceUsage().maxRSS}`))";
  const { stdout, stderr } = await ask(['lookup', '--json', '--file', file], {
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tellMemory)}` },
  });
  expect(Number(stderr)).toBeLessThan(80_000);
  const { bytes, matches } = JSON.parse(stdout);
  expect(bytes).toBe(2 ** 31 + 12_345 + 1 + busy.length);
  expect(matches).toMatchObject([{ count: 2, first: { line: 1 }, last: { line: 3, text: busy } }]);
}, 120_000);

describe('what the text alone proves', () => {
  const proven = async (text: string) => {
    const { stdout } = await ask(['lookup', '--json'], { input: text });
    const [best] = JSON.parse(stdout).matches;
    return [best.flow, best.diagnosis];
  };

  // pg_isready in a health check, and scanners, make the server write these of nobody's login.
  test.each([
    'FATAL:  database "app" does not exist',
    'FATAL:  role "readers" is not permitted to log in',
    'FATAL:  no pg_hba.conf entry for host "192.0.2.7", user "postgres", database "postgres", no encryption',
    'FATAL:  pg_hba.conf rejects connection for host "192.0.2.7", user "x", database "x"',
    'FATAL:  password authentication failed for user "app"',
  ])('nothing: %s', async (line) => {
    expect(await proven(`2026-11-20 09:00:00.000 UTC [77] ${line}\n`)).toEqual([
      'p1000-auth',
      null,
    ]);
  });

  const refused = 'connection to server at "db" (192.0.2.5), port 5432 failed: FATAL:  ';
  test.each([
    ['database-missing', `psycopg2.OperationalError: ${refused}database "app" does not exist`],
    ['database-missing', 'Database `app` does not exist on the database server at `db:5432`.'],
    ['role-cannot-log-in', `psql: error: ${refused}role "app" is not permitted to log in`],
    [
      'no-hba-entry',
      `${refused}no pg_hba.conf entry for host "192.0.2.7", user "app", database "app"`,
    ],
    [
      'no-hba-entry',
      `connection failed: FATAL: pg_hba.conf rejects connection for host "192.0.2.7", user "app"`,
    ],
    ['role-missing', 'DETAIL:  Role "app" does not exist.'],
    ['role-has-no-password', 'DETAIL:  User "app" has no password assigned.'],
    ['role-cannot-log-in', 'DETAIL:  User "app" has an expired password.'],
    ['role-cannot-log-in', 'DETAIL:  User "app" does not have a valid SCRAM secret.'],
    [
      'password-not-escaped',
      'could not translate host name "ss@db" to address: Name or service not known',
    ],
  ])('%s: %s', async (diagnosis, line) => {
    expect(await proven(`${line}\n`)).toEqual(['p1000-auth', diagnosis]);
  });

  const noWget =
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "wget": executable file not found in $PATH: unknown';
  const record = { Start: '2026-03-01T10:00:00Z', End: '2026-03-01T10:00:00Z', ExitCode: -1 };
  const noShell =
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown';

  test.each<[string, string, string | null]>([
    ['health-check-fails', JSON.stringify({ ...record, Output: noWget }), 'tool-missing'],
    ['health-check-fails', JSON.stringify({ ...record, Output: noWget }, null, 4), 'tool-missing'],
    ['health-check-fails', JSON.stringify({ ...record, Output: noShell }), 'no-shell'],
    // The same words from somebody's `docker exec` are about that.
    ['health-check-fails', noWget, null],
    [
      'module-not-found',
      "ModuleSpec(name='alembic', loader=None, submodule_search_locations=_NamespacePath(['/app/alembic']))",
      'namespace-hides-absence',
    ],
    [
      'module-not-found',
      "ModuleSpec(name='alembic', loader=<_frozen_importlib_external.NamespaceLoader object at 0x7f7828d06010>, submodule_search_locations=_NamespacePath(['/app/alembic']))",
      'namespace-hides-absence',
    ],
    [
      'module-not-found',
      "<module 'alembic' (<_frozen_importlib_external.NamespaceLoader object at 0x7f7828d06010>)>",
      'namespace-hides-absence',
    ],
    ['module-not-found', "ModuleNotFoundError: No module named 'alembic.config'", null],
    [
      'text-file-busy',
      "cp: cannot create regular file '/usr/local/bin/worker': Text file busy",
      'target-is-running',
    ],
    // Whoever holds the file, bash says the same.
    ['text-file-busy', 'bash: ./s.sh: /bin/bash: bad interpreter: Text file busy', null],
    ['text-file-busy', 'bash: /srv/run: Text file busy', null],
  ])('%s, %s: %s', async (flow, text, diagnosis) => {
    expect(await proven(`${text}\n`)).toEqual([flow, diagnosis]);
  });

  test('and what it does not prove is said to be open', async () => {
    const { stdout } = await ask(['lookup', 'FATAL:  password authentication failed for user "x"']);
    expect(stdout).toContain('The text names the symptom; which cause it has, it does not say.');
    const { stdout: settled } = await ask(['lookup', 'User "x" has no password assigned']);
    expect(settled).toContain(
      'This text proves: deploy-doctor explain p1000-auth/role-has-no-password',
    );
  });
});
