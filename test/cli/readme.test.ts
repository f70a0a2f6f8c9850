import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, scratch } from './program.ts';

const root = path.join(import.meta.dirname, '../..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** Every line of the README's shell blocks, without its comment. */
const lines = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
  .flatMap(([, block = '']) => block.split('\n'))
  .map((line) => line.replace(/\s+#.*$/, '').trim())
  .filter(Boolean);

/** The words of a command line, and what `>` or `|` put around it. */
const wordsOf = (line: string): readonly string[] =>
  [
    ...line
      .replace(/.*\|\s*/, '')
      .replace(/ > .*/, '')
      .matchAll(/'([^']*)'|(\S+)/g),
  ].map(([, quoted, bare]) => quoted ?? bare ?? '');

const commands = lines.map(wordsOf).filter(([name]) => name === 'deploy-doctor');

/** Nothing listens there. */
const nobody = '127.0.0.1:1';

test('the README has commands of every kind that this version has', () => {
  const verbs = new Set(commands.map(([, verb = '']) => verb));
  expect([...verbs].sort()).toEqual([
    ...['', 'explain', 'flow', 'list', 'lookup', 'resume', 'run', 'sessions', 'triage'],
  ]);
});

describe('a command of the README does what it says:', () => {
  test.each(commands.map((words) => [words.join(' '), words.slice(1)] as const))(
    '%s',
    async (_, args) => {
      const cwd = scratch();
      mkdirSync(path.join(cwd, 'flows'));
      writeFileSync(path.join(cwd, 'app.log'), 'sh: 1: ./deploy.sh: Text file busy\n');
      writeFileSync(path.join(cwd, 'hosts.txt'), '127.0.0.1:1\n');
      writeFileSync(path.join(cwd, 'inventory.ini'), '[web]\n127.0.0.1 ansible_port=1\n');
      const known = args.map((word) =>
        word.replace('/srv/shop', cwd).replace(/\bweb-1(:\d+)?/, nobody),
      );
      // No engine is asked, whichever the command names.
      const env = { DOCKER_HOST: 'unix:///no/such/docker.sock', XDG_STATE_HOME: cwd };
      if (args[0] === 'resume') await ask(['triage', '--plain'], { cwd, env });
      const { stdout, stderr, exitCode } = await ask(known, {
        cwd,
        env,
        input: 'sh: 1: ./deploy.sh: Text file busy\n',
      });
      // Where no terminal is, the wizard prints its usage.
      if (args.length === 0) return expect(stderr).toMatch(/^Usage: /);
      expect(stderr).not.toMatch(/deploy-doctor: /);
      const looks = ['triage', 'run', 'resume'].includes(args[0] ?? '');
      const isAway = args.some((word) => /^(-H|--host|--hosts-from)$/.test(word));
      // Where a docker program is, one flow tells why no engine answers.
      expect(isAway ? [4] : looks ? [1, 3] : [0]).toContain(exitCode);
      if (args.includes('--json')) expect(JSON.parse(stdout).schemaVersion).toBe(1);
    },
    60_000,
  );
});

test('the commands of npm that it names are there', () => {
  const named = [...readme.matchAll(/\bnpm (?:run )?([a-z]+)/g)].map(([, script = '']) => script);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

test('the files that it links to are there', () => {
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, file = '']) => file);
  expect(links.length).toBeGreaterThan(0);
  for (const file of links) expect(() => readFileSync(path.join(root, file))).not.toThrow();
});

test('the screen that it shows is one that a test reads', () => {
  const [, shown = ''] = /<!-- screen: incident -->\s+```text\n([\s\S]*?)\n```/.exec(readme) ?? [];
  const golden = readFileSync(path.join(root, 'test/reports/golden/incident.txt'), 'utf8');
  expect(golden.trim().startsWith(shown)).toBe(true);
  expect(shown.length).toBeGreaterThan(100);
});

test('its exit codes are those of the program', async () => {
  const { exit } = await import('../../src/cli/exit.ts');
  const named = [...readme.matchAll(/^\| (\d+) /gm)].map(([, code]) => Number(code));
  expect(named).toEqual(Object.values(exit));
});
