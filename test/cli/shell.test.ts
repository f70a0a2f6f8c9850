import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, it, onTestFinished } from 'vitest';

const shell = path.join(import.meta.dirname, '../../src/cli/shell.ts');

/** Runs a line of code that has a shell, inside a line of sh that has it as `$program`. */
async function inSh(line: string, code: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'deploy-doctor-shell-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'code.mts');
  writeFileSync(
    file,
    `import { processShell } from '${shell}';\nconst it = processShell();\n${code}`,
  );
  return execa('bash', ['-o', 'pipefail', '-c', line], {
    env: { program: `${process.execPath} ${file}` },
    reject: false,
  });
}

const long = "it.write('0123456789'.repeat(1e6));";

it('a long document reaches a slow reader whole', async () => {
  const { stdout, stderr } = await inSh('$program | (read -N 1; cat) | wc -c', long);
  expect({ stdout, stderr }).toEqual({ stdout: '9999999', stderr: '' });
});

it('a pipe that does not wait loses nothing', async () => {
  const nonblocking =
    'use Fcntl; fcntl(STDOUT, F_SETFL, O_NONBLOCK | fcntl(STDOUT, F_GETFL, 0)); exec @ARGV';
  const line = `perl -e '${nonblocking}' $program | (read -N 1; cat) | wc -c`;
  const { stdout, stderr } = await inSh(line, long);
  expect({ stdout, stderr }).toEqual({ stdout: '9999999', stderr: '' });
});

it('a reader who has seen enough is no error', async () => {
  const { exitCode, stdout, stderr } = await inSh('$program | head -c 3', long);
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '012', stderr: '' });
});

it('closed standard output is no error', async () => {
  const { exitCode, stderr } = await inSh('$program >&-', "it.print('nobody reads this');");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

it('files, pipes and /dev/null are no terminals', async () => {
  const { stdout } = await inSh(
    '$program < /dev/null 2> /dev/null | cat',
    'it.write(JSON.stringify({ ...it.terminal, columns: it.columns }));',
  );
  expect(JSON.parse(stdout)).toEqual({
    ...{ in: false, out: false, err: false },
    columns: 80,
  });
});

it('asking a pipe what it is loads no stream', async () => {
  const { stdout } = await inSh(
    '$program < /dev/null 2> /dev/null | cat',
    `Object.values(it.terminal); it.columns; it.print('x');
     it.write(String(process.moduleLoadList.includes('NativeModule net')));`,
  );
  expect(stdout).toBe('x\nfalse');
});
