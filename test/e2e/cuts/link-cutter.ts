import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import path from 'node:path';

/** A port that leads to a server, and is cut when the program comes to a given event. */
export type LinkCutter = {
  /** What the program connects to instead of the server. */
  readonly port: number;
  /** What the program has in its environment, to be cut at its n-th event of a fix. */
  env(at: number, moment: Moment): Readonly<Record<string, string>>;
  /** How often it was cut since this was asked last. */
  cuts(): number;
  close(): Promise<void>;
};

/** Before anything else happens; or while the change that comes next runs on the server. */
export type Moment = 'at-the-event' | 'in-the-change';

/** Events after which something is changed. */
const beforeChanges = 'lock\\.wanted|action\\.started|fix\\.verified|fix\\.undone';

/** The server is this machine: what a change runs is seen among its processes. */
const runsChange = (): boolean =>
  readdirSync('/proc').some((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes('\0deploy-doctor-change ');
    } catch {
      return false; // it has ended meanwhile
    }
  });

export const linkCutter = async (to: {
  readonly host: string;
  readonly port: number;
}): Promise<LinkCutter> => {
  const ends = new Set<Socket>();
  let cuts = 0;
  let moment: Moment = 'at-the-event';
  let watch: NodeJS.Timeout | undefined;
  const hold = (socket: Socket): Socket => {
    ends.add(socket);
    return socket.on('close', () => ends.delete(socket)).on('error', () => undefined);
  };
  const cut = (): void => {
    cuts += 1;
    clearInterval(watch);
    // As a link that is reset: neither side is told anything.
    for (const end of ends) end.resetAndDestroy();
  };
  const link = createServer((near) => {
    const far = hold(connect(to.port, to.host));
    hold(near).pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  const control = createServer((asker) => {
    asker.on('error', () => undefined);
    if (moment === 'at-the-event') cut();
    else watch = setInterval(() => runsChange() && cut(), 2);
    asker.end();
  });
  const [port, controlPort] = await Promise.all([listening(link), listening(control)]);
  const made: LinkCutter = {
    port,
    env: (at, when) => ({
      ...((moment = when) === 'in-the-change' && { CUT_EVENTS: beforeChanges }),
      NODE_OPTIONS: `--import ${path.join(import.meta.dirname, 'cut-link.mjs')}`,
      CUT_AT: String(at),
      CUT_PORT: String(controlPort),
    }),
    cuts: () => {
      const before = cuts;
      cuts = 0;
      clearInterval(watch);
      return before;
    },
    close: async () => {
      for (const end of ends) end.destroy();
      await Promise.all([link, control].map((server) => closed(server)));
    },
  };
  return made;
};

const listening = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

const closed = async (server: Server): Promise<void> => {
  server.close();
  await once(server, 'close');
};
