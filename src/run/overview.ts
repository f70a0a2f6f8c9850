import { containerEventsOf } from '../formats/container-events.ts';
import { containersIn, projectsOf } from '../formats/container-list.ts';
import type { ComposeConfig } from '../formats/compose-config.ts';
import { servicesSeen } from '../formats/services-seen.ts';
import { declarationOrRefusal } from '../probes/reading/compose-project.ts';
import type {
  ContainerSeen,
  Overview,
  ProjectSeen,
  TextSeen,
  UnknownLines,
} from '../core/overview.ts';
import type { Failure } from '../core/outcome.ts';
import type { Reply, Request } from '../core/target.ts';
import { valueAt } from '../core/template.ts';

/** What one container's log holds; made by the scanner. */
export type LogSeen = {
  readonly texts: readonly Omit<TextSeen, 'container'>[];
  readonly unknown: readonly Omit<UnknownLines, 'container'>[];
  readonly lines: number;
};

export type Look = {
  send(request: Request): Promise<Reply>;
  scan(log: Uint8Array): LogSeen;
  /** Makes a mark of a text, by which it can be compared and not be guessed. */
  mark(text: string): string;
  /** Folder or name of the one project to look at. */
  readonly project?: string;
  /** The one container whose log is wanted, by name or id. */
  readonly container?: string;
};

/** Bounds of log reading: they are said wherever the log is what a finding rests on. */
export const logBounds = { tailLines: 2000, maxBytes: 4 * 1024 * 1024, most: 500 };

const nothing: Overview = {
  containers: [],
  projects: [],
  texts: [],
  unknown: [],
  blind: [],
  bounds: [],
};

/** Once per target and epoch, before any run: two waves of requests, whatever the number of flows. */
export const readOverview = async (look: Look): Promise<Overview> => {
  const { send, project, container } = look;
  const [version, list, compose] = await Promise.all([
    send({ kind: 'docker', method: 'GET', path: '/version' }),
    send({ kind: 'docker', method: 'GET', path: '/containers/json', query: { all: '1' } }),
    send({ kind: 'exec', argv: ['docker', 'compose', 'version', '--short'], timeoutMs: 5000 }),
  ]);
  const refusal = refusalOf(version, 'Docker Engine') ?? refusalOf(list, 'containers');
  if (refusal || !version.ok || !list.ok) return { ...nothing, blind: refusal ? [refusal] : [] };
  const listed = containersIn(list.json, (text) => look.mark(text));
  if (listed.outcome !== 'found') return { ...nothing, blind: [listed] };
  const all = listed.data;
  const containers = project === undefined ? all : all.filter((seen) => belongs(seen, project));
  const bounds: string[] = [];
  if (project !== undefined && containers.length === 0 && all.length > 0) {
    bounds.push(`no container carries the compose labels of ${project}`);
  }
  const named = container === undefined ? containers : containers.filter(isNamed(container));
  const read = named.slice(0, logBounds.most);
  if (read.length < named.length) {
    bounds.push(`only the logs of the first ${logBounds.most} containers were read`);
  }
  const at = version.headers?.['date'];
  const projects = projectsOf(containers);
  const { compose: generation } = composeVersion(compose);
  const [logs, deaths, declared] = await Promise.all([
    Promise.all(read.map((seen) => readLog(look, seen))),
    deathsIn(look, at),
    generation === undefined ? [] : Promise.all(projects.map((each) => declaredBy(look, each))),
  ]);
  return {
    engine: {
      version: wordAt(version.json, 'Version'),
      apiVersion: wordAt(version.json, 'ApiVersion'),
      ...kernelOf(version.json),
      host: `${wordAt(version.json, 'Os')}/${wordAt(version.json, 'Arch')}`,
      ...composeVersion(compose),
    },
    ...(at !== undefined && { at }),
    containers: containers.map((seen) => withDeaths(seen, deaths)),
    projects,
    services: declared.flatMap(({ project, config }) =>
      config ? servicesSeen(project, config, containers) : [],
    ),
    refusedProjects: declared.flatMap(({ project, refused }) => (refused ? [project.project] : [])),
    texts: logs.flatMap(({ texts }) => texts),
    unknown: logs.flatMap(({ unknown }) => unknown),
    blind: logs.flatMap(({ blind }) => blind),
    bounds: [...bounds, ...logs.flatMap((log) => log.bounds)],
  };
};

