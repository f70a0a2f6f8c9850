import { z } from 'zod';
import type { Context } from '../../core/probe.ts';
import { isLoopback } from '../../formats/proc-net.ts';
import { refused, type Read } from './container.ts';
import { isRunning, mainProcessIsHere } from './main-process.ts';
import type { Place } from './network-address.ts';
import { listenersOf } from './sockets.ts';

export type Open = {
  readonly open: boolean;
  readonly words: string;
};

const dialed = z.object({
  verdict: z.enum(['connected', 'refused', 'timeout', 'no-route', 'name-unknown']),
  message: z.string().optional(),
});

/** Does anything listen there? Read from the host where the process is on it, else tried. */
export const portOpen = async (context: Context, place: Place): Promise<Read<Open>> => {
  const { container, address, port, privatePort } = place;
  if (container && !isRunning(container)) {
    const words = `${container.Name} is ${container.State.Status}`;
    return { ok: true, value: { open: false, words } };
  }
  if (container && (await mainProcessIsHere(context, container))) {
    const read = await listenersOf(context, container.State.Pid);
    if (read.ok) {
      const own = read.value.filter((each) => each.port === privatePort);
      const reached = own.filter((each) => isLoopback(address) || !isLoopback(each.address));
      if (reached.length > 0) {
        return {
          ok: true,
          value: { open: true, words: `${container.Name} listens on port ${privatePort}` },
        };
      }
      const words =
        own.length > 0
          ? `${container.Name} listens on its own loopback only`
          : `nothing in ${container.Name} listens on port ${privatePort}`;
      return { ok: true, value: { open: false, words } };
    }
  }
  return tried(context, address, port);
};

const tried = async (context: Context, host: string, port: number): Promise<Read<Open>> => {
  const subject = `${host}:${port}`;
  if (host === '') {
    const detail = 'it has no address that could be tried from this host';
    return refused({ outcome: 'unreadable', subject, detail });
  }
  const reply = await context.send({ kind: 'dial', host, port });
  if (!reply.ok) return refused(reply.failure);
  const { verdict, message = '' } = dialed.parse(reply.json);
  const words = `${subject}: ${verdict}${message && ` (${message})`}`;
  return { ok: true, value: { open: verdict === 'connected', words } };
};
