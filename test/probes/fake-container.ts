import type { ProbeResult } from '../../src/core/outcome.ts';
import type { AnyProbe } from '../../src/core/probe.ts';
import type { FileStat, Reply, Request } from '../../src/core/target.ts';
import { joined, nameOf, parentOf } from '../../src/formats/paths.ts';
import { createVault } from '../../src/run/vault.ts';
import { id, inspectedAs } from './inspected.ts';

/** Path to content; `{link}` is a link, `{folder: true}` an empty folder, `{gone: true}` a whiteout. */
export type Tree = Readonly<
  Record<
    string,
    string | { readonly link: string } | { readonly folder: true } | { readonly gone: true }
  >
>;

export type FakeContainer = {
  /** As the engine's archive shows them. */
  readonly files?: Tree;
  /** As this host shows them: layers, sources of mounts. */
  readonly host?: Tree;
  readonly command?: readonly string[];
  readonly env?: readonly string[];
  readonly workdir?: string;
  readonly log?: string;
  readonly running?: boolean;
  readonly mounts?: readonly {
    readonly Type: string;
    readonly Source: string;
    readonly Destination: string;
    readonly Name?: string;
  }[];
  readonly layers?: readonly string[];
  /** What the tag means now; the container's own image unless said. */
  readonly tag?: { readonly id: string; readonly layers?: readonly string[] } | 'gone';
  /** Containers made from another image, and what is in them. */
  readonly others?: readonly {
    readonly id: string;
    readonly image: string;
    readonly files: Tree;
  }[];
  /** Answers to programs started in the container. */
  readonly exec?: (argv: readonly string[]) => Reply;
  /** Answers to programs started on the host. */
  readonly hostExec?: (argv: readonly string[]) => Reply;
};

const missing = (path: string): Reply => ({
  ok: false,
  failure: { outcome: 'not-found', subject: path, detail: `no such file: ${path}` },
});
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A tree of files, looked at as an engine or a kernel shows it. */
const looks = (tree: Tree) => {
  const folders = new Set<string>(['/']);
  for (const path of Object.keys(tree)) {
    for (let at = parentOf(path); at !== '/'; at = parentOf(at)) folders.add(at);
  }
  const itself = (path: string): FileStat | undefined => {
    const name = nameOf(path);
    const entry = Object.hasOwn(tree, path) ? tree[path] : undefined;
    if (typeof entry === 'string') {
      return { name, type: 'file', size: entry.length, mode: 0o755, mtime: 0 };
    }
    if (entry !== undefined && 'link' in entry) {
      return { name, type: 'link', size: 1, mode: 0o777, mtime: 0, target: entry.link };
    }
    if (entry !== undefined && 'gone' in entry) {
      return { name, type: 'device', size: 0, mode: 0, mtime: 0 };
    }
    const isFolder = entry !== undefined || folders.has(path);
    return isFolder ? { name, type: 'directory', size: 1, mode: 0o755, mtime: 0 } : undefined;
  };
  /** Links of folders on the way are always followed, the last one where it is asked for. */
  const resolve = (path: string, last: boolean): string | undefined => {
    let at = '/';
    const names = path.split('/').filter(Boolean);
    for (const [index, name] of names.entries()) {
      at = joined(at, name);
      const stat = itself(at);
      if (!stat) return undefined;
      if (stat.type !== 'link' || (index === names.length - 1 && !last)) continue;
      const target = resolve(joined(parentOf(at), stat.target ?? ''), true);
      if (target === undefined) return undefined;
      at = target;
    }
    return at;
  };
  return {
    stat: (path: string, follow: boolean): Reply => {
      const at = resolve(joined('/', path), follow);
      const stat = at === undefined ? undefined : itself(at);
      return stat ? { ok: true, json: stat } : missing(path);
    },
    list: (path: string): Reply => {
      const at = resolve(joined('/', path), true);
      if (at === undefined || itself(at)?.type !== 'directory') return missing(path);
      const all = [...Object.keys(tree), ...folders].filter(
        (each) => each !== '/' && parentOf(each) === at,
      );
      const names = [...new Set(all)].sort();
      return { ok: true, json: names.map((each) => itself(each)) };
    },
    read: (path: string): Reply => {
      const at = resolve(joined('/', path), true);
      const content = at === undefined ? undefined : tree[at];
      return typeof content === 'string' ? { ok: true, stdout: bytes(content) } : missing(path);
    },
  };
};

const driver = (layers: readonly string[] | undefined) =>
  layers && {
    Name: 'overlay2',
    Data: { UpperDir: layers[0] ?? '', LowerDir: layers.slice(1).join(':') },
  };

/** A target with one container, `shop-api-1`, that is told file by file. */
export const targetWith = (told: FakeContainer): ((request: Request) => Reply) => {
  const { files = {}, host = {}, command = ['python'], running = false, log = '' } = told;
  const [Path = '', ...Args] = command;
  const here = looks(files);
  const machine = looks(host);
  const inspected = {
    ...inspectedAs({
      name: 'shop-api-1',
      state: running ? {} : { Status: 'exited', Running: false, Pid: 0 },
      config: {
        Image: 'shop-api:latest',
        Env: told.env ?? ['PATH=/usr/local/bin:/usr/bin:/bin'],
        WorkingDir: told.workdir ?? '/app',
      },
    }),
    Path,
    Args,
    Mounts: told.mounts ?? [],
    GraphDriver: driver(told.layers),
  };
  const docker = (path: string): Reply => {
    if (/^\/containers\/[^/]+\/json$/.test(path)) {
      return { ok: true, status: 200, json: inspected };
    }
    if (path.endsWith('/logs')) return { ok: true, status: 200, stdout: bytes(log) };
    if (path === '/containers/json') {
      const others = told.others ?? [];
      const json = others.map((other) => ({ Id: other.id, ImageID: other.image }));
      return { ok: true, status: 200, json };
    }
    if (path.startsWith('/images/')) {
      if (told.tag === 'gone') return { ok: true, status: 404, json: { message: 'No such image' } };
      const json = {
        Id: told.tag?.id ?? inspected.Image,
        Created: '2026-11-22T10:00:00Z',
        GraphDriver: driver(told.tag?.layers),
      };
      return { ok: true, status: 200, json };
    }
    return { ok: true, status: 404, json: { message: `nothing told of ${path}` } };
  };
  return (request) => {
    if (request.kind === 'docker') return docker(request.path);
    if (request.kind === 'exec') {
      if (told.exec && request.in === id) return told.exec(request.argv);
      if (told.hostExec && request.in === undefined) return told.hostExec(request.argv);
      throw new Error(`unexpected: ${request.argv.join(' ')}`);
    }
    if (request.kind !== 'stat' && request.kind !== 'list' && request.kind !== 'read') {
      throw new Error(`unexpected: ${request.kind}`);
    }
    const other = told.others?.find((each) => each.id === request.in);
    const place = request.in === undefined ? machine : other ? looks(other.files) : here;
    switch (request.kind) {
      case 'stat':
        return place.stat(request.path, request.follow === true);
      case 'list':
        return place.list(request.path);
      case 'read':
        return place.read(request.path);
    }
  };
};

/** Asks a probe about such a target. */
export const askFake = (
  probe: AnyProbe,
  args: unknown,
  told: FakeContainer | ((request: Request) => Reply),
): Promise<ProbeResult> => {
  const answer = typeof told === 'function' ? told : targetWith(told);
  const { signal } = new AbortController();
  const parsed = probe.args.parse(args) as never;
  return probe.run(parsed, {
    ...createVault(),
    send: async (request) => answer(request),
    signal,
  });
};
