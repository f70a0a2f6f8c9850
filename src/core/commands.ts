import type { Flow } from './flow.ts';
import { isBlind } from './outcome.ts';
import type { Run, State } from './session.ts';
import { shellLine, shellWord } from './shell-words.ts';
import { scopeOf } from './inputs.ts';
import type { Request } from './target.ts';
import { fillText } from './template.ts';
import { stepOf } from './walk.ts';

/** A step as lines to type by hand: the same look, without this program. */
export type TypedStep = {
  readonly title: string;
  /** Comments start with `#`: what no command line can do. */
  readonly lines: readonly string[];
  /** The step could not see: these may be refused, too. */
  readonly refused: boolean;
};

/** The walked steps of a run, each with the commands that its result rests on. */
export const typedSteps = (flow: Flow, run: Run, { exchanges }: State): readonly TypedStep[] =>
  run.path.map(({ step, outcome }) => {
    const used = run.facts[step]?.used ?? [];
    const all = new Set(
      used.flatMap((key) => {
        const exchange = exchanges[key];
        return exchange ? shellLines(exchange.request) : [];
      }),
    );
    return {
      title: fillText(stepOf(flow, step)?.title ?? step, scopeOf(flow, run)),
      lines: shortened([...all]),
      refused: isBlind(outcome),
    };
  });

/** A search through a file system asks for many: its first lines show what it is. */
const most = 12;

const shortened = (lines: readonly string[]): readonly string[] =>
  lines.length <= most
    ? lines
    : [...lines.slice(0, most), `# and ${lines.length - most} more of these`];

/** A request as a person would ask the same with common tools. */
export const shellLines = (asked: Request): readonly string[] => {
  const request = 'in' in asked ? { ...asked, in: nameIn(asked.in) } : asked;
  switch (request.kind) {
    case 'exec':
      return [execLine(request)];
    case 'read':
      return [fileLine(request)];
    case 'stat':
      return [statLine(request)];
    case 'list':
      return [listLine(request)];
    case 'docker':
      return [dockerLine(request.path, request.query ?? {}, request.method)];
    case 'http':
      return [shellLine(['curl', '-sS', ...curlMethod[request.method], request.url])];
    case 'dial':
      return [shellLine(['nc', '-vz', '-w', '3', request.host, String(request.port)])];
    case 'postgres':
      return [postgresLine(request)];
    case 'clock':
      return ['date'];
    case 'wait':
      return [`sleep ${Math.ceil(request.ms / 1000)}`];
  }
};

type Of<Kind extends Request['kind']> = Extract<Request, { readonly kind: Kind }>;

const curlMethod = { GET: ['-i'], HEAD: ['-I'], OPTIONS: ['-i', '-X', 'OPTIONS'] } as const;

const execLine = ({ argv, in: container, as, cwd }: Of<'exec'>): string => {
  if (container === undefined) {
    return `${cwd === undefined ? '' : `cd ${shellWord(cwd)} && `}${shellLine(argv)}`;
  }
  const user = as === undefined ? [] : ['-u', as];
  const folder = cwd === undefined ? [] : ['-w', cwd];
  return shellLine(['docker', 'exec', ...user, ...folder, container, ...argv]);
};

const bytes = 1024 * 1024;

// Through the engine's archive, as the program does: it needs no shell and no running container.
const fileLine = ({ path, in: container, from, maxBytes = bytes }: Of<'read'>): string => {
  const cut = from === 'end' ? `tail -c ${maxBytes}` : `head -c ${maxBytes}`;
  if (container === undefined) return `${cut} ${shellWord(path)}`;
  return `docker cp -L ${shellWord(`${container}:${path}`)} - | tar xO | ${cut}`;
};

const statLine = ({ path, in: container, follow }: Of<'stat'>): string =>
  container === undefined
    ? shellLine(['stat', ...(follow ? ['-L'] : []), path])
    : `docker cp ${follow ? '-L ' : ''}${shellWord(`${container}:${path}`)} - | tar tv`;

