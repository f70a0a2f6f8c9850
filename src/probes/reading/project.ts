import { z } from 'zod';
import { notFound } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import { nameOf } from '../../formats/paths.ts';
import type { ProjectLabels } from './compose-project.ts';
import { getJson, refused, type Read } from './container.ts';

const listed = z.array(
  z.object({
    Id: z.string(),
    Names: z.array(z.string()).default([]),
    State: z.string(),
    Status: z.string(),
    Labels: z
      .record(z.string(), z.string())
      .nullish()
      .transform((labels) => labels ?? {}),
  }),
);

/** A container as the engine's list has it, with what Compose wrote on it. */
export type Listed = {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
};

const label = (name: string) => `com.docker.compose.${name}`;

export const listContainers = async (context: Context): Promise<Read<readonly Listed[]>> => {
  const read = await getJson(context, '/containers/json', { query: { all: '1' } });
  if (!read.ok) return read;
  const parsed = listed.safeParse(read.value);
  if (!parsed.success) {
    const detail = 'it has another form than expected';
    return refused({ outcome: 'unreadable', subject: 'list of containers', detail });
  }
  const value = parsed.data.map(({ Id, Names: [name = ''], State, Status, Labels }) => ({
    ...{ id: Id, name: name.replace(/^\//, ''), state: State, status: Status, labels: Labels },
  }));
  return { ok: true, value };
};

/** Containers of a service; what `run` made once is none of it. */
export const membersOf = (
  all: readonly Listed[],
  project: string,
  service: string,
): readonly Listed[] =>
  all.filter(
    ({ labels }) =>
      labels[label('project')] === project &&
      labels[label('service')] === service &&
      labels[label('oneoff')] !== 'True',
  );

export type Sought = {
  /** Name or folder. */
  readonly project?: string | undefined;
  readonly service?: string | undefined;
  /** A name that somebody asked for; a container of that name need not be there. */
  readonly container?: string | undefined;
};

/** The one project that is meant, from the labels of its containers, or from its folder alone. */
export const findProject = (
  all: readonly Listed[],
  { project, service, container }: Sought,
): Read<ProjectLabels> => {
  const projects = projectsIn(all);
  if (project !== undefined) {
    const path = project.replace(/(.)\/+$/, '$1');
    const known = projects.find(({ name, folder }) => name === project || folder === path);
    if (known) return { ok: true, value: known };
    if (path.startsWith('/')) return { ok: true, value: bare(path) };
    return refused(notFound(project, 'no container bears the name of this project'));
  }
  const own = all.find(({ name }) => name === container)?.labels[label('project')];
  const likely = [
    projects.filter(({ name }) => name === own),
    projects.filter(({ name }) => container !== undefined && startsWith(container, name)),
    projects.filter(
      ({ name }) => service !== undefined && membersOf(all, name, service).length > 0,
    ),
    projects,
  ].find((some) => some.length > 0);
  const [first] = likely ?? [];
  if (first && likely?.length === 1) return { ok: true, value: first };
  const names = projects.map(({ name }) => name).join(', ');
  const detail = first
    ? `there are several projects (${names}): name one with -i project=…`
    : 'no container bears labels of Compose: name the folder with -i project=…';
  return refused({ outcome: 'unreadable', subject: 'Compose project', detail });
};

/** `shop-worker-1` of v2, `shop_worker_1` of v1. */
const startsWith = (container: string, project: string): boolean =>
  container.startsWith(`${project}-`) || container.startsWith(`${project}_`);

/** The service in a container's name, where it is made as Compose makes them. */
export const serviceIn = (container: string, project: string): string | undefined =>
  startsWith(container, project)
    ? /^(.+?)(?:[-_]\d+)?$/.exec(container.slice(project.length + 1))?.[1]
    : undefined;

/** Compose names a project after its folder, and finds its files itself. */
const bare = (folder: string): ProjectLabels => ({
  name: nameOf(folder)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, ''),
  folder,
  files: [],
  envFile: undefined,
  made: '',
});

const projectsIn = (all: readonly Listed[]): readonly ProjectLabels[] => {
  const projects = new Map<string, ProjectLabels>();
  for (const { labels } of all) {
    const name = labels[label('project')];
    const folder = labels[label('project.working_dir')];
    if (name === undefined || folder === undefined || projects.has(name)) continue;
    projects.set(name, {
      name,
      folder,
      files: labels[label('project.config_files')]?.split(',').filter(Boolean) ?? [],
      envFile: labels[label('project.environment_file')],
      made: labels[label('version')] ?? '',
    });
  }
  return [...projects.values()];
};
