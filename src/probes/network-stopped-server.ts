import { z } from 'zod';
import { found, notFound } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { composeOf, type Inspected } from '../formats/inspect.ts';
import { inspectContainer } from './reading/container.ts';
import { inspectedMembers, networkMembers, namesIn } from './reading/network-members.ts';
import { isPostgresServer } from './reading/postgres-server.ts';

export const networkStoppedServer = defineProbe({
  name: 'network.stopped-server',
  doc: 'Finds the one PostgreSQL container that would answer to a name, were it running.',
  args: z.object({ container: z.string(), host: z.string() }),
  data: z.object({ container: z.string(), state: z.string() }),
  missing: 'no stopped server has the name, or several do',
  run: async ({ container, host }, context) => {
    const read = await inspectContainer(context, container, true);
    if (!read.ok) return read.failure;
    const caller = read.value;
    const members = await networkMembers(context);
    if (!members.ok) return members.failure;
    const still = members.value.filter(({ state }) => state === 'exited' || state === 'created');
    const all = await inspectedMembers(context, still);
    if (!all.ok) return all.failure;
    const servers = all.value.filter((each) => isPostgresServer(each) && bears(each, caller, host));
    const [server, ...others] = servers;
    if (!server || others.length > 0) {
      const names = servers.map(({ Name }) => Name).join(', ');
      return notFound(
        host,
        names === '' ? 'no stopped server bears this name' : `all of ${names} do`,
      );
    }
    return found({ container: server.Name, state: server.State.Status });
  },
});

/** As a service of the same project, or by a name in a network that both are in. */
const bears = (server: Inspected, caller: Inspected, host: string): boolean => {
  const [own, its] = [composeOf(caller), composeOf(server)];
  if (own.project !== undefined && own.project === its.project && its.service === host) return true;
  return Object.keys(caller.NetworkSettings.Networks).some((name) =>
    namesIn(server, name).includes(host.toLowerCase()),
  );
};
