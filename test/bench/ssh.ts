import { loadavg } from 'node:os';
import { startEngine, stopEngine } from '../lab/engine.ts';
import { loadFault } from '../lab/faults.ts';
import { slowLink } from '../lab/slow-link.ts';
import { startSshd } from '../lab/sshd.ts';
import { stage } from '../lab/stage.ts';
import { inTurn, median, printTable, ratio, type Rounds } from './measure.ts';
import { ourTimes, triageMs, type BenchHost } from './ssh-ours.ts';
import { ansibleMs, controlMasterMs, hasAnsible, repeatedMs, scriptMs } from './ssh-peers.ts';

const cold = 'twenty probes, cold';
const goals: ReadonlyMap<string, string> = new Map([
  ['connected', '≤ 7.5'],
  ['first answer, cold', '≤ 10.5'],
  [cold, '≤ 11'],
  ['twenty probes, warm', '≤ 2.6'],
  ['forty inspects, warm', '≤ 2.5'],
  ['all of it, cold', '≤ 14'],
]);
const peers = ['ssh, 20 times', 'ControlMaster', 'one script', 'Ansible'];

/** Round trips and times of ours and its counterparts over links of these round trips. */
export async function ssh(rounds: number, links = '0,100,300'): Promise<void> {
  const engine = await startEngine({ apart: 'fleet' });
  if (engine === undefined) throw new Error('bench -- ssh needs root and an engine apart');
  const named = await loadFault('health-check-fails/tool-missing');
  const { ground } = await stage(engine, named);
  const { stdout } = await ground.docker(['ps', '--format', '{{.Names}}']);
  const [container = ''] = stdout.split('\n');
  const taken = new Map<number, Rounds>();
  try {
    for (const roundTripMs of links.split(',').map(Number)) {
      const link = await slowLink(roundTripMs);
      const options = [`SetEnv DOCKER_HOST=${engine.env['DOCKER_HOST'] ?? ''}`];
      const sshd = await startSshd({ hostKeys: ['ed25519'], user: 'root', options, at: link });
      const diagnosis = named.fault.expect.diagnosis ?? '';
      try {
        // Caches are full after the first link, and a round takes minutes on a slow one.
        const host = { sshd, socket: engine.socket, container, diagnosis };
        taken.set(roundTripMs, await inTurn(measures(host), rounds, taken.size === 0 ? 1 : 0));
      } finally {
        await sshd.stop();
        await link.stop();
      }
      print(roundTripMs, taken.get(roundTripMs) ?? new Map());
    }
  } finally {
    await ground.close();
    await stopEngine({ apart: 'fleet' });
  }
  printTrips(taken);
}

/** The parts of one life of a connection are taken together, and told one by one. */
function measures(host: BenchHost): ReadonlyMap<string, () => Promise<number>> {
  let parts: Awaited<ReturnType<typeof ourTimes>> | undefined;
  const part = (name: keyof NonNullable<typeof parts>) => async () => parts?.[name] ?? NaN;
  const { sshd } = host;
  return new Map<string, () => Promise<number>>([
    [
      'connected',
      async () => {
        parts = await ourTimes(host);
        return parts.connected;
      },
    ],
    ['first answer, cold', part('answered')],
    [cold, part('cold')],
    ['twenty probes, warm', part('warm')],
    ['forty inspects, warm', part('inspected')],
    ['all of it, cold', part('whole')],
    ['the program: triage', () => triageMs(host)],
    ['ssh, 20 times', () => repeatedMs(sshd)],
    ['ControlMaster', () => controlMasterMs(sshd)],
    ['one script', () => scriptMs(sshd)],
    ...(hasAnsible ? ([['Ansible', () => ansibleMs(sshd)]] as const) : []),
  ]);
}

function print(roundTripMs: number, rounds: Rounds): void {
  const load = loadavg()[0] ?? NaN;
  console.log(`\n${roundTripMs} ms round trip (load ${load.toFixed(1)})`);
  const rows = [...rounds].map(([name, values]) => [
    name,
    `${median(values).toFixed(0)} ms`,
    peers.includes(name) ? `${ratio(rounds, name, cold).toFixed(2)}x` : '',
  ]);
  printTable(['', 'median', 'of our 20 probes, cold'], rows);
}

/** What is not the link falls out of the difference between two of them. */
function printTrips(taken: ReadonlyMap<number, Rounds>): void {
  const links = [...taken.keys()].sort((a, b) => a - b);
  const [near, far] = [links[0] ?? NaN, links.at(-1) ?? NaN];
  if (!(far > near)) return;
  const at = (link: number, name: string) => median(taken.get(link)?.get(name) ?? []);
  console.log(`\nround trips, from ${near} and ${far} ms`);
  const rows = [...(taken.get(near) ?? new Map<string, never>()).keys()].map((name) => [
    name,
    ((at(far, name) - at(near, name)) / (far - near)).toFixed(1),
    goals.get(name) ?? '',
  ]);
  printTable(['', 'round trips', 'goal'], rows);
}
