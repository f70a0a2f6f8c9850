import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { freePort, makeKey, startSshd, type Sshd, type SshdChoice } from './sshd.ts';
import { slowLink } from './slow-link.ts';

export type FleetChoice = {
  /** All of them, the dead and the changed one included. */
  readonly hosts: number;
  /** So many of them stand behind a link of this round trip. */
  readonly slow: { readonly hosts: number; readonly roundTripMs: number };
  readonly options: readonly string[];
};

/** Many hosts on this machine: one sshd each, with a key of its own, and one operator for all. */
export type Fleet = {
  /** `.ssh` of the operator, who is let in everywhere. */
  readonly home: string;
  /** A file for `--hosts-from`, one host a line, in an order of its own. */
  readonly list: string;
  /** Labels, as the document has them. */
  readonly alive: readonly string[];
  readonly slow: readonly string[];
  /** Nothing listens; something listens and says nothing; nobody knows the name. */
  readonly dead: readonly [closed: string, silent: string, unknown: string];
  readonly changed: { readonly label: string; readonly sshd: Sshd };
  stop(): Promise<void>;
};

const together = 4;

export async function startFleet({ hosts, slow, options }: FleetChoice): Promise<Fleet> {
  const living = hosts - 3;
  const link = await slowLink(slow.roundTripMs);
  const sshds: Sshd[] = [];
  const undo: (() => Promise<unknown>)[] = [() => link.stop()];
  const stop = async () => {
    await Promise.all(sshds.map((sshd) => sshd.stop()));
    for (const each of undo.splice(0).reverse()) await each();
  };
  try {
    const choice = (index: number): SshdChoice => ({
      options,
      hostKeys: ['ed25519'],
      user: 'root',
      ...(index < slow.hosts && { at: link }),
    });
    for (let first = 0; first < living; first += together) {
      const some = Array.from(
        { length: Math.min(together, living - first) },
        (_, at) => first + at,
      );
      sshds.push(...(await Promise.all(some.map((index) => startSshd(choice(index))))));
    }
    const [operator] = sshds;
    const changed = sshds.at(-1);
    if (!operator || !changed) throw new Error('a fleet without hosts');
    const home = operator.home;
    const key = await readFile(join(home, '.ssh/id_ed25519.pub'));
    const known: string[] = [];
    for (const sshd of sshds) {
      await writeFile(join(sshd.folder, 'authorized_keys'), key);
      known.push(await readFile(join(sshd.home, '.ssh/known_hosts'), 'utf8'));
    }
    await makeKey('ed25519', join(home, 'another'));
    const another = await readFile(join(home, 'another.pub'), 'utf8');
    known.splice(-1, 1, `[${changed.host}]:${changed.port} ${another}`);
    await writeFile(join(home, '.ssh/known_hosts'), known.join(''));
    const { port, close } = await silentServer();
    undo.push(close);
    const labels = sshds.map(labelOf);
    const dead = [
      `root@127.0.0.1:${await freePort()}`,
      `root@127.0.0.1:${port}`,
      'root@gone.invalid',
    ] as const;
    const list = join(home, 'hosts');
    // The dead first: they must not keep the others waiting.
    await writeFile(list, `${[...dead, ...labels].join('\n')}\n`);
    const alive = labels.slice(0, -1);
    return {
      ...{ home, list, alive, slow: labels.slice(0, slow.hosts), dead, stop },
      changed: { label: labelOf(changed), sshd: changed },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const labelOf = ({ user, host, port }: Sshd): string => `${user}@${host}:${port}`;

const silentServer = async () => {
  const peers = new Set<Socket>();
  const server = createServer((peer) => {
    peers.add(peer);
    peer.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const close = async () => {
    for (const peer of peers) peer.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, close };
};
