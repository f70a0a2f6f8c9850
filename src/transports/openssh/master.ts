import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { hostFailure, wasStopped } from '../ssh/failures.ts';
import { knownName } from '../ssh/known-hosts.ts';
import type { SshFailure, SshSpec, SshSurroundings } from '../ssh-target.ts';
import { askpass } from './askpass.ts';
import { resolved } from './program.ts';
import { watchedSsh, type WatchedSsh } from './watched.ts';
import { opensshFailure } from './words.ts';

/** The one connection that the system's ssh holds; everything else goes through its socket. */
export type Master = {
  readonly label: string;
  /** Of mode 0700: the control socket, forwarded sockets and what clients log. */
  readonly folder: string;
  /** A path in it that nobody has used. */
  fresh(what: string): string;
  /** Before the arguments of a client: it uses the master, or fails. */
  readonly viaMaster: readonly string[];
  /** Lines about channels that the host refused, as they come. */
  readonly refusals: string[];
  readonly ended: Promise<string>;
  close(): Promise<void>;
};

export type MasterStarted =
  | { readonly ok: true; readonly master: Master }
  | { readonly ok: false; readonly failure: SshFailure };

const aliveSeconds = 15;
const connectSeconds = 10;

export const startMaster = async (
  spec: SshSpec,
  { env, configFile, signal, ask }: SshSurroundings,
): Promise<MasterStarted> => {
  const place = [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(spec.user === undefined ? [] : ['-l', spec.user]),
    ...(spec.port === undefined ? [] : ['-p', String(spec.port)]),
  ];
  const asked = await resolved([...place, '--', spec.host], env);
  if (!asked.ok) return { ok: false, failure: notResolved(spec, asked) };
  const { settings } = asked;
  const folder = await mkdtemp(join(tmpdir(), 'deploy-doctor-ssh-'));
  const control = join(folder, 'master');
  const known = join(folder, 'known_hosts');
  const asking =
    ask &&
    (await askpass(folder, {
      ask,
      host: knownName(settings.get('hostname') ?? '', Number(settings.get('port'))),
    }));
  const options = [
    ...['ControlMaster=yes', `ControlPath=${control.replaceAll('%', '%%')}`, 'ControlPersist=no'],
    ...[`BatchMode=${asking ? 'no' : 'yes'}`, 'ClearAllForwardings=yes', 'ForwardAgent=no'],
    ...['ForwardX11=no', 'PermitLocalCommand=no', 'RemoteCommand=none', 'RequestTTY=no'],
    'LogLevel=INFO',
    ...hostKeyOptions(settings, asking && known),
    ...(Number(settings.get('serveraliveinterval')) > 0
      ? []
      : [`ServerAliveInterval=${aliveSeconds}`]),
    ...(settings.get('connecttimeout') === 'none' ? [`ConnectTimeout=${connectSeconds}`] : []),
  ].flatMap((option) => ['-o', option]);
  const child = watchedSsh([...place, ...options, '-N', '-T', '--', spec.host], {
    ...{ folder, env },
    more: asking?.env ?? {},
  });
  const heard = listen(child);
  const clean = async (): Promise<void> => {
    asking?.close();
    child.stop();
    await heard.ended;
    await rm(folder, { recursive: true, force: true });
  };
  const state = { isOver: false };
  void heard.ended.then(() => (state.isOver = true));
  while (!existsSync(control) && !state.isOver && !signal.aborted) await pause(pollMs);
  if (signal.aborted || state.isOver) {
    const wasStopping = signal.aborted;
    await clean();
    const failure = wasStopping
      ? wasStopped(spec.host)
      : opensshFailure(spec.host, await heard.ended);
    return { ok: false, failure };
  }
  asking?.close();
  if (asking?.remembers() === true) await copyKey(known, settings);
  // A client that finds no master would connect anew, by itself: it is led nowhere.
  const viaMaster = [
    ...['-F', 'none', '-S', control, '-o', 'ControlMaster=no', '-o', 'ProxyCommand=false'],
    ...['-o', 'BatchMode=yes', '-T'],
  ];
  const label = `${settings.get('user') ?? ''}@${spec.host}`;
  const { refusals, ended } = heard;
  let count = 0;
  const fresh = (what: string): string => {
    count += 1;
    return join(folder, `${what}-${count}`);
  };
  return { ok: true, master: { label, folder, fresh, viaMaster, refusals, ended, close: clean } };
};

/**
 * `no` would let a key pass that has changed. Where a person is asked, an accepted key first goes to
 * a file of ours, which ends with the connection: ssh itself knows no "this time only".
 */
const hostKeyOptions = (settings: Settings, known: string | undefined): string[] => {
  const strictness = settings.get('stricthostkeychecking');
  if (strictness === 'false') return ['StrictHostKeyChecking=accept-new'];
  const files = settings.get('userknownhostsfile');
  if (strictness !== 'ask' || known === undefined || files === undefined) return [];
  return [`UserKnownHostsFile=${known} ${files}`];
};

/** What ssh has written about the host, where it would have written it. */
const copyKey = async (known: string, settings: Settings): Promise<void> => {
  const [file] = settings.get('userknownhostsfile')?.split(' ') ?? [];
  if (file === undefined || !existsSync(known)) return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await appendFile(file, await readFile(known), { mode: 0o600 });
};

type Settings = ReadonlyMap<string, string>;

const pollMs = 10;
const keptWords = 16 * 1024;

/** Keeps the last words of ssh for the day it fails, and its lines about refused channels. */
const listen = (child: WatchedSsh) => {
  let words = '';
  const refusals: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    const text = chunk.toString('utf8');
    words = (words + text).slice(-keptWords);
    refusals.push(...text.split(/\r?\n/).filter((line) => /open failed: /.test(line)));
  });
  const ended = child.ended.then(() => words);
  return { refusals, ended };
};

type NotResolved = { readonly isMissing: boolean; readonly stderr: string };

const notResolved = ({ host }: SshSpec, { isMissing, stderr }: NotResolved): SshFailure =>
  isMissing
    ? hostFailure(
        'config',
        'This connection needs the ssh program, and there is none on this machine.',
        'Install the OpenSSH client, or give what only it can do another way (--ssh ssh2).',
      )
    : { ...opensshFailure(host, stderr), kind: 'config' };
