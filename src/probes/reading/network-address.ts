import type { Context } from '../../core/probe.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { isLoopback } from '../../formats/proc-net.ts';
import { refused, type Read } from './container.ts';
import { inspectedMembers, type Member } from './network-members.ts';

/** One thing that a name stands for, as a container's network sees it. */
export type Place = {
  readonly where: 'container' | 'this-host' | 'elsewhere';
  readonly container?: Inspected;
  /** Reachable from the target itself: never the container's own loopback. */
  readonly address: string;
  readonly port: number;
  /** The port inside the container, where that is another. */
  readonly privatePort: number;
  /** The caller's own address there, where it has one now. */
  readonly from?: string;
  readonly words: string;
};

export type Sought = { readonly host: string; readonly port: number };

export type Network = { readonly name: string; readonly id: string; readonly address: string };

/** Everything about a container's network that names are resolved with. */
export type Surroundings = {
  readonly caller: Inspected;
  readonly usesHost: boolean;
  readonly networks: readonly Network[];
  readonly gateways: readonly string[];
  readonly members: readonly Member[];
  readonly hosts: string;
};

/** The places that addresses stand for, as the container sees them. */
export const placesAt = async (
  context: Context,
  around: Surroundings,
  sought: Sought,
  addresses: readonly string[],
): Promise<Read<readonly Place[]>> => {
  // `localhost` has an address of each family: one place.
  const distinct = addresses.some((each) => isLoopback(each))
    ? [addresses.find((each) => isLoopback(each)) ?? '']
    : [...new Set(addresses)];
  const places: Place[] = [];
  for (const at of distinct) {
    const place = await atAddress(context, around, sought, at);
    if (!place.ok) return place;
    places.push(place.value);
  }
  return { ok: true, value: places };
};

const atAddress = async (
  context: Context,
  { caller, usesHost, networks, gateways, members }: Surroundings,
  { host, port }: Sought,
  at: string,
): Promise<Read<Place>> => {
  const words = host === at ? at : `${host} is ${at}`;
  const plain = { address: at, port, privatePort: port, words };
  if (isLoopback(at) && !usesHost) {
    const own = Object.values(caller.NetworkSettings.Networks).find(
      ({ IPAddress }) => IPAddress !== '',
    );
    const place = {
      ...plain,
      address: own?.IPAddress ?? '',
      words: `${words}, which is the container itself`,
    };
    return { ok: true, value: { ...place, where: 'container', container: caller } };
  }
  const holder = members.find((member) =>
    [...member.networks.values()].some((each) => each.address === at),
  );
  if (holder) return asContainer(context, holder, { ...plain, ...fromIn(networks, holder) });
  if (!usesHost && !gateways.includes(at) && !isLoopback(at)) {
    return { ok: true, value: { ...plain, where: 'elsewhere' } };
  }
  const publisher = members.find(({ ports }) =>
    ports.some(({ ip, publicPort }) => publicPort === port && isReachable(ip, at)),
  );
  if (publisher) {
    const privatePort =
      publisher.ports.find((each) => each.publicPort === port)?.privatePort ?? port;
    const through = `${words}, where ${publisher.name} publishes port ${port}`;
    return asContainer(context, publisher, { ...plain, privatePort, words: through });
  }
  return onHost(context, members, plain);
};

/** A port published on one address of the host is not open on the others. */
const isReachable = (ip: string, at: string): boolean =>
  ip === '' || ip === '0.0.0.0' || ip === '::' || ip === at;

/** A container that uses the host's own network stands there without publishing anything. */
const onHost = async (
  context: Context,
  members: readonly Member[],
  plain: Omit<Place, 'where'>,
): Promise<Read<Place>> => {
  const candidates = members.filter(({ mode, state }) => mode === 'host' && state === 'running');
  const read = await inspectedMembers(context, candidates);
  if (!read.ok) return read;
  const server = read.value.find(
    ({ Config: { ExposedPorts } }) => ExposedPorts && `${plain.port}/tcp` in ExposedPorts,
  );
  if (!server)
    return {
      ok: true,
      value: { ...plain, where: 'this-host', words: `${plain.words}, this host` },
    };
  const words = `${plain.words}, this host, whose network ${server.Name} uses`;
  return { ok: true, value: { ...plain, where: 'container', container: server, words } };
};

const asContainer = async (
  context: Context,
  member: Member,
  plain: Omit<Place, 'where'>,
): Promise<Read<Place>> => {
  const read = await inspectedMembers(context, [member]);
  if (!read.ok) return read;
  const [container] = read.value;
  if (!container) {
    return refused({
      outcome: 'unreadable',
      subject: member.name,
      detail: 'it was removed meanwhile',
    });
  }
  return { ok: true, value: { ...plain, where: 'container', container } };
};

const fromIn = (networks: readonly Network[], member: Member): { readonly from?: string } => {
  const shared = networks.find(({ name, address: own }) => own !== '' && member.networks.has(name));
  return shared ? { from: shared.address } : {};
};
