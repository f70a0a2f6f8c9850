import type { PlanContext, Preview } from '../../core/action.ts';
import { dependentsOf, type ComposeService } from '../../formats/compose-config.ts';
import { serviceSources } from '../../formats/compose-service.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { joined, parentOf } from '../../formats/paths.ts';
import type { ComposeProject } from '../../probes/reading/compose-project.ts';
import type { Read } from '../../probes/reading/container.ts';
import { deploymentOf } from '../../probes/reading/deployment.ts';
import { readText } from '../../probes/reading/file-stat.ts';
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
  const read = await deploymentOf(context, name, true);
  if (!read.ok) return read;
  const { container, project, service, reference, image, config, warnings } = read.value;
  const pending = await pendingOf(context, { project, reference, earlier });
  const dependents = dependentsOf(config, project.service);
  const changes = [
    ...(image ? [] : [`image: ${reference} is not here; Compose will pull or build it`]),
    ...read.value.differences.map(({ line }) => line),
    ...stateLines(container),
  ];
  const more = { container, project, service, reference, warnings, pending };
  return { ok: true, value: { ...more, dependents, changes } };
};

const stateLines = ({ State: { Status } }: Inspected): readonly string[] =>
  Status === 'running' || Status === 'restarting' ? [] : [`state: ${Status} → running`];

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