const kernelOf = (json: unknown): { readonly kernel?: string } => {
  const kernel = wordAt(json, 'KernelVersion');
  return kernel === '?' ? {} : { kernel };
};

const wordAt = (json: unknown, field: string): string => {
  const value = valueAt(json, [field]);
  return typeof value === 'string' ? value : '?';
};

const belongs = ({ folder, project }: ContainerSeen, wanted: string): boolean =>
  folder === wanted.replace(/(.)\/+$/, '$1') || project === wanted;

const isNamed =
  (name: string) =>
  ({ container, id }: ContainerSeen): boolean =>
    container === name || (name.length >= 4 && id.startsWith(name));

const composeVersion = (reply: Reply): { readonly compose?: string } => {
  if (!reply.ok || reply.exit !== 0) return {};
  return { compose: new TextDecoder().decode(reply.stdout).trim() };
};

const refusalOf = (reply: Reply, subject: string): Failure | undefined => {
  if (!reply.ok) return reply.failure;
  if (reply.status === 200) return undefined;
  const words = valueAt(reply.json, ['message']);
  const detail = typeof words === 'string' ? words : `the engine answered ${reply.status ?? 0}`;
  return { outcome: 'unreadable', subject, detail };
};

type Declared = {
  readonly project: ProjectSeen;
  readonly config?: ComposeConfig;
  readonly refused?: true;
};

/** What a project declares. What cannot be read here says nothing about it. */
const declaredBy = async ({ send }: Look, project: ProjectSeen): Promise<Declared> => {
  const { project: name, folder, files, envFile } = project;
  if (folder === undefined || files.length === 0) return { project };
  const argv = [
    ...['docker', 'compose', '-p', name, '--project-directory', folder],
    ...files.flatMap((file) => ['-f', file]),
    ...(envFile === undefined ? [] : ['--env-file', envFile]),
  ];
  const about = { name, folder, files, envFile, argv, version: '2' };
  const read = await declarationOrRefusal({ send }, about);
  if (!read.ok) return { project };
  return 'invalid' in read.value
    ? { project, refused: true }
    : { project, config: read.value.config };
};

const hourSeconds = 3600;

/** How often each container ended, as far as the engine remembers: a loop may be up at each look. */
const deathsIn = async (
  { send }: Look,
  at: string | undefined,
): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  if (at === undefined) return counts;
  const now = Math.floor(Date.parse(at) / 1000);
  const reply = await send({
    kind: 'docker',
    method: 'GET',
    path: '/events',
    query: {
      since: String(now - hourSeconds),
      until: String(now),
      filters: JSON.stringify({ type: ['container'], event: ['die'] }),
    },
  });
  // An engine that does not tell says nothing about the containers: other rows hold without it.
  if (!reply.ok || reply.status !== 200) return counts;
  for (const { id } of containerEventsOf(new TextDecoder().decode(reply.stdout))) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
};

const withDeaths = (seen: ContainerSeen, counts: ReadonlyMap<string, number>): ContainerSeen => {
  const deaths = counts.get(seen.id);
  return deaths === undefined ? seen : { ...seen, deaths };
};

type OneLog = Pick<Overview, 'texts' | 'unknown' | 'blind' | 'bounds'>;

const readLog = async ({ send, scan }: Look, seen: ContainerSeen): Promise<OneLog> => {
  const { id, container, state } = seen;
  // A created container has never run: it has no log.
  if (state === 'created') return nothing;
  const { tailLines, maxBytes } = logBounds;
  const query = { stdout: '1', stderr: '1', timestamps: '1', tail: String(tailLines) };
  const path = `/containers/${id}/logs`;
  const reply = await send({ kind: 'docker', method: 'GET', path, query, maxBytes });
  const subject = `log of ${container}`;
  const refusal = refusalOf(reply, subject);
  if (refusal || !reply.ok) return { ...nothing, blind: refusal ? [{ ...refusal, subject }] : [] };
  const { texts, unknown, lines } = scan(reply.stdout ?? new Uint8Array());
  const bounds: string[] = [];
  if (reply.truncated) bounds.push(`${subject}: only ${maxBytes / 1024} kB of it were read`);
  else if (lines >= tailLines)
    bounds.push(`${subject}: only the last ${tailLines} lines were read`);
  return {
    texts: texts.map((text) => ({ ...text, container })),
    unknown: unknown.map((group) => ({ ...group, container })),
    blind: [],
    bounds,
  };
};
