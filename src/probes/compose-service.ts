import { z } from 'zod';
import { found, notFound } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { dependenciesOf } from '../formats/compose-config.ts';
import { serviceState, serviceVerdicts, type Member } from '../formats/service-state.ts';
import {
  activeServices,
  declarationOrRefusal,
  projectBy,
  type ComposeProject,
} from './reading/compose-project.ts';
import { getJson, inspectContainer, refused, type Read } from './reading/container.ts';
import {
  findProject,
  listContainers,
  membersOf,
  serviceIn,
  type Listed,
} from './reading/project.ts';

export const composeService = defineProbe({
  name: 'compose.service',
  doc: 'Looks why a declared service has no container that runs: its files, its containers, what it waits for.',
  args: z.object({
    service: z.string().optional(),
    project: z.string().optional().describe('Name or folder'),
    container: z.string().optional().describe('The name under which a container was sought'),
  }),
  data: z.object({
    verdict: z
      .enum([...serviceVerdicts, 'invalid'])
      .describe(
        '`invalid`: Compose refuses the files as a whole; `exists`: it has a container that does not run; `none`: none, and nothing of this explains it',
      ),
    service: z.string(),
    project: z.string().describe('Name of the project'),
    folder: z.string(),
    container: z.string().describe('The one that matters; empty where there is none'),
    dependency: z.string().describe('The container that it waits for; empty where it does not'),
    profiles: z.array(z.string()),
    why: z.string(),
    excerpt: z.string(),
  }),
  missing: "the project's files are not on this host",
  run: async (sought, context) => {
    const all = await listContainers(context);
    if (!all.ok) return all.failure;
    const labels = findProject(all.value, sought);
    if (!labels.ok) return labels.failure;
    const { name, folder } = labels.value;
    const service =
      sought.service ??
      all.value.find((each) => each.name === sought.container)?.labels[
        'com.docker.compose.service'
      ] ??
      serviceIn(sought.container ?? '', name);
    const project = await projectBy(context, labels.value);
    if (!project.ok) return project.failure;
    const [read, active] = await Promise.all([
      declarationOrRefusal(context, project.value),
      activeServices(context, project.value),
    ]);
    if (!read.ok) return read.failure;
    if (!active.ok) return active.failure;
    const about = { project: name, folder, container: '', dependency: '', profiles: [] };
    const invalid = (words: string) =>
      found({
        ...{ ...about, service: service ?? '', verdict: 'invalid' as const },
        ...{ why: words.split('\n')[0] ?? words, excerpt: words },
      });
    if ('invalid' in read.value) return invalid(read.value.invalid);
    if ('invalid' in active.value) return invalid(active.value.invalid);
    if (service === undefined || service === '') {
      return notFound(name, 'no service is named: give one with -i service=…');
    }
    const { config, warnings } = read.value;
    const wanted = config.services[service];
    const waits = wanted ? dependenciesOf(wanted) : [];
    const members = await membersRead(context, all.value, name, [service, ...waits]);
    if (!members.ok) return members.failure;
    const there = await resourcesOf(context);
    if (!there.ok) return there.failure;
    const own = membersOf(all.value, name, service).map((each) => each.name);
    const state = serviceState({
      ...{ service, config, active: active.value, ...there.value },
      members: (of) => members.value.get(of) ?? [],
      others: all.value.map((each) => each.name).filter((each) => !own.includes(each)),
      usual: usualName(project.value, service),
    });
    if (state.verdict === 'wait') {
      return { outcome: 'unreadable' as const, subject: service, detail: state.why };
    }
    const { verdict, why, container = '', dependency = '', profiles = [] } = state;
    const lines = [
      ...warnings,
      ...[...members.value].flatMap(([of, some]) =>
        some.length === 0
          ? [`${of}: no container`]
          : some.map((each) => `${of}: ${each.name} is ${stateWords(each)}`),
      ),
      why,
    ];
    return found({
      ...{ ...about, service, verdict, why, container, dependency },
      profiles: [...profiles],
      excerpt: lines.join('\n'),
    });
  },
});

const stateWords = ({ state, health, exit, error }: Member): string =>
  [
    state,
    ...(health === undefined ? [] : [health]),
    ...(state === 'exited' ? [`with ${exit}`] : []),
    ...(error === '' ? [] : [`(${error})`]),
  ].join(' ');

const usualName = ({ name, version }: Omit<ComposeProject, 'service'>, service: string): string => {
  const join = version.startsWith('1.') ? '_' : '-';
  return [name, service, '1'].join(join);
};

const membersRead = async (
  context: Context,
  all: readonly Listed[],
  project: string,
  services: readonly string[],
): Promise<Read<ReadonlyMap<string, readonly Member[]>>> => {
  const found = new Map<string, readonly Member[]>();
  for (const service of new Set(services)) {
    const some: Member[] = [];
    for (const { id } of membersOf(all, project, service)) {
      const read = await inspectContainer(context, id);
      if (!read.ok) {
        if (read.failure.outcome === 'not-found') continue;
        return read;
      }
      const { Name, State } = read.value;
      some.push({
        ...{ name: Name, state: State.Status, exit: State.ExitCode, error: State.Error },
        ...(State.Health && { health: State.Health.Status }),
      });
    }
    found.set(service, some);
  }
  return { ok: true, value: found };
};

const named = z.array(z.object({ Name: z.string() }));
const volumes = z.object({ Volumes: named.nullish() });

type Resources = { readonly networks: readonly string[]; readonly volumes: readonly string[] };

/** What is there of networks and volumes, by name. */
const resourcesOf = async (context: Context): Promise<Read<Resources>> => {
  const [nets, vols] = await Promise.all([
    getJson(context, '/networks'),
    getJson(context, '/volumes'),
  ]);
  if (!nets.ok) return nets;
  if (!vols.ok) return vols;
  const [networks, kept] = [named.safeParse(nets.value), volumes.safeParse(vols.value)];
  if (!networks.success || !kept.success) {
    const detail = 'they have another form than expected';
    return refused({ outcome: 'unreadable', subject: 'networks and volumes', detail });
  }
  return {
    ok: true,
    value: {
      networks: networks.data.map(({ Name }) => Name),
      volumes: (kept.data.Volumes ?? []).map(({ Name }) => Name),
    },
  };
};
