import type { Context } from '../../core/probe.ts';
import { addressesIn } from '../../formats/hosts-file.ts';
import { composeOf, type Inspected } from '../../formats/inspect.ts';
import { refused, type Read } from './container.ts';
import { readText } from './file-stat.ts';
import { isRunning } from './main-process.ts';
import { placesAt, type Place, type Sought, type Surroundings } from './network-address.ts';
import {
  inspectedMembers,
  mostMembers,
  namesIn,
  networkMembers,
  networkOwner,
  type Member,
} from './network-members.ts';

export type Resolved =
  | { readonly known: true; readonly places: readonly Place[] }
  | { readonly known: false; readonly words: string };

const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)$/i;

export const resolveName = async (
  context: Context,
  inspected: Inspected,
  { host, port }: Sought,
): Promise<Read<Resolved>> => {
  const around = await surroundings(context, inspected);
  if (!around.ok) return around;
  const written = address.test(host) ? [host] : addressesIn(around.value.hosts, host);
  if (written.length > 0) {
    const places = await placesAt(context, around.value, { host, port }, written);
    return places.ok ? { ok: true, value: { known: true, places: places.value } } : places;
  }
  return byName(context, around.value, { host, port });
};

const surroundings = async (
  context: Context,
  inspected: Inspected,
): Promise<Read<Surroundings>> => {
  const owner = await networkOwner(context, inspected);
  if (!owner.ok) return owner;
  const [members, hosts] = await Promise.all([
    networkMembers(context),
    readText(context, '/etc/hosts', { in: inspected.Id }),
  ]);
  if (!members.ok) return members;
  // An image without the file, or a container that never ran, adds no names.
  if (!hosts.ok && hosts.failure.outcome !== 'not-found') return hosts;
  const networks = Object.entries(owner.value.NetworkSettings.Networks);
  return {
    ok: true,
    value: {
      caller: owner.value,
      usesHost: owner.value.HostConfig.NetworkMode === 'host',
      networks: networks.map(([name, { NetworkID, IPAddress }]) => ({
        name,
        id: NetworkID,
        address: IPAddress,
      })),
      gateways: networks.map(([, { Gateway }]) => Gateway).filter(Boolean),
      members: members.value,
      hosts: hosts.ok ? hosts.value : '127.0.0.1 localhost',
    },
  };
};

const byName = async (
  context: Context,
  around: Surroundings,
  { host, port }: Sought,
): Promise<Read<Resolved>> => {
  const { networks, members } = around;
  const shares = (member: Member): boolean =>
    networks.some(({ name }) => member.networks.has(name));
  const near = members.filter((member) => shares(member) && member.state === 'running');
  const read = await inspectedMembers(context, near);
  if (!read.ok) return read;
  const places = read.value.flatMap((container): Place[] => {
    const network = networks.find(({ name }) =>
      namesIn(container, name).includes(host.toLowerCase()),
    );
    const seen = network && container.NetworkSettings.Networks[network.name];
    if (!network || !seen || !isRunning(container)) return [];
    const words = `${host} is ${container.Name} (${seen.IPAddress}) in the network ${network.name}`;
    const from = network.address === '' ? {} : { from: network.address };
    return [
      {
        where: 'container',
        container,
        address: seen.IPAddress,
        port,
        privatePort: port,
        words,
        ...from,
      },
    ];
  });
  if (places.length > 0) return { ok: true, value: { known: true, places } };
  if (near.length > mostMembers) {
    const detail = `only ${mostMembers} of the ${near.length} containers in its networks were asked for their names`;
    return refused({ outcome: 'unreadable', subject: host, detail });
  }
  return outside(context, around, { host, port });
};

/** No container there has the name: then the host's resolver is asked, as Docker's own would. */
const outside = async (
  context: Context,
  { caller, members }: Surroundings,
  { host, port }: Sought,
): Promise<Read<Resolved>> => {
  const { project } = composeOf(caller);
  // The application's own project first: of a host with many containers not all are asked.
  const ours = members.toSorted(
    (a, b) => Number(b.project === project) - Number(a.project === project),
  );
  const read = await inspectedMembers(context, ours);
  if (!read.ok) return read;
  const bearer = bearerOf(read.value, caller, host);
  const unknown = { known: false, words: unknownWords(host, bearer) } as const;
  // What stopped took its name with it, whatever the resolver of the host can say.
  if (bearer && !isRunning(bearer)) return { ok: true, value: unknown };
  const reply = await context.send({ kind: 'dial', host, port });
  if (!reply.ok) return refused(reply.failure);
  const answer = reply.json as { readonly verdict: string };
  if (answer.verdict === 'name-unknown') return { ok: true, value: unknown };
  const words = `${host} is no container's name: it stands for a machine elsewhere`;
  const place: Place = { where: 'elsewhere', address: host, port, privatePort: port, words };
  return { ok: true, value: { known: true, places: [place] } };
};

/**
 * Who had the name, or has it elsewhere: one of the application's own project before a stranger
 * that happens to be named so. The same service in another project says nothing here.
 */
const bearerOf = (
  all: readonly Inspected[],
  caller: Inspected,
  host: string,
): Inspected | undefined => {
  const { project } = composeOf(caller);
  const own = all.filter((each) => project !== undefined && composeOf(each).project === project);
  const near = own.find(
    (each) =>
      composeOf(each).service === host ||
      Object.keys(each.NetworkSettings.Networks).some((network) =>
        namesIn(each, network).includes(host.toLowerCase()),
      ),
  );
  return near ?? all.find((each) => each.Name === host);
};

const unknownWords = (host: string, bearer: Inspected | undefined): string => {
  if (!bearer) return `nothing is called ${host} in the networks of the container, nor outside`;
  if (!isRunning(bearer))
    return `${bearer.Name} is called ${host}, and it is ${bearer.State.Status}`;
  return `${bearer.Name} is called ${host}, but it shares no network with the container`;
};
