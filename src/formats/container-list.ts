import { z } from 'zod';
import { found, type ProbeResult } from '../core/outcome.ts';
import type { ContainerSeen, ProjectSeen } from '../core/overview.ts';
import { exitIn, upSecondsIn } from './status-words.ts';

const listed = z.array(
  z.object({
    Id: z.string(),
    Names: z.array(z.string()).default([]),
    Image: z.string(),
    ImageID: z.string().optional(),
    State: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
    Status: z.string(),
    Created: z.number(),
    Labels: z.record(z.string(), z.string()).nullish(),
  }),
);

const healthIn = (status: string): ContainerSeen['health'] => {
  if (status.includes('(unhealthy)')) return 'unhealthy';
  if (status.includes('(healthy)')) return 'healthy';
  return status.includes('(health: starting)') ? 'starting' : undefined;
};

/** Makes a mark of a text, by which it can be compared and not be guessed. */
export type Mark = (text: string) => string;

/** `GET /containers/json?all=1`, sorted by name; an engine's answer may have another form. */
export const containersIn = (json: unknown, mark: Mark): ProbeResult<readonly ContainerSeen[]> => {
  const parsed = listed.safeParse(json);
  if (parsed.success) return found(seenIn(parsed.data, mark));
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') ?? '';
  const detail = `${place === '' ? '' : `${place}: `}${issue?.message ?? 'not understood'}`;
  return { outcome: 'unreadable', subject: 'list of containers', detail };
};

const seenIn = (list: z.output<typeof listed>, mark: Mark): readonly ContainerSeen[] =>
  list
    .map(({ Id, Names, Image, ImageID, State, Status, Created, Labels }): ContainerSeen => {
      const health = healthIn(Status);
      const [exit, upSeconds] = [exitIn(Status), upSecondsIn(Status)];
      const project = Labels?.['com.docker.compose.project'];
      const service = Labels?.['com.docker.compose.service'];
      const folder = Labels?.['com.docker.compose.project.working_dir'];
      const files = Labels?.['com.docker.compose.project.config_files'];
      const composedBy = Labels?.['com.docker.compose.version'];
      const hash = Labels?.['com.docker.compose.config-hash'];
      const envFile = Labels?.['com.docker.compose.project.environment_file'];
      const oneOff = Labels?.['com.docker.compose.oneoff'];
      return {
        // A link's alias is listed beside the name, as `/other/alias`.
        container: (Names.find((name) => name.lastIndexOf('/') === 0) ?? Id.slice(0, 12)).slice(
          Names.length > 0 ? 1 : 0,
        ),
        id: Id,
        image: Image,
        ...(ImageID !== undefined && { imageId: ImageID }),
        state: State,
        status: Status,
        created: Created,
        ...(exit !== undefined && { exit }),
        ...(upSeconds !== undefined && { upSeconds }),
        ...(health && { health }),
        ...(project !== undefined && { project }),
        ...(service !== undefined && { service }),
        ...(folder !== undefined && { folder }),
        ...(envFile !== undefined && { envFile }),
        ...(oneOff === 'True' && { oneOff: true as const }),
        ...(files !== undefined && { files: files.split(',').filter(Boolean) }),
        ...(composedBy !== undefined && { composedBy }),
        ...(hash !== undefined && { definition: mark(hash) }),
      };
    })
    .toSorted((a, b) => (a.container < b.container ? -1 : 1));

export const projectsOf = (containers: readonly ContainerSeen[]): readonly ProjectSeen[] => {
  const projects = new Map<string, ContainerSeen[]>();
  for (const seen of containers) {
    if (seen.project === undefined) continue;
    projects.set(seen.project, [...(projects.get(seen.project) ?? []), seen]);
  }
  return [...projects].map(([project, members]) => {
    const folder = members.find((member) => member.folder !== undefined)?.folder;
    const envFile = members.find((member) => member.envFile !== undefined)?.envFile;
    return {
      project,
      ...(envFile !== undefined && { envFile }),
      ...(folder !== undefined && { folder }),
      files: [...new Set(members.flatMap(({ files }) => files ?? []))],
      containers: members.map(({ container }) => container),
    };
  });
};
