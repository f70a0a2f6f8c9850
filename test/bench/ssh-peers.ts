import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Sshd } from '../lab/sshd.ts';
import { answerOf, probeOf, probes } from './ssh-ours.ts';

export const commands = Array.from({ length: probes }, (_, index) =>
  probeOf(index)
    .map((word) => (word === '*' ? "'*'" : word))
    .join(' '),
);
export const answers = Array.from({ length: probes }, (_, index) => answerOf(index));

const ssh = async (sshd: Sshd, more: readonly string[], input = ''): Promise<string> => {
  const way = [
    '-F',
    join(sshd.home, '.ssh/config'),
    '-o',
    'BatchMode=yes',
    '-p',
    String(sshd.port),
  ];
  const [options, command] = more[0] === '-o' ? [more.slice(0, -1), more.slice(-1)] : [[], more];
  const argv = [...way, ...options, `${sshd.user}@${sshd.host}`, ...command];
  return (await execa('ssh', argv, { input })).stdout;
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

const mustBe = (said: string, wanted: string): void => {
  if (said !== wanted) throw new Error(`it said ${said}, not ${wanted}`);
};

/** A command at a time, each over a connection of its own. */
export const repeatedMs = (sshd: Sshd): Promise<number> =>
  timed(async () => {
    for (const [index, command] of commands.entries()) {
      mustBe(await ssh(sshd, [command]), answers[index] ?? '');
    }
  });

/** The same through one master connection, which is made first. */
export const controlMasterMs = async (sshd: Sshd): Promise<number> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-master-'));
  const path = ['-o', `ControlPath=${join(folder, 'm')}`];
  const auto = [...path, '-o', 'ControlMaster=auto', '-o', 'ControlPersist=60'];
  try {
    return await timed(async () => {
      for (const [index, command] of commands.entries()) {
        mustBe(await ssh(sshd, [...auto, command]), answers[index] ?? '');
      }
    });
  } finally {
    const leave = ['-F', 'none', ...path, '-O', 'exit', 'nobody'];
    await execa('ssh', leave, { reject: false });
    await rm(folder, { recursive: true });
  }
};

/** All in one script, as somebody would write who knows beforehand what to ask. */
export const scriptMs = (sshd: Sshd): Promise<number> =>
  timed(async () => {
    mustBe(await ssh(sshd, ['sh -s'], `${commands.join('\n')}\n`), answers.join('\n'));
  });

export const hasAnsible = existsSync('/usr/bin/ansible-playbook');

/** What Ansible needs besides: one connection kept, no file copied before each task. */
export const ansibleEnv = (folder: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  ANSIBLE_HOME: folder,
  ANSIBLE_LOCAL_TEMP: join(folder, 'tmp'),
  ANSIBLE_PIPELINING: '1',
  ANSIBLE_SSH_CONTROL_PATH_DIR: join(folder, 'cp'),
  ANSIBLE_SSH_ARGS: '-o ControlMaster=auto -o ControlPersist=20s',
  ANSIBLE_NOCOLOR: '1',
});

/** A playbook of as many tasks, with pipelining, without gathering facts. */
export const ansibleMs = async (sshd: Sshd): Promise<number> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-ansible-'));
  const tasks = commands.map((command) => `    - command: ${command}\n`).join('');
  await writeFile(
    join(folder, 'play.yml'),
    `- hosts: all\n  gather_facts: false\n  tasks:\n${tasks}`,
  );
  await writeFile(
    join(folder, 'hosts'),
    `there ansible_host=${sshd.host} ansible_port=${sshd.port} ansible_user=${sshd.user} ` +
      `ansible_python_interpreter=/usr/bin/python3 ` +
      `ansible_ssh_common_args='-F ${join(sshd.home, '.ssh/config')}'\n`,
  );
  try {
    return await timed(async () => {
      const { stdout } = await execa(
        'ansible-playbook',
        ['-v', '-i', join(folder, 'hosts'), join(folder, 'play.yml')],
        { env: ansibleEnv(folder), extendEnv: false, cwd: folder, stdin: 'ignore' },
      );
      const said = [...stdout.matchAll(/"stdout": "(\d+)"/g)].map(([, number]) => number);
      mustBe(said.join(' '), answers.join(' '));
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
