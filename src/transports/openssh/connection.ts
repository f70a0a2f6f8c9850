import { connect as connectTo, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import type { Env } from '../docker-endpoint.ts';
import type { ChannelRefusal, Opened, RemoteProcess, SshConnection } from '../ssh-connection.ts';
import { slots } from '../ssh/slots.ts';
import { socketRefusal } from '../ssh/socket-refusal.ts';
import { client, refusalOf, type Client } from './client.ts';
import type { Master } from './master.ts';
import { sshEnv } from './program.ts';
import { channelRefusal } from './words.ts';

const slotMs = 3000;
/** A link that is lost ends the clients first, the master after them. */
const endMs = 1000;

/** A master of the system's ssh as a connection. */
export const opensshConnection = (master: Master, env: Env): SshConnection => {
  const places = slots(slotMs);
  const hearers: ((detail: string) => void)[] = [];
  const running = new Set<{ kill(): unknown }>();
  let end: { readonly detail: string; readonly isOurs: boolean } | undefined;
  void master.ended.then((words) => {
    if (end) return;
    const detail = words.trim().split('\n').at(-1)?.trim() || 'ssh ended';
    end = { detail, isOurs: false };
    // First of all: what was open says the same now, and nobody shall take that for an answer.
    for (const hear of hearers) hear(detail);
    for (const each of running) each.kill();
    void master.close();
  });
  const lost = (): ChannelRefusal | undefined =>
    end && { ok: false, reason: 'lost', detail: end.detail || 'the connection was closed' };
  const opening = oneByOne();
  const open = async (args: readonly string[]): Promise<Client> => {
    const opened = await client(master, args, env);
    if (!opened.ok) return opened;
    running.add(opened.program);
    void opened.program.then(() => running.delete(opened.program));
    return opened;
  };
  const start = async (command: string): Promise<Opened<RemoteProcess>> => {
    const gone = lost();
    if (gone) return gone;
    if (!(await places.take())) return tooMany('no channel came free');
    const until = performance.now() + slotMs;
    for (let pauseMs = 40; ; pauseMs *= 2) {
      const opened = await open(['host', command]);
      if (opened.ok) {
        const process = remoteProcess(opened, async () => {
          await Promise.race([master.ended, pause(endMs, undefined, { ref: false })]);
          return lost() !== undefined;
        });
        void process.ended.then(() => places.free());
        return { ok: true, channel: process };
      }
      const left = until - performance.now();
      if (opened.reason !== 'connect-failed' || left <= 0) {
        places.free();
        return lost() ?? (opened.reason === 'lost' ? opened : tooMany(opened.detail));
      }
      places.learn();
      await places.freed(Math.min(pauseMs, left));
    }
  };
  return {
    label: master.label,
    // Each takes processes of this machine, and a session of the host.
    socketsAhead: 0,
    start,
    dial: (host, port) =>
      opening(async () => {
        const gone = lost();
        if (gone) return gone;
        const place = host.includes(':') ? `[${host}]` : host;
        const opened = await open(['-W', `${place}:${port}`, 'host']);
        if (!opened.ok) return lost() ?? opened;
        opened.stderr.resume();
        const { program, stdout } = opened;
        return { ok: true, channel: Duplex.from({ writable: program.stdin, readable: stdout }) };
      }),
    socket: (path) =>
      opening(async () => {
        const gone = lost();
        if (gone) return gone;
        const opened = await throughSocket(master, { path, env, start });
        if (opened.ok || lost()) return lost() ?? opened;
        if (opened.reason !== 'connect-failed') return opened;
        return socketRefusal(opened, path, start);
      }),
    onLost: (hear) => {
      if (end && !end.isOurs) hear(end.detail);
      else hearers.push(hear);
    },
    close: async () => {
      end ??= { detail: '', isOurs: true };
      for (const each of running) each.kill();
      await master.close();
    },
  };
};

const tooMany = (detail: string): ChannelRefusal => ({ ok: false, reason: 'too-many', detail });

/** What the master says about a refused channel names no request: one is opened after the other. */
const oneByOne = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
};

const remoteProcess = (
  { program, stdout, stderr }: Extract<Client, { ok: true }>,
  isLost: () => Promise<boolean>,
): RemoteProcess => {
  let isLetGo = false;
  return {
    stdin: program.stdin,
    stdout,
    stderr,
    ended: program.then(async ({ exitCode }) => {
      if (isLetGo || exitCode === undefined) return {};
      // The status of a command, or of a client whose master is about to end.
      return exitCode === 255 && (await isLost()) ? {} : { exit: exitCode };
    }),
    letGo: () => {
      isLetGo = true;
      program.kill();
      stdout.resume();
      stderr.resume();
    },
  };
};

type Through = {
  readonly path: string;
  readonly env: Env;
  readonly start: SshConnection['start'];
};

/** A socket of ours in the private folder stands for the host's. */
const throughSocket = async (
  master: Master,
  { path, env, start }: Through,
): Promise<Opened<Duplex>> => {
  const ours = master.fresh('socket');
  const asked = await execa(
    'ssh',
    [...master.viaMaster, '-O', 'forward', '-L', `${ours}:${path}`, 'host'],
    { reject: false, stdin: 'ignore', extendEnv: false, env: sshEnv(env) },
  );
  if (asked.exitCode !== 0) {
    return { ok: false, reason: 'prohibited', detail: asked.stderr.trim() };
  }
  const heardBefore = master.refusals.length;
  const socket = connectTo(ours);
  const state = { isOver: false };
  socket.on('error', () => (state.isOver = true));
  socket.on('close', () => (state.isOver = true));
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  // Nothing says that the host has opened it. It answers in order: once it has answered a request
  // that came later, a refusal of this one would be here.
  const later = await start('exit 0');
  if (later.ok) later.channel.letGo();
  await nextTurn();
  const told =
    master.refusals[heardBefore] ??
    (state.isOver ? await refusalOf(master, heardBefore) : undefined);
  if (told === undefined && !state.isOver) return { ok: true, channel: handedOver(socket) };
  socket.destroy();
  return channelRefusal(told ?? 'open failed');
};

const handedOver = (socket: Socket): Socket => {
  socket.removeAllListeners();
  socket.on('error', () => socket.destroy());
  return socket;
};
