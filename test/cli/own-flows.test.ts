import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ask, scratch } from './program.ts';

const flow = `title: The printer is on fire
about: Somebody printed too much.
signatures: [{contains: lp0 is on fire and burning}]
subjects: {each: target, where: [{when: {engine: true}}]}
inputs: {container: {ask: 'Which container?', kind: container}}
steps:
  look:
    title: Look at {{container}}
    probe: container.health
    with: {container: '{{container}}'}
    found: [{because: 'looked at', go: inconclusive}]
    not-found: cold
diagnoses:
  cold: {title: It is not there, explain: It went., prevent: Keep it., evidence: [look], verdict: not-applicable}
`;

const folderWith = (id: string, text: string): string => {
  const folder = scratch();
  mkdirSync(path.join(folder, id));
  writeFileSync(path.join(folder, id, 'flow.yaml'), text);
  return folder;
};

test('flows of one more folder are listed and looked up beside those that ship', async () => {
  const folder = folderWith('printer-burns', flow);
  const { stdout, stderr } = await ask(['list', '--flows', folder]);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^printer-burns +The printer is on fire$/m);
  expect(stdout).toMatch(/^text-file-busy /m);
  const looked = await ask(['lookup', 'lp0 is on fire and burning', '--flows', folder]);
  expect(looked).toMatchObject({ exitCode: 0, stderr: '' });
  expect(looked.stdout).toContain('printer-burns  The printer is on fire');
});

test('a flow with a mistake is refused with its place and its cure', async () => {
  const folder = folderWith('printer-burns', flow.replace('container.health', 'container.helth'));
  const { stdout, stderr, exitCode } = await ask(['list', '--flows', folder]);
  expect(stderr).toContain(`${folder}/printer-burns/flow.yaml:9:12: unknown-probe`);
  expect(stderr).toContain('Did you mean `container.health`?');
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
});

test('a folder that is not there is refused', async () => {
  const { stderr, exitCode } = await ask(['list', '--flows', '/no/such/flows']);
  expect(stderr).toContain('/no/such/flows');
  expect(exitCode).toBe(2);
});

test('a second flow of one name is refused', async () => {
  const folder = folderWith('text-file-busy', flow);
  const { stderr, exitCode } = await ask(['list', '--flows', folder]);
  expect(stderr).toContain('another flow is called text-file-busy');
  expect(exitCode).toBe(2);
});

test('flows in the configuration folder are read without being named', async () => {
  const config = scratch();
  mkdirSync(path.join(config, 'deploy-doctor/flows/printer-burns'), { recursive: true });
  writeFileSync(path.join(config, 'deploy-doctor/flows/printer-burns/flow.yaml'), flow);
  const { stdout } = await ask(['list', '--json'], { env: { XDG_CONFIG_HOME: config } });
  const ids = JSON.parse(stdout).flows.map((each: { flow: string }) => each.flow);
  expect(ids).toContain('printer-burns');
});
