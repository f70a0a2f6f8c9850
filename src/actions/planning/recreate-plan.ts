import { z } from 'zod';
import type { PlanContext, Preview } from '../../core/action.ts';
import { dependentsOf, type ComposeService } from '../../formats/compose-config.ts';
import { serviceSources } from '../../formats/compose-service.ts';
import {
  differences,
  type Deployed,
  type ImageDefaults,
} from '../../formats/deployed-difference.ts';
import { inspected, type Inspected } from '../../formats/inspect.ts';
import { joined, parentOf } from '../../formats/paths.ts';
import { getJson, inspectContainer, refused, type Read } from '../../probes/reading/container.ts';
import { readText } from '../../probes/reading/file-stat.ts';
import { failure } from './call-schemas.ts';
import { composeProject, declaration, type ComposeProject } from './compose-project.ts';
import { fileState } from './standing-file.ts';

/** What `up` of one service would do, told from what is declared and what is deployed. */
export type RecreatePlan = {
  readonly container: Inspected;
  readonly project: ComposeProject;
  readonly service: ComposeService;
  readonly reference: string;
  /** What would change, a line each; empty: the container is as its files say. */
  readonly changes: readonly string[];
  readonly warnings: readonly string[];
  readonly dependents: readonly string[];
  /** Earlier calls of the plan that the new container depends on. */
  readonly pending: readonly string[];
};

export const recreatePlan = async (
  context: PlanContext,
  name: string,
  earlier: readonly Preview[] = [],
): Promise<Read<RecreatePlan>> => {
  const read = await inspectContainer(context, name, true);
  if (!read.ok) return read;
  const container = read.value;
  const project = await composeProject(context, container);
  if (!project.ok) return project;
  const declared = await declaration(context, project.value);
  if (!declared.ok) return declared;
  const { config, warnings } = declared.value;
  const service = config.services[project.value.service];
  if (!service) {
    const words = `the project's files declare no service ${project.value.service} any more`;
    return refused(failure(name, words, 'not-found'));
  }
  const reference = service.image ?? builtName(project.value);
  const image = await readImage(context, reference);
  if (!image.ok) return image;
  const pending = await pendingOf(context, { project: project.value, reference, earlier });
  const more = { container, project: project.value, service, reference, warnings, pending };
  const dependents = dependentsOf(config, project.value.service);
  const state = stateLines(container);
  if (!image.value) {
    const missing = `image: ${reference} is not here; Compose will pull or build it`;
    return { ok: true, value: { ...more, dependents, changes: [missing, ...state] } };
  }
  const { id, defaults } = image.value;
  const changes = [
    ...(id === container.Image
      ? []
      : [`image: ${short(container.Image)} → ${short(id)}, which ${reference} means now`]),
    ...differences(service, config, { deployed: deployedOf(container), image: defaults }),
    ...state,
  ];
  return { ok: true, value: { ...more, dependents, changes } };
};

const short = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);

/** v1 joins with an underscore. */
const builtName = ({ name, service, version }: ComposeProject): string =>
  `${name}${version.startsWith('1.') ? '_' : '-'}${service}`;

const stateLines = ({ State: { Status } }: Inspected): readonly string[] =>
  Status === 'running' || Status === 'restarting' ? [] : [`state: ${Status} → running`];

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
  context: PlanContext,
  reference: string,
): Promise<Read<{ readonly id: string; readonly defaults: ImageDefaults } | undefined>> => {
  const path = `/images/${reference.split('/').map(encodeURIComponent).join('/')}/json`;
  const read = await getJson(context, path, { fresh: true });
  if (!read.ok) {
    return read.failure.outcome === 'not-found' ? { ok: true, value: undefined } : read;
  }
  const parsed = imageAnswer.safeParse(read.value);
  if (!parsed.success) return refused(failure(reference, 'its description cannot be read'));
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

type Pending = {
  readonly project: ComposeProject;
  readonly reference: string;
  readonly earlier: readonly Preview[];
};

/** Files and images that an earlier call changes and that this service is made from. */
const pendingOf = async (
  context: PlanContext,
  { project, reference, earlier }: Pending,
): Promise<readonly string[]> => {
  const touched = new Set(earlier.flatMap(({ touches }) => touches));
  if (touched.size === 0) return [];
  const { folder, files, envFile, service } = project;
  const paths = files.map((file) => joined(folder, file));
  const texts = await Promise.all(paths.map((path) => readText(context, path)));
  const read = serviceSources(
    texts.flatMap((text, at) => (text.ok ? [{ path: paths[at] ?? '', text: text.value }] : [])),
    service,
  );
  const envFiles = read.verdict === 'found' ? read.sources.envFiles : [];
  const all = [
    ...paths,
    joined(parentOf(paths[0] ?? `${folder}/x`), envFile ?? '.env'),
    ...envFiles.map(({ path }) => joined(folder, path)),
  ];
  return [...all.map(fileState), `image:${reference}`].filter((name) => touched.has(name));
};
