import { afterAll, describe, expect, test } from 'vitest';
import { startEngine, stopEngine } from './engine.ts';
import { farHost } from './far-host.ts';
import type { Asking } from './fault.ts';
import { faultIds, loadFault } from './faults.ts';
import { warn } from './folder.ts';
import type { OpenGround } from './ground.ts';
import { askProgram, type Answer } from './program.ts';
import { stage } from './stage.ts';
import { exitCodeFor, resultsAbout } from './verdict.ts';

// The same fault, asked about on the machine and over ssh. OVER_SSH=all: every fault of the lab;
// OVER_SSH=p1000-auth: those whose id starts so.
const some = [
  'health-check-fails/loopback-only',
  'health-check-fails/tool-missing',
  'health-check-fails/wrong-port',
  'module-not-found/namespace-hides-absence',
  'module-not-found/package-not-installed',
  'p1000-auth/container-is-stale',
  'p1000-auth/passwords-differ',
  'p1000-auth/volume-keeps-old-password',
  'p1000-auth/volume-keeps-old-password.other-user',
  'text-file-busy/target-is-running',
  'text-file-busy/writer-holds-file.from-the-log',
];
const bySystem = ['p1000-auth/volume-keeps-old-password', 'text-file-busy/target-is-running'];

/** Hosts whose server opens nothing for us: their own programs lead to the engine, and to a server. */
const closed: Readonly<Record<string, readonly string[]>> = {
  'health-check-fails/loopback-only': ['AllowTcpForwarding no', 'MaxSessions 1'],
  'module-not-found/package-not-installed': ['AllowTcpForwarding no', 'MaxSessions 1'],
  'p1000-auth/volume-keeps-old-password': ['AllowTcpForwarding no'],
  'text-file-busy/target-is-running': ['AllowTcpForwarding no', 'MaxSessions 1'],
};

type Way = { readonly ssh: 'ssh2' | 'openssh'; readonly options?: readonly string[] };

const waysTo = (id: string): readonly Way[] => {
  const options = closed[id];
  return [
    { ssh: 'ssh2' },
    ...(bySystem.includes(id) ? [{ ssh: 'openssh' } as const] : []),
    ...(options === undefined ? [] : [{ ssh: 'ssh2', options } as const]),
  ];
};

const wanted = process.env['OVER_SSH'];
const known = await faultIds();
const ids = known.filter((id) =>
  wanted === undefined ? some.includes(id) : wanted === 'all' || id.startsWith(wanted),
);
const faults = await Promise.all(ids.map(loadFault));
const engines = {
  host: await startEngine(),
  26: faults.some(({ fault }) => fault.engine === '26')
    ? await startEngine({ version: '26' })
    : undefined,
};

afterAll(async () => {
  if (engines[26] !== undefined) await stopEngine({ version: '26' });
}, 60_000);

/**
 * What was said about the ground, without what two looks at one machine cannot have in common: times,
 * ids of processes and how many there are, fingerprints (each session has a key of its own), and the
 * order in which requests that run side by side were answered. A host that forwards nothing is asked
 * by other ways, and what was asked is then left out, too.
 */
function verdicts(answer: Answer, names: readonly string[], closed: boolean): string {
  const { document } = answer;
  if (document === undefined) return `${answer.fault ?? ''}\n${answer.stdout}${answer.stderr}`;
  const { targets, session: _, ...envelope } = document;
  const bare = {
    ...envelope,
    errors: targets.map(({ error }) => error),
    results: resultsAbout(document, names),
    // That of the whole depends on other cases' containers, too.
    isExitRight: answer.exitCode === exitCodeFor(document),
  };
  const without = (key: string, value: unknown) => {
    if (key === 'ms' || (key === 'requests' && closed)) return undefined;
    return key === 'requests' && Array.isArray(value) ? ways(value.map(String)) : value;
  };
  return plain(JSON.stringify(bare, without, 1));
}

/** However many processes and containers the machine has, and whichever of them look alike. */
const ways = (requests: readonly string[]): readonly string[] => {
  const asked = requests.map((request) =>
    request.replace(/ \/proc\/\d+\/\S+$/, ' /proc/PID/…').replace(/\b[0-9a-f]{64}\b/, 'ID'),
  );
  return [...new Set(asked)].sort();
};

const plain = (text: string): string =>
  text
    .replaceAll(/‹[^›]*›/g, '‹fingerprint›')
    .replaceAll(/\/proc\/\d+\//g, '/proc/PID/')
    .replaceAll(/\d+ processes looked at/g, 'N processes looked at')
    .replaceAll(/\b(after|in|took) \d+ ms\b/g, '$1 N ms');

/** A container that is started again and again may be in another state at the second look. */
const attempts = 4;

/** Why a fault that is looked at on the spot has no counterpart over ssh. */
const unaskable = ({ user, env }: Asking): string | undefined => {
  if (user === 'nobody') return 'nobody has no login shell';
  // The program brings its own means along; a shell that finds no program has none.
  return env?.['PATH'] === undefined ? undefined : 'the host would find no program at all';
};

const ask = (ground: OpenGround, flow: string, asking: Asking) =>
  askProgram(ground, ['run', flow, '--json'], asking);

for (const { id, flow, fault } of faults) {
  const engine = engines[fault.engine ?? 'host'];
  if (engine === undefined) continue; // said aloud by startEngine

  test.concurrent(
    `${id} is told over ssh as on the spot`,
    { timeout: 300_000 },
    async (context) => {
      const { ground, asking } = await stage(engine, { id, flow, fault });
      try {
        const reason = unaskable(asking);
        if (reason !== undefined) {
          warn(`${id} is not looked at over ssh: ${reason}.`);
          return;
        }
        const paths = Object.values(asking.inputs ?? {}).filter((value) => value.startsWith('/'));
        const names = [ground.name, ...paths];
        for (const { ssh, options } of waysTo(id)) {
          const far = await farHost(ground, asking, options);
          try {
            const { user: _, env: __, ...rest } = asking;
            const args = [...(asking.args ?? []), ...far.args, '--ssh', ssh];
            const isClosed = options !== undefined;
            const look = async () => {
              const here = verdicts(await ask(ground, flow, asking), names, isClosed);
              const there = await ask(ground, flow, { ...rest, args, env: far.env });
              return { here, there: verdicts(there, names, isClosed) };
            };
            let seen = await look();
            for (let count = 1; count < attempts && seen.here !== seen.there; count += 1) {
              seen = await look();
            }
            context.expect(seen.here).toContain(fault.expect.diagnosis ?? '"results"');
            context.expect(seen.there, [ssh, ...(options ?? [])].join(', ')).toBe(seen.here);
          } finally {
            await far.stop();
          }
        }
      } finally {
        await ground.close();
      }
    },
  );
}

describe('the chosen faults', () => {
  test('are faults of the lab', () => {
    expect(some.filter((id) => !known.includes(id))).toEqual([]);
    expect([...bySystem, ...Object.keys(closed)].filter((id) => !some.includes(id))).toEqual([]);
    expect(faults).not.toEqual([]);
  });
});
