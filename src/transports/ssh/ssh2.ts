import type { Duplex } from 'node:stream';
import type { SshConnection } from '../ssh-connection.ts';
import type { SshFailure, SshSurroundings } from '../ssh-target.ts';
import { hostFailure } from './failures.ts';
import type { Link } from './link.ts';
import { secrets } from './secrets.ts';
import { ssh2Connection } from './ssh2-connection.ts';
import { hop, type Stop } from './ssh2-hop.ts';
import { dialHost, placeOf } from './tcp.ts';

export type Ssh2Connected =
  | { readonly ok: true; readonly connection: SshConnection; readonly warning?: string }
  | { readonly ok: false; readonly failure: SshFailure };

/** Goes the way from host to host; each is verified and authenticated before the next is dialled. */
export const connectSsh2 = async (
  stops: readonly Stop[],
  { ask, signal }: SshSurroundings,
): Promise<Ssh2Connected> => {
  const links: Link[] = [];
  const warnings: string[] = [];
  const known = secrets(ask);
  const giveUp = (failure: SshFailure): Ssh2Connected => {
    for (const { client } of links.toReversed()) client.destroy();
    return { ok: false, failure };
  };
  try {
    for (const [index, stop] of stops.entries()) {
      const before = stops[index - 1];
      const dialled =
        before === undefined
          ? await dialHost(stop.config, signal)
          : await through(links.at(-1), before, stop);
      if (!dialled.ok) return giveUp(dialled.failure);
      const hopped = await hop(stop, dialled.socket, { secrets: known, ask, signal });
      if (!hopped.ok) return giveUp(hopped.failure);
      links.push(hopped.link);
      if (hopped.warning !== undefined) warnings.push(hopped.warning);
    }
  } finally {
    known.forget();
  }
  const { user = '', alias = '' } = stops.at(-1)?.config ?? {};
  const connection = ssh2Connection(`${user}@${alias}`, links);
  return { ok: true, connection, ...(warnings.length > 0 ? { warning: warnings.join(' ') } : {}) };
};

type Through =
  | { readonly ok: true; readonly socket: Duplex }
  | { readonly ok: false; readonly failure: SshFailure };

const through = async (link: Link | undefined, before: Stop, stop: Stop): Promise<Through> => {
  if (link === undefined) throw new Error('no host before this one');
  const { hostName, port } = stop.config;
  const opened = await link.dial(hostName, port);
  if (opened.ok) return { ok: true, socket: opened.channel };
  const failure = hostFailure(
    'unreachable',
    `${before.config.alias} could not open a connection to ${placeOf(stop.config)}: ${opened.detail}.`,
    `Check from ${before.config.alias} that the host answers on port ${port}, and that its sshd allows forwarding (AllowTcpForwarding).`,
  );
  return { ok: false, failure };
};
