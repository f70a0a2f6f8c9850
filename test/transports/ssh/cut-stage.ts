import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import type { Reply, Request } from '../../../src/core/target.ts';
import { relinking, type Relinking } from '../../../src/transports/relinking.ts';
import { connectSsh } from '../../../src/transports/ssh-connect.ts';
import type { SshConnection } from '../../../src/transports/ssh-connection.ts';
import { sshHost } from '../../../src/transports/ssh.ts';
import { startCutLink, type CutLink } from '../../lab/cut-link.ts';
import type { Sshd } from '../../lab/sshd.ts';

/** A line of the shell's answers, and where the link ends: within it, right behind it, a byte later. */
export type Place = { readonly line: number; readonly offset: -1 | 0 | 1 };

/** A transport over a link that can be cut, and that comes back. */
export type CutStage = {
  readonly wire: Relinking;
  readonly link: CutLink;
  /** How many were made. */
  links(): number;
  /** How many lines the shells have answered so far, over all links. */
  lines(): number;
  /** Ends the link with that line from now on, for us and for the host alike. */
  arm(place: Place, end: () => void): void;
  ask(requests: readonly Request[]): Promise<Reply[]>;
  stop(): Promise<void>;
};

const never = new AbortController().signal;

export const cutStage = async (
  sshd: Sshd,
  ssh: 'ssh2' | 'openssh',
  { lines: config = '', docker }: { readonly lines?: string; readonly docker?: string } = {},
): Promise<CutStage> => {
  const link = await startCutLink(sshd.port);
  const folder = await mkdtemp(join(tmpdir(), 'dd-cut-stage-'));
  const [configFile, known] = [join(folder, 'config'), join(folder, 'known_hosts')];
  const key = await readFile(join(sshd.folder, 'host_ed25519.pub'), 'utf8');
  await writeFile(known, `[127.0.0.1]:${link.port} ${key}`);
  const identity = join(sshd.home, '.ssh/id_ed25519');
  const all = [config, `IdentityFile ${identity}`, `UserKnownHostsFile ${known}`];
  await writeFile(configFile, `${all.join('\n')}\n`);
  let armed: (Place & { left: number; readonly end: () => void }) | undefined;
  const count = { lines: 0, links: 0 };

  /** How much of it comes through; undefined: all. */
  const lastByte = (chunk: Buffer): number | undefined => {
    for (let at = 0; at < chunk.length; at += 1) {
      if (armed?.left === 0) return at + 1;
      if (chunk[at] !== 0x0a) continue;
      count.lines += 1;
      if (!armed) continue;
      armed.left -= 1;
      if (armed.left === 0 && armed.offset < 1) return at + 1 + armed.offset;
    }
    return undefined;
  };
  const tap = (): Transform => {
    let isOver = false;
    return new Transform({
      transform(chunk: Buffer, _, done) {
        // What was under way already would come through after all.
        if (isOver) return done();
        const last = lastByte(chunk);
        this.push(chunk.subarray(0, last));
        if (last !== undefined && armed) {
          isOver = true;
          const { end } = armed;
          armed = undefined;
          end();
        }
        done();
      },
    });
  };
  const tapped = (connection: SshConnection): SshConnection => ({
    ...connection,
    start: async (command) => {
      const opened = await connection.start(command);
      if (!opened.ok) return opened;
      const { channel } = opened;
      return { ok: true, channel: { ...channel, stdout: channel.stdout.pipe(tap()) } };
    },
  });
  const wire = relinking({
    label: 'a host',
    open: async (hear) => {
      const to = { host: '127.0.0.1', port: link.port, user: sshd.user, ssh };
      const env = { PATH: process.env['PATH'] };
      const connected = await connectSsh(to, { env, home: sshd.home, signal: never, configFile });
      if (!connected.ok) {
        return { ok: false, refused: { kind: 'unreachable', detail: connected.failure.message } };
      }
      count.links += 1;
      connected.connection.onLost(hear.lost);
      return { ok: true, ...sshHost(tapped(connected.connection), { docker }) };
    },
    lost: () => undefined,
    linked: () => undefined,
    gone: () => undefined,
    pausesMs: [0, 20, 100, 500, 2000],
  });
  const stop = async (): Promise<void> => {
    await wire.close();
    await link.stop();
    await rm(folder, { recursive: true });
  };
  const refused = await wire.link();
  if (refused) {
    await stop();
    throw new Error(refused.detail);
  }
  return {
    ...{ wire, link, stop },
    links: () => count.links,
    lines: () => count.lines,
    arm: (place, end) => (armed = { ...place, left: place.line, end }),
    ask: (requests) =>
      Promise.all(wire.send(requests.map((request) => ({ request, signal: never })))),
  };
};
