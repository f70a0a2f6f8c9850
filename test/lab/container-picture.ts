import type { Ground } from './ground.ts';

type Json = Record<string, unknown>;

/**
 * A container as an undo must give it back: what it is made of and whether it runs. Ids, times,
 * addresses that the engine deals out, and what is named after the id are another one's.
 */
export async function containerPicture(ground: Ground, name: string): Promise<unknown> {
  const { stdout, exitCode } = await ground.docker(['inspect', '--type', 'container', name], {
    reject: false,
  });
  if (exitCode !== 0) return 'absent';
  const [all] = JSON.parse(stdout) as [Json];
  const short = String(all['Id']).slice(0, 12);
  const own = (list: unknown) =>
    Array.isArray(list) ? list.filter((each) => each !== short).sort() : list;
  const { Hostname, ...config } = all['Config'] as Json;
  const { Networks } = all['NetworkSettings'] as { Networks: Record<string, Json> };
  const { Running } = all['State'] as Json;
  return {
    config,
    hostname: Hostname === short ? 'its id' : Hostname,
    host: all['HostConfig'],
    image: all['Image'],
    name: all['Name'],
    runs: Running,
    mounts: (all['Mounts'] as Json[]).map((mount) => JSON.stringify(mount)).sort(),
    networks: Object.entries(Networks)
      .map(([network, each]) => [network, own(each['Aliases']), each['IPAMConfig'], each['Links']])
      .sort(),
  };
}
