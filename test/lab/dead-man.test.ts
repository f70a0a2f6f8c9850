import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEngine } from './engine.ts';
import { openGround, type OpenGround } from './ground.ts';
import { askProgram } from './program.ts';
import { makeKey } from './sshd.ts';

// The host that is mended is a container with an sshd, and the fix takes it out of a network: of the
// one that the operator came by, and of another one.

const engine = await startEngine();
if (!engine) throw new Error('no engine');

let ground: OpenGround;
const name = (what: string) => `${ground.name}-${what}`;
const subnet = `198.18.${Math.floor(Math.random() * 250) + 1}`;
const address = `${subnet}.10`;

beforeAll(async () => {
  ground = await openGround(engine, 'dead-man/sshd');
  const image = await ground.image('lab/sshd');
  const lab = join(ground.dir, 'lab');
  const home = join(ground.dir, 'home');
  await mkdir(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  await mkdir(lab);
  await makeKey('ed25519', join(lab, 'host_ed25519'));
  await makeKey('ed25519', join(home, '.ssh/id_ed25519'));
  await writeFile(join(lab, 'authorized_keys'), await readFile(join(home, '.ssh/id_ed25519.pub')));
  const hostKey = await readFile(join(lab, 'host_ed25519.pub'), 'utf8');
  await writeFile(join(home, '.ssh/known_hosts'), `${address} ${hostKey}`);
  const settings = ['HostKey /lab/host_ed25519', 'AuthorizedKeysFile /lab/authorized_keys'];
  const config = [
    ...settings,
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin yes',
    'PidFile none',
  ];
  await ground.write('lab/sshd_config', `${config.join('\n')}\n`);
  await ground.docker(['network', 'create', '--subnet', `${subnet}.0/28`, name('way')]);
  await ground.docker(['network', 'create', name('other')]);
  await ground.docker([
    ...['run', '--detach', '--name', name('host'), '--network', name('way'), '--ip', address],
    ...['-v', `${lab}:/lab:ro`, '-v', `${engine.socket}:/var/run/docker.sock`],
    ...['-v', '/usr/bin/docker:/usr/bin/docker:ro'],
    ...['--tmpfs', '/run/sshd:mode=755', image],
  ]);
  await ground.docker(['network', 'connect', name('other'), name('host')]);
  await inside('printf "#!/bin/sh\\n" >/root/tool; chmod 640 /root/tool');
}, 600_000);
afterAll(() => ground.close(), 120_000);

const inside = async (script: string): Promise<string> =>
  (await ground.docker(['exec', name('host'), 'sh', '-c', script])).stdout;

const networks = async (): Promise<readonly string[]> => {
  const format =
    '{{range $name, $place := .NetworkSettings.Networks}}{{$name}} {{$place.IPAddress}}\n{{end}}';
  const { stdout } = await ground.docker(['inspect', '--format', format, name('host')]);
  return stdout.split('\n').filter(Boolean).sort();
};

/** A flow that finds something, and whose fix takes the container out of a network. */
const flow = (network: string) => `
title: A tool may not be executed
about: It has lost its bits.
signatures:
  - contains: 'the-tool-that-was-cut: Permission denied'
subjects: { each: file, where: [{ when: { texts: { above: 0 } } }] }
inputs:
  file: { ask: Which file?, kind: path }
steps:
  look:
    title: Look at {{file}}
    probe: file.executable
    with: { file: '{{file}}', tool: '{{file}}' }
    found:
      - { when: { executable: false }, go: bits-lost }
      - { when: { executable: true }, go: fine }
    not-found: inconclusive
diagnoses:
  bits-lost: { title: Lost, explain: It has none., prevent: Keep it., evidence: [look], fixes: [cut] }
  fine: { verdict: healthy, title: Fine, explain: It is., prevent: Nothing., evidence: [look] }
fixes:
  cut:
    title: Take the host out of a network
    risk: downtime
    apply:
      - { action: container.disconnect, with: { network: ${network}, container: ${name('host')} } }
      - { action: file.chmod, with: { path: '{{look.path}}', add: 73 } }
    verify: { step: look, when: { executable: true } }
`;

const fix = async (network: string, ...how: readonly string[]) => {
  await ground.write('flows/tool-cut/flow.yaml', flow(network));
  return askProgram(ground, ['run', 'tool-cut', '--fix', 'cut', '--plain', ...how], {
    inputs: { file: '/root/tool' },
    args: ['--flows', join(ground.dir, 'flows'), '--host', `root@${address}`, '--ssh', 'ssh2'],
    env: { HOME: join(ground.dir, 'home'), DOCKER_HOST: 'unix:///nonexistent/docker.sock' },
  });
};

const leftBehind = () =>
  inside('ls -d /tmp/deploy-doctor-* 2>/dev/null; ls /run/lock 2>/dev/null; true');

describe('a change that may cut the link', () => {
  test('says so in its plan, with what brings it back', { timeout: 300_000 }, async () => {
    const { stdout, stderr } = await fix(name('way'), '--dry-run');
    expect(stdout, stderr).toContain('This can cut the way to the target');
    expect(stdout).toMatch(/take it back by itself after 45 seconds: docker network connect/);
    expect(stdout).toContain(`--ip ${address} ${name('way')} ${name('host')}`);
    expect(await leftBehind()).toBe('');
  });

  test('is kept where the operator is still there', { timeout: 300_000 }, async () => {
    const before = await networks();
    const made = await fix(name('other'), '--yes');
    expect(made.stdout, made.stderr).toContain('The target does not take it back.');
    expect(made.exitCode, made.stdout).toBe(0);
    expect(await networks()).toEqual(before.filter((each) => each.startsWith(name('way'))));
    expect(await leftBehind()).toBe('');
    await inside('chmod 640 /root/tool');
    const { stdout: processes } = await ground.docker(['top', name('host'), '-eo', 'pid,args']);
    expect(processes).not.toContain('deploy-doctor-revert');
  });

  test(
    'is taken back by the target where the operator is cut off',
    { timeout: 300_000 },
    async () => {
      const before = await networks();
      const made = await fix(name('way'), '--yes');
      expect(made.stdout, made.stderr).toContain('The target took it back by itself');
      expect(made.exitCode, made.stdout).toBe(5);
      expect(await networks()).toEqual(before);
      expect(await leftBehind()).toBe('');
    },
  );
});
