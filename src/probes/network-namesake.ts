import { z } from 'zod';
import { found, notFound } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { composeOf, type Inspected } from '../formats/inspect.ts';
import { inspectContainer } from './reading/container.ts';
import { namesIn } from './reading/network-members.ts';
import { resolveName } from './reading/network-name.ts';

export const networkNamesake = defineProbe({
  name: 'network.namesake',
  doc: "Finds the one container that answers to a service's name beside the service itself, and in which network.",
  args: z.object({
    container: z.string().describe('The one that asks'),
    host: z.string(),
    port: z.number(),
    proven: z
      .string()
      .describe('What asking them came to; only after `split` is it known that one is not meant'),
  }),
  data: z.object({ network: z.string(), container: z.string(), because: z.string() }),
  missing: 'which of them is not meant cannot be told',
  run: async ({ container, host, port, proven }, context) => {
    const read = await inspectContainer(context, container, true);
    if (!read.ok) return read.failure;
    const caller = read.value;
    const resolved = await resolveName(context, caller, { host, port });
    if (!resolved.ok) return resolved.failure;
    const places = resolved.value.known ? resolved.value.places : [];
    const servers = [
      ...new Map(
        places.flatMap((place) => (place.container ? [[place.container.Id, place.container]] : [])),
      ).values(),
    ];
    const isMeant = (each: Inspected): boolean =>
      composeOf(each).project === composeOf(caller).project && composeOf(each).service === host;
    const others = servers.filter((each) => !isMeant(each));
    const [other] = others;
    if (proven !== 'split' || servers.length !== 2 || others.length !== 1 || !other) {
      const names = servers.map(({ Name }) => Name).join(', ');
      return notFound(host, `which of ${names || 'them'} is not meant is not proven`);
    }
    const networks = Object.keys(other.NetworkSettings.Networks).filter(
      (name) =>
        name in caller.NetworkSettings.Networks &&
        namesIn(other, name).includes(host.toLowerCase()),
    );
    const [network, ...more] = networks;
    if (network === undefined || more.length > 0) {
      return notFound(other.Name, `it has the name ${host} in ${networks.length} networks`);
    }
    const because = `${host} is the service of another container; ${other.Name} bears it as a second name.`;
    return found({ network, container: other.Name, because });
  },
});
