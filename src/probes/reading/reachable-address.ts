import { z } from 'zod';
import type { Context } from '../../core/probe.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { getJson } from './container.ts';
import { readText } from './file-stat.ts';

const network = z.object({
  Driver: z.string(),
  Options: z
    .record(z.string(), z.string())
    .nullish()
    .transform((options) => options ?? {}),
});
const engine = z.object({
  SecurityOptions: z
    .array(z.string())
    .nullish()
    .transform((options) => options ?? []),
});

/**
 * Where the host reaches a container. The same address may stand for something else here: that of a
 * rootless engine, or of a network whose bridge is on another machine, is none.
 */
export const reachableAddress = async (
  context: Context,
  { HostConfig, NetworkSettings }: Inspected,
): Promise<string | undefined> => {
  if (HostConfig.NetworkMode === 'host') return '127.0.0.1';
  const devices = await readText(context, '/proc/net/dev');
  if (!devices.ok) return undefined;
  const here = new Set([...devices.value.matchAll(/^\s*([^\s:]+):/gm)].map(([, name]) => name));
  for (const { NetworkID, IPAddress } of Object.values(NetworkSettings.Networks)) {
    if (IPAddress === '' || NetworkID === '') continue;
    const bridge = await bridgeOf(context, NetworkID);
    if (bridge !== undefined && here.has(bridge)) return IPAddress;
  }
  return undefined;
};

const nameOption = 'com.docker.network.bridge.name';

/** A bridge with its network's number in its name is that network's and no other's. */
const bridgeOf = async (context: Context, id: string): Promise<string | undefined> => {
  const read = await getJson(context, `/networks/${id}`);
  const parsed = network.safeParse(read.ok ? read.value : undefined);
  if (parsed.data?.Driver !== 'bridge') return undefined;
  const named = parsed.data.Options[nameOption];
  if (named === undefined) return `br-${id.slice(0, 12)}`;
  const info = await getJson(context, '/info');
  const told = engine.safeParse(info.ok ? info.value : undefined);
  const rootless = told.data?.SecurityOptions.some((option) => /\brootless\b/.test(option)) ?? true;
  return rootless ? undefined : named;
};
