import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEngine, stopEngine } from '../lab/engine.ts';
import { loadFault } from '../lab/faults.ts';
import { startFleet, type Fleet } from '../lab/fleet.ts';
import { measured, type Measured } from '../lab/measured.ts';
import { stage } from '../lab/stage.ts';
import { median, printTable } from './measure.ts';
import { ansibleEnv, answers, commands, hasAnsible } from './ssh-peers.ts';

const program = fileURLToPath(new URL('../../bin/deploy-doctor.js', import.meta.url));
const patienceSeconds = 5;
/** Of the probes, in a playbook: twenty tasks on fifty hosts are a thousand processes. */
const mostTasks = 5;

/** What a way took, and of how many hosts that could be asked it brought the answers. */
type Taken = Measured & { readonly answered: number };

/** Triage of many hosts, some slow, some dead, one changed, beside Ansible with as many forks. */
export async function hosts(rounds: number, count = '50'): Promise<void> {
  const engine = await startEngine({ apart: 'fleet' });
  if (engine === undefined) throw new Error('bench -- hosts needs root and an engine apart');
  const named = await loadFault('health-check-fails/tool-missing');
  const { ground } = await stage(engine, named);
  const fleet = await startFleet({
    hosts: Number(count),
    slow: { hosts: Math.floor(Number(count) * 0.4), roundTripMs: 100 },
    options: [`SetEnv DOCKER_HOST=${engine.env['DOCKER_HOST'] ?? ''}`],
  });
  const folder = await mkdtemp(join(tmpdir(), 'bench-hosts-'));
  try {
    // The same for both: the host that says nothing is waited for.
    await appendFile(join(fleet.home, '.ssh/config'), `ConnectTimeout ${patienceSeconds}\n`);
    await inventory(fleet, folder);
    const ways: readonly (readonly [string, () => Promise<Taken>])[] = [
      ['triage', () => triage(fleet, named.fault.expect.diagnosis ?? '')],
      ...(hasAnsible
        ? ([
            ['Ansible, one script', () => ansibleScript(folder, count)],
            [`Ansible, ${mostTasks} tasks`, () => ansiblePlay(folder, count)],
          ] as const)
        : []),
    ];
    const taken = new Map<string, Taken[]>(ways.map(([name]) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, measure] of ways) {
        const one = await measure();
        taken.get(name)?.push(one);
        const seconds = (one.ms / 1000).toFixed(1);
        console.log(`round ${round + 1}: ${name}: ${seconds} s (load ${load()})`);
      }
    }
    print(taken, { count: Number(count), alive: fleet.alive.length });
  } finally {
    await fleet.stop();
    await ground.close();
    await stopEngine({ apart: 'fleet' });
    await rm(folder, { recursive: true, force: true });
  }
}

const load = (): string => (loadavg()[0] ?? NaN).toFixed(1);

function print(
  taken: ReadonlyMap<string, readonly Taken[]>,
  { count, alive }: { readonly count: number; readonly alive: number },
): void {
  const ours = taken.get('triage') ?? [];
  console.log(`${count} hosts, ${alive} of which can be asked (load ${load()})`);
  const rows = [...taken].map(([name, all]) => [
    name,
    `${(median(all.map(({ ms }) => ms)) / 1000).toFixed(1)} s`,
    `${median(all.map(({ ms }, round) => ms / (ours[round]?.ms ?? NaN))).toFixed(2)}x`,
    `${(median(all.map(({ cpuMs }) => cpuMs)) / count).toFixed(0)} ms`,
    `${median(all.map(({ peakMb }) => peakMb)).toFixed(0)} MB`,
    median(all.map(({ answered }) => answered)).toFixed(0),
  ]);
  const head = ['', 'median', 'of ours', 'processor a host', 'largest process', 'answered'];
  printTable(head, rows);
}

async function triage({ home, list, alive }: Fleet, diagnosis: string): Promise<Taken> {
  const argv = [process.execPath, program, 'triage', '--hosts-from', list, '--json'];
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8' };
  const run = await measured(argv, { env });
  const found = run.stdout.split(`"diagnosis": "${diagnosis}"`).length - 1;
  if (found !== alive.length || run.exitCode !== 1) {
    throw new Error(`${found} of ${alive.length} hosts were diagnosed, exit code ${run.exitCode}`);
  }
  return { ...run, answered: found };
}

/** Names of Ansible's own, because a host with a port is none. */
async function inventory({ home, list }: Fleet, folder: string): Promise<void> {
  const lines = (await readFile(list, 'utf8')).trim().split('\n');
  const hosts = lines.map((line, index) => {
    const [, user, host, port = '22'] = /^(.*)@([^:]+)(?::(\d+))?$/.exec(line) ?? [];
    return `h${index} ansible_host=${host ?? ''} ansible_port=${port} ansible_user=${user ?? ''}`;
  });
  const all = [
    '[all:vars]',
    'ansible_python_interpreter=/usr/bin/python3',
    `ansible_ssh_common_args='-F ${join(home, '.ssh/config')}'`,
  ];
  await writeFile(join(folder, 'hosts'), [...hosts, ...all, ''].join('\n'));
  const tasks = commands
    .slice(0, mostTasks)
    .map((command) => `    - command: ${command}\n`)
    .join('');
  const play = `- hosts: all\n  gather_facts: false\n  tasks:\n${tasks}`;
  await writeFile(join(folder, 'play.yml'), play);
}

const ansible = async (
  argv: readonly string[],
  folder: string,
  wanted: { readonly answer: RegExp; readonly ofOne: number },
): Promise<Taken> => {
  const env = { ...ansibleEnv(folder), ANSIBLE_TIMEOUT: String(patienceSeconds) };
  const run = await measured(argv, { env });
  const found = [...run.stdout.matchAll(wanted.answer)].length;
  if (found === 0) throw new Error(`no answer:\n${run.stdout}${run.stderr}`);
  // The master connections that it leaves are not the next round's.
  await rm(join(folder, 'cp'), { recursive: true, force: true });
  // On a busy machine its forks run out of patience with hosts that are well.
  return { ...run, answered: Math.floor(found / wanted.ofOne) };
};

/** All probes in one raw command: the least that Ansible can do. */
const ansibleScript = (folder: string, forks: string): Promise<Taken> =>
  ansible(
    [
      'ansible',
      'all',
      '-i',
      join(folder, 'hosts'),
      '-f',
      forks,
      '-m',
      'raw',
      '-a',
      commands.join(';'),
    ],
    folder,
    { answer: new RegExp(answers.join('\\s+'), 'g'), ofOne: 1 },
  );

/** A task a probe, as a playbook has them. */
const ansiblePlay = (folder: string, forks: string): Promise<Taken> =>
  ansible(
    ['ansible-playbook', '-v', '-i', join(folder, 'hosts'), '-f', forks, join(folder, 'play.yml')],
    folder,
    { answer: /"stdout": "\d+"/g, ofOne: mostTasks },
  );
