import { expect, onTestFinished, test } from 'vitest';
import { openTerminal, program } from '../e2e/terminal.ts';

/** The program on a terminal, its standard input a pipe that this shell line writes. */
const piped = async (line: string) => {
  const terminal = await openTerminal([], {
    argv: ['sh', '-c', `${line} | "$0" "$1"`, process.execPath, program],
    env: { DOCKER_HOST: 'unix:///no/such/docker.sock' },
  });
  onTestFinished(() => terminal.close());
  return terminal;
};

test('text that is piped in stands on the paste screen, and keys come from the terminal', async () => {
  const terminal = await piped('echo "sh: ./run: Text file busy"');
  await terminal.sees('Text file busy');
  terminal.press('ctrl-c');
  expect((await terminal.exit()).code).toBe(130);
});

test('a log that is followed opens the wizard with what came until it fell silent', async () => {
  const terminal = await piped('(echo "sh: ./run: Text file busy"; exec sleep 30)');
  await terminal.sees('Text file busy', 15_000);
  terminal.press('ctrl-c');
});
