import type { ProbeResult } from '../../src/core/outcome.ts';
import type { AnyProbe } from '../../src/core/probe.ts';
import type { DialAnswer, PostgresAnswer, Reply, Request } from '../../src/core/target.ts';
import { nameOf } from '../../src/formats/paths.ts';
import { createVault, type Vault } from '../../src/run/vault.ts';
import { inspectedAs, type Sample } from './inspected.ts';
import { absent, failed, file, json, text } from './told.ts';

type Login = Extract<Request, { readonly kind: 'postgres' }>;

export type FakeContainer = Sample & {
  readonly env?: readonly string[];
  readonly command?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** By network: the container's address and its further names. */
  readonly networks?: Readonly<
    Record<string, { readonly ip: string; readonly aliases?: string[] }>
  >;
  readonly ports?: readonly { readonly ip: string; readonly from: number; readonly to: number }[];
  readonly files?: Readonly<
    Record<string, string | { readonly link: string } | { readonly mtime: number }>
  >;
  readonly log?: string;
  /** What its processes are: pid, command, environment; the first is the main one. */
  readonly processes?: readonly {
    readonly pid: number;
    readonly command: string;
    readonly env?: readonly string[];
  }[];
  /** Ports on which it listens. */
  readonly listens?: readonly number[];
  readonly stopped?: true;
};

/** A host with an engine, as far as the probes of databases look at one. */
export type FakeHost = {
  readonly containers: Readonly<Record<string, FakeContainer>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly dial?: Readonly<Record<string, DialAnswer['verdict']>>;
  readonly exec?: (request: Extract<Request, { readonly kind: 'exec' }>) => Reply;
  /** Sockets are paths, servers on the network `address:port`. */
  readonly postgres?: Readonly<Record<string, (login: Login, password: string) => PostgresAnswer>>;
  readonly now?: string;
  /** Answers before everything else: where a failure is wanted. */
  readonly instead?: (request: Request) => Reply | undefined;
  readonly vault?: Vault;
};

const idOf = (name: string): string =>
  Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64);

const inspectOf = (name: string, container: FakeContainer) => {
  const {
    env = [],
    command = ['/bin/app'],
    labels = {},
    networks = {},
    stopped,
    processes,
  } = container;
  const [path, ...args] = command;
  const running = stopped === undefined;
  const plain = inspectedAs({
    name,
    ...container,
    state: {
      Status: running ? 'running' : 'exited',
      Running: running,
      Pid: running ? (processes?.[0]?.pid ?? 100 + name.length) : 0,
      ...container.state,
    },
    config: { Env: env, Labels: labels, ...container.config },
  });
  return {
    ...plain,
    Id: idOf(name),
    Path: path,
    Args: args,
    NetworkSettings: {
      Ports: {},
      Networks: Object.fromEntries(
        Object.entries(networks).map(([network, { ip, aliases = [] }]) => [
          network,
          {
            NetworkID: idOf(network),
            IPAddress: running ? ip : '',
            Gateway: ip.replace(/\d+$/, '1'),
            Aliases: aliases,
          },
        ]),
      ),
      ...container.network,
    },
  };
};

const listedAs = (name: string, container: FakeContainer) => {
  const { NetworkSettings, State, HostConfig } = inspectOf(name, container);
  return {
    Id: idOf(name),
    Names: [`/${name}`],
    State: State.Status,
    Labels: container.labels ?? {},
    HostConfig,
    NetworkSettings,
    Ports: (container.ports ?? []).map(({ ip, from, to }) => ({
      IP: ip,
      PublicPort: from,
      PrivatePort: to,
    })),
  };
};

const listening = (ports: readonly number[]): string =>
  [
    'head',
    ...ports.map(
      (port) => `0: 00000000:${port.toString(16).padStart(4, '0')} 00000000:0000 0A 0 0 0 0 0 1`,
    ),
  ].join('\n');

