import { z } from 'zod';
import type { Context } from '../../core/probe.ts';
import type { ComposeConfig, ComposeService } from '../../formats/compose-config.ts';
import {
  differences,
  type Deployed,
  type Difference,
  type ImageDefaults,
} from '../../formats/deployed-difference.ts';
import { inspected, type Inspected } from '../../formats/inspect.ts';
import { composeProject, declaration, type ComposeProject } from './compose-project.ts';
import { getJson, inspectContainer, refused, type Read } from './container.ts';

/** A container beside what its project declares now and what its image is called now. */
export type Deployment = {
  readonly container: Inspected;
  readonly project: ComposeProject;
  readonly service: ComposeService;
  readonly config: ComposeConfig;
  /** What Compose warns of. */
  readonly warnings: readonly string[];
  /** The name under which the service's image is looked up. */
  readonly reference: string;
  /** What that name means here now; undefined: no image has it. */
  readonly image: string | undefined;
  /** How the container is not as it would be made now. Without the image only that it is not here. */
  readonly differences: readonly (Difference | ImageDifference)[];
};

export type ImageDifference = { readonly part: 'image'; readonly line: string };

export const deploymentOf = async (
  context: Context,
  name: string,
  fresh?: true,
): Promise<Read<Deployment>> => {
  const read = await inspectContainer(context, name, fresh);
  if (!read.ok) return read;
  const container = read.value;
  const project = await composeProject(context, container);
  if (!project.ok) return project;
  const declared = await declaration(context, project.value);
  if (!declared.ok) return declared;
  const { config, warnings } = declared.value;
  const service = config.services[project.value.service];
  if (!service) {
    const detail = `the project's files declare no service ${project.value.service} any more`;
    return refused({ outcome: 'not-found', subject: name, detail });
  }
  const reference = service.image ?? builtName(project.value);
  const image = await readImage(context, reference, fresh);
  if (!image.ok) return image;
  const about = { container, project: project.value, service, config, warnings, reference };
  if (!image.value) return { ok: true, value: { ...about, image: undefined, differences: [] } };
  const { id, defaults } = image.value;
  return {
    ok: true,
    value: {
      ...about,
      image: id,
      differences: [
        ...(id === container.Image ? [] : [moved(container.Image, id, reference)]),
        ...differences(service, config, { deployed: deployedOf(container), image: defaults }),
      ],
    },
  };
};

const moved = (from: string, to: string, reference: string): ImageDifference => ({
  part: 'image',
  line: `image: ${short(from)} → ${short(to)}, which ${reference} means now`,
});

const short = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);

/** v1 joins with an underscore. */
const builtName = ({ name, service, version }: ComposeProject): string =>
  `${name}${version.startsWith('1.') ? '_' : '-'}${service}`;

const list = z
  .array(z.string())
  .nullish()
  .transform((all) => all ?? []);

const imageAnswer = z.object({
  Id: z.string(),
  Config: z
    .object({
      Env: list,
      Cmd: list,
      Entrypoint: list,
      Healthcheck: inspected.shape.Config.shape.Healthcheck,
    })
    .nullish(),
});

const readImage = async (
  context: Context,
  reference: string,
  fresh?: true,
): Promise<Read<{ readonly id: string; readonly defaults: ImageDefaults } | undefined>> => {
  const path = `/images/${reference.split('/').map(encodeURIComponent).join('/')}/json`;
  const read = await getJson(context, path, fresh && { fresh });
  if (!read.ok) {
    return read.failure.outcome === 'not-found' ? { ok: true, value: undefined } : read;
  }
  const parsed = imageAnswer.safeParse(read.value);
  if (!parsed.success)
    return refused({
      outcome: 'unreadable',
      subject: reference,
      detail: 'its description cannot be read',
    });
  const { Id: id, Config } = parsed.data;
  const defaults = {
    env: Config?.Env ?? [],
    command: Config?.Cmd ?? [],
    entrypoint: Config?.Entrypoint ?? [],
    healthTest: Config?.Healthcheck?.Test ?? [],
    healthTimes: timesOf(Config?.Healthcheck),
  };
  return { ok: true, value: { id, defaults } };
};

const deployedOf = (container: Inspected): Deployed => ({
  env: container.Config.Env,
  command: container.Config.Cmd ?? [],
  entrypoint: container.Config.Entrypoint ?? [],
  healthTest: container.Config.Healthcheck?.Test ?? [],
  healthTimes: timesOf(container.Config.Healthcheck),
  mounts: container.Mounts.map(({ Type, Name, Source, Destination }) => ({
    type: Type,
    name: Name ?? '',
    source: Source,
    destination: Destination,
  })),
  ports: container.HostConfig.PortBindings,
});

type Healthcheck = Inspected['Config']['Healthcheck'];

/** Under the names that compose files have for them; the engine counts nanoseconds. */
const timesOf = (check: Healthcheck): Deployed['healthTimes'] => ({
  interval: (check?.Interval ?? 0) / 1e6,
  timeout: (check?.Timeout ?? 0) / 1e6,
  start_period: (check?.StartPeriod ?? 0) / 1e6,
});
