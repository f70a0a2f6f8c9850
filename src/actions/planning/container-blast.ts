import { z } from 'zod';
import type { Blast, PlanContext } from '../../core/action.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { socketsIn } from '../../formats/proc-net.ts';
import { getJson } from '../../probes/reading/container.ts';
import { readText } from '../../probes/reading/file-stat.ts';
import { isRunning, mainProcessIsHere } from '../../probes/reading/main-process.ts';
import { clientNames } from './client-names.ts';

const changesAnswer = z.array(z.object({ Path: z.string(), Kind: z.number() })).nullable();
const shownPaths = 10;
/** What the engine itself puts into a layer. */
const engineOwn = ['/sbin', '/sbin/docker-init', '/.dockerenv'];

/** What feels it when a container stops for a moment; `recreated`: its own layer goes with it. */
export const containerBlast = async (
  context: PlanContext,
  container: Inspected,
  more: { readonly recreated: boolean; readonly dependents?: readonly string[] },
): Promise<Blast> => {
  const runs = isRunning(container);
  const [lost, connections] = await Promise.all([
    more.recreated ? layerLost(context, container) : [],
    runs ? connectionsTo(context, container) : [],
  ]);
  return {
    restarts: runs ? [container.Name] : [],
    dependents: more.dependents ?? [],
    ports: publishedPorts(container),
    volumes: container.Mounts.filter(({ RW }) => RW).map(
      ({ Name, Source, Destination }) => `${Name ?? Source} at ${Destination}`,
    ),
    lost,
    connections,
    downtime: runs
      ? 'from its stop (ten seconds at most, where nothing else is set) until it has started'
      : 'none: it does not run now',
  };
};

export const publishedPorts = ({ NetworkSettings: { Ports } }: Inspected): readonly string[] =>
  Object.entries(Ports ?? {}).flatMap(([inner, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}->${inner}`),
  );

/** Files that were written into the container itself, outside of every mount. */
const layerLost = async (
  context: PlanContext,
  container: Inspected,
): Promise<readonly string[]> => {
  const read = await getJson(context, `/containers/${container.Id}/changes`, { fresh: true });
  const parsed = read.ok ? changesAnswer.safeParse(read.value) : undefined;
  if (!parsed?.success) return ['what was written inside the container could not be seen'];
  const targets = container.Mounts.map(({ Destination }) => Destination);
  const paths = (parsed.data ?? [])
    .map(({ Path }) => Path)
    .filter((path) => !engineOwn.includes(path));
  const own = paths.filter(
    (path) =>
      // A folder is listed for what changed in it, and for what is mounted below it.
      !paths.some((other) => other.startsWith(`${path}/`)) &&
      !targets.some((target) => target === path || target.startsWith(`${path}/`)),
  );
  return own.length > shownPaths
    ? [...own.slice(0, shownPaths), `and ${own.length - shownPaths} more paths`]
    : own;
};

/** Who is connected to what it listens on, from the tables of its own network. */
const connectionsTo = async (
  context: PlanContext,
  container: Inspected,
): Promise<readonly string[]> => {
  const unseen = ['open connections could not be counted'];
  if (container.HostConfig.NetworkMode === 'host') return unseen;
  if (!(await mainProcessIsHere(context, container))) return unseen;
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readText(context, `/proc/${container.State.Pid}/net/${name}`)),
  );
  if (!tables.some(({ ok }) => ok)) return unseen;
  const sockets = tables.flatMap((table) => (table.ok ? socketsIn(table.value) : []));
  const listens = new Set(
    sockets.filter(({ state }) => state === 'listen').map(({ port }) => port),
  );
  const open = sockets.filter(({ state, port }) => state === 'established' && listens.has(port));
  const names = await clientNames(
    context,
    open.map(({ remoteAddress }) => remoteAddress),
  );
  const counts = new Map<string, number>();
  for (const { remoteAddress, port } of open) {
    const who = `${names.get(remoteAddress) ?? remoteAddress} to port ${port}`;
    counts.set(who, (counts.get(who) ?? 0) + 1);
  }
  return [...counts].map(([who, count]) => (count === 1 ? who : `${who} (${count} times)`)).sort();
};