const answer = (host: FakeHost, vault: Vault, request: Request): Reply => {
  const all = Object.entries(host.containers);
  const named = (word: string) => all.find(([name]) => name === word || idOf(name) === word);
  switch (request.kind) {
    case 'docker': {
      if (request.path === '/containers/json')
        return json(all.map(([name, each]) => listedAs(name, each)));
      const [, word = '', what = ''] =
        /^\/containers\/([^/]+)\/(json|top|logs)$/.exec(request.path) ?? [];
      const found = named(word);
      if (!found) return absent();
      const [name, container] = found;
      if (what === 'json') return json(inspectOf(name, container));
      if (what === 'logs') {
        return { ok: true, status: 200, stdout: new TextEncoder().encode(container.log ?? '') };
      }
      const processes = container.processes ?? [];
      return json({
        Titles: ['UID', 'PID', 'PPID', 'CMD'],
        Processes: processes.map(({ pid, command }) => ['root', String(pid), '1', command]),
      });
    }
    case 'read':
    case 'stat': {
      if (request.in !== undefined) {
        const files = named(request.in)?.[1].files ?? {};
        const entry = files[request.path];
        if (entry === undefined) {
          const isFolder = Object.keys(files).some((path) => path.startsWith(`${request.path}/`));
          return isFolder ? file({ type: 'directory' }) : failed('not-found');
        }
        if (typeof entry === 'object' && 'link' in entry) {
          return file({ name: nameOf(request.path), type: 'link', target: entry.link });
        }
        if (request.kind === 'read') return text(typeof entry === 'string' ? entry : '');
        return file({
          name: nameOf(request.path),
          mtime: typeof entry === 'string' ? 0 : entry.mtime,
        });
      }
      return onHost(host, request);
    }
    case 'dial': {
      const verdict = host.dial?.[`${request.host}:${request.port}`];
      if (!verdict) throw new Error(`unexpected: dial ${request.host}:${request.port}`);
      return json({ verdict });
    }
    case 'postgres': {
      const at = request.host.startsWith('/') ? request.host : `${request.host}:${request.port}`;
      const server = host.postgres?.[at];
      if (!server) return failed('unreachable');
      const { password } = request;
      const value =
        typeof password === 'object' && 'fingerprint' in password
          ? vault.reveal(password)
          : undefined;
      return json(server(request, value ?? ''));
    }
    case 'exec':
      return host.exec?.(request) ?? failed('tool-missing');
    case 'clock':
      return json({ at: host.now ?? '2026-11-23T12:00:00.000Z' });
    case 'list':
    case 'http':
    case 'wait':
      throw new Error(`unexpected: ${request.kind}`);
  }
};

/** Files of the host: those of processes follow from the containers. */
const onHost = (
  host: FakeHost,
  request: Extract<Request, { readonly kind: 'read' | 'stat' }>,
): Reply => {
  const { path } = request;
  if (Object.hasOwn(host.postgres ?? {}, path)) return file({ name: nameOf(path), type: 'socket' });
  const own = host.files?.[path];
  if (own !== undefined) return request.kind === 'read' ? text(own) : file();
  const [, pid = '', what = ''] = /^\/proc\/(\d+)\/(.*)$/.exec(path) ?? [];
  for (const [name, container] of Object.entries(host.containers)) {
    const { State } = inspectOf(name, container);
    const process = container.processes?.find((each) => String(each.pid) === pid);
    if (String(State.Pid) !== pid && !process) continue;
    if (what === 'cgroup') return text(`0::/docker/${idOf(name)}\n`);
    if (what === 'net/tcp') return text(listening(container.listens ?? []));
    if (what === 'net/tcp6') return text('head');
    if (what === 'environ') return text([...(process?.env ?? container.env ?? [])].join('\0'));
  }
  return failed('not-found');
};

/** Asks a probe about such a host. */
export const askOn = (host: FakeHost, probe: AnyProbe, args: unknown): Promise<ProbeResult> => {
  const vault = host.vault ?? createVault();
  const { signal } = new AbortController();
  const send = (request: Request): Promise<Reply> =>
    Promise.resolve(host.instead?.(request) ?? answer(host, vault, request));
  return probe.run(probe.args.parse(args) as never, { ...vault, send, signal });
};
