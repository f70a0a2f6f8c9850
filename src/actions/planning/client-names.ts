import { z } from 'zod';
import type { PlanContext } from '../../core/action.ts';
import { getJson } from '../../probes/reading/container.ts';

const listed = z.array(
  z.object({
    Names: z.array(z.string()).nullish(),
    NetworkSettings: z
      .object({
        Networks: z.record(z.string(), z.object({ IPAddress: z.string().default('') })).nullish(),
      })
      .nullish(),
  }),
);

/** Addresses in the engine's networks by the names of their containers; others are left out. */
export const clientNames = async (
  context: PlanContext,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (addresses.length === 0) return new Map();
  const read = await getJson(context, '/containers/json', { fresh: true });
  const parsed = read.ok ? listed.safeParse(read.value) : undefined;
  if (!parsed?.success) return new Map();
  return new Map(
    parsed.data.flatMap(({ Names, NetworkSettings }) =>
      Object.values(NetworkSettings?.Networks ?? {}).flatMap(({ IPAddress }) =>
        addresses.includes(IPAddress)
          ? [[IPAddress, (Names?.[0] ?? '').replace(/^\//, '')] as const]
          : [],
      ),
    ),
  );
};