const listLine = ({ path, in: container }: Of<'list'>): string =>
  container === undefined
    ? shellLine(['ls', '-la', path])
    : `docker cp ${shellWord(`${container}:${path}`)} - | tar tv`;

const postgresLine = ({ host, port, user, database, ask }: Of<'postgres'>): string => {
  // libpq is given the folder of a unix socket, not the socket.
  const server = host.startsWith('/') ? host.slice(0, host.lastIndexOf('/')) : host;
  const words = ['psql', '-h', server, '-p', String(port), '-U', user, '-d', database];
  return shellLine([...words, '-c', ask ?? 'select 1']);
};

const byPath: readonly (readonly [path: RegExp, line: (name: string, query: Query) => string])[] = [
  [/^\/containers\/json$/, () => 'docker ps -a'],
  [/^\/containers\/([^/]+)\/json$/, (name) => shellLine(['docker', 'inspect', name])],
  [
    /^\/containers\/([^/]+)\/logs$/,
    (name, query) => shellLine(['docker', 'logs', ...logOptions(query), name]),
  ],
  [/^\/containers\/([^/]+)\/top$/, (name) => shellLine(['docker', 'top', name])],
  [/^\/containers\/([^/]+)\/changes$/, (name) => shellLine(['docker', 'diff', name])],
  [/^\/images\/(.+)\/json$/, (name) => shellLine(['docker', 'image', 'inspect', name])],
  [/^\/images\/(.+)\/history$/, (name) => shellLine(['docker', 'history', '--no-trunc', name])],
  [/^\/images\/json$/, () => 'docker images'],
  [/^\/volumes\/([^/]+)$/, (name) => shellLine(['docker', 'volume', 'inspect', name])],
  [/^\/networks$/, () => 'docker network ls'],
  [/^\/networks\/([^/]+)$/, (name) => shellLine(['docker', 'network', 'inspect', name])],
  [/^\/version$/, () => 'docker version'],
  [/^\/info$/, () => 'docker info'],
  [/^\/events$/, (_, query) => shellLine(['docker', 'events', ...eventOptions(query)])],
];

type Query = Readonly<Record<string, string>>;

const logOptions = ({ timestamps, tail, since, until }: Query): readonly string[] => [
  ...(timestamps === '1' || timestamps === 'true' ? ['-t'] : []),
  ...(tail === undefined ? [] : ['--tail', tail]),
  ...(since === undefined ? [] : ['--since', since]),
  ...(until === undefined ? [] : ['--until', until]),
];

const eventOptions = ({ since, until }: Query): readonly string[] => [
  ...(since === undefined ? [] : ['--since', since]),
  ...(until === undefined ? [] : ['--until', until]),
];

/** Whole ids are for programs; their first twelve digits name the same container. */
const nameIn = (part: string): string =>
  decodeURIComponent(part).replace(/^([0-9a-f]{12})[0-9a-f]{52}$/, '$1');

const socket = '/var/run/docker.sock';

const dockerLine = (path: string, query: Query, method: string): string => {
  for (const [pattern, line] of byPath) {
    const match = pattern.exec(path);
    if (match) return line(nameIn(match[1] ?? ''), query);
  }
  const archive = /^\/containers\/([^/]+)\/archive$/.exec(path);
  if (archive && query['path'] !== undefined) {
    const place = `${nameIn(archive[1] ?? '')}:${query['path']}`;
    return `docker cp ${shellWord(place)} - | tar tv`;
  }
  // What the docker command cannot ask, the engine's socket answers.
  const search = new URLSearchParams(query).toString();
  const url = `http://localhost${path}${search && `?${search}`}`;
  const head = method === 'HEAD' ? ['-I'] : [];
  return shellLine(['curl', '-sS', ...head, '--unix-socket', socket, url]);
};
