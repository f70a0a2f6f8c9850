import { z } from 'zod';
import type {
  ActionContext,
  Applied,
  PlanContext,
  Preview,
  Revert,
  Undo,
} from '../../core/action.ts';
import { found, type Failure, type ProbeResult } from '../../core/outcome.ts';
import type { WholeContainer } from '../../formats/container-copy.ts';
import { inspectContainer, refused, type Read } from '../../probes/reading/container.ts';
import { failure } from './call-schemas.ts';
import { nothingDone } from './carried-out.ts';
import { containerBlast } from './container-blast.ts';
import { containerState, engineChange, readWhole } from './containers.ts';

export const placeArgs = z.object({
  network: z.string(),
  container: z.string(),
  /** Names that it has in the network beside its own; for connecting. */
  aliases: z.array(z.string()).default([]),
  /** Addresses that it is given; for connecting. */
  ipam: z.record(z.string(), z.unknown()).nullish(),
});

type Place = z.output<typeof placeArgs>;
type Networks = WholeContainer['NetworkSettings']['Networks'];

type Standing = {
  readonly whole: WholeContainer;
  readonly name: string;
  readonly endpoint: Networks[string] | undefined;
};

/** A container and its place in one network, or that it has none. */
const standing = async (
  context: PlanContext,
  { container, network }: Place,
): Promise<Read<Standing>> => {
  const read = await readWhole(context, container);
  if (!read.ok) return read;
  const whole = read.value;
  const { NetworkMode } = whole.HostConfig;
  const name = whole.Name.replace(/^\//, '');
  if (/^(host|none|container:)/.test(NetworkMode)) {
    return refused(failure(name, `its network is ${NetworkMode}: it has no place in others`));
  }
  return { ok: true, value: { whole, name, endpoint: whole.NetworkSettings.Networks[network] } };
};

const aliasesOf = ({ whole, endpoint }: Standing): readonly string[] =>
  (endpoint?.Aliases ?? []).filter((alias) => alias !== whole.Id.slice(0, 12)).toSorted();

const placeSeal = (context: PlanContext, place: Standing): string =>
  place.endpoint === undefined
    ? 'absent'
    : context.seal(JSON.stringify([aliasesOf(place), place.endpoint.IPAMConfig ?? null]));

export const previewPlace = async (
  context: PlanContext,
  given: Place,
  connected: boolean,
): Promise<Preview | Failure> => {
  const read = await standing(context, given);
  if (!read.ok) return read.failure;
  const { name, endpoint } = read.value;
  const key = `network:${given.network}/${name}`;
  const state = { [key]: placeSeal(context, read.value) };
  const inspected = await inspectContainer(context, name, true);
  if (!inspected.ok) return inspected.failure;
  const { connections } = await containerBlast(context, inspected.value, { recreated: false });
  const blast = {
    ...{ restarts: [], dependents: [], ports: [], volumes: [], lost: [], connections },
    downtime: connected ? 'none' : `${name} is not reached in ${given.network} any more`,
  };
  if ((endpoint !== undefined) === connected) {
    const nothingToDo = `${name} is ${connected ? '' : 'not '}in the network ${given.network}`;
    return { shows: [nothingToDo], state, touches: [], blast, nothingToDo };
  }
  const options = given.aliases.map((alias) => `--alias ${alias} `).join('');
  const shows = connected
    ? [`docker network connect ${options}${given.network} ${name}`]
    : [
        `docker network disconnect ${given.network} ${name}`,
        `There it answers to: ${[name, ...aliasesOf(read.value)].join(', ')}.`,
      ];
  const link = connected
    ? {}
    : { mayCutLink: `who reaches this host through ${name} may be cut off` };
  return { shows, state, touches: [key, containerState(name)], blast, ...link };
};

export const undoPlace = async (
  context: PlanContext,
  given: Place,
  connected: boolean,
): Promise<Undo | Failure> => {
  const read = await standing(context, given);
  if (!read.ok) return read.failure;
  const { name: container, endpoint } = read.value;
  const { network } = given;
  if ((endpoint !== undefined) === connected) return [];
  if (connected) return [{ action: 'container.disconnect', with: { network, container } }];
  const ipam = z.record(z.string(), z.unknown()).nullish().catch(undefined);
  const more = { aliases: aliasesOf(read.value), ipam: ipam.parse(endpoint?.IPAMConfig) ?? null };
  return [{ action: 'container.connect', with: { network, container, ...more } }];
};

/** The container's place again, by the engine's own CLI on the target. */
export const revertPlace = async (
  context: PlanContext,
  given: Place,
): Promise<Revert | Failure> => {
  const read = await standing(context, given);
  if (!read.ok) return read.failure;
  const { name, endpoint } = read.value;
  const addresses = z
    .object({ IPv4Address: z.string().default(''), IPv6Address: z.string().default('') })
    .partial()
    .nullish()
    .catch(undefined)
    .parse(endpoint?.IPAMConfig);
  const argv = [
    ...['docker', 'network', 'connect'],
    ...aliasesOf(read.value).flatMap((alias) => ['--alias', alias]),
    ...(addresses?.IPv4Address ? ['--ip', addresses.IPv4Address] : []),
    ...(addresses?.IPv6Address ? ['--ip6', addresses.IPv6Address] : []),
    ...[given.network, name],
  ];
  return { argv };
};

export const applyPlace = async (
  context: ActionContext,
  given: Place,
  connected: boolean,
): Promise<ProbeResult<Applied>> => {
  const read = await standing(context, given);
  if (!read.ok) return read.failure;
  const { name, whole, endpoint } = read.value;
  const { network, aliases, ipam } = given;
  const words = `${name} is ${connected ? '' : 'not '}in the network ${network}`;
  if ((endpoint !== undefined) === connected) return nothingDone(`${words}, as before.`);
  const config = { EndpointConfig: { Aliases: aliases, IPAMConfig: ipam ?? null } };
  const body = { Container: whole.Id, ...(connected ? config : {}) };
  const path = `/networks/${encodeURIComponent(network)}/${connected ? 'connect' : 'disconnect'}`;
  const done = await engineChange(context, { method: 'POST', path, body });
  return done.ok ? found({ summary: `${words} now.` }) : done.failure;
};
