import { z } from 'zod';
import type { PlanContext } from '../../core/action.ts';
import { getJson } from '../../probes/reading/container.ts';

const mounts = z.array(
  z.object({
    Names: z.array(z.string()).nullish(),
    Mounts: z.array(z.object({ Type: z.string(), Source: z.string().default('') })).nullish(),
  }),
);

/**
 * A file that is mounted on its own is held by its inode: a container goes on with the former one
 * when a new file takes the name. Nothing is said where the engine cannot be asked.
 */
export const mountedInto = async (
  context: PlanContext,
  path: string,
): Promise<readonly string[]> => {
  const read = await getJson(context, '/containers/json', { query: { all: '1' }, fresh: true });
  const listed = read.ok ? mounts.safeParse(read.value) : undefined;
  if (!listed?.success) return [];
  const names = listed.data
    .filter(({ Mounts }) => Mounts?.some(({ Type, Source }) => Type === 'bind' && Source === path))
    .map(({ Names }) => (Names?.[0] ?? '').replace(/^\//, ''));
  return names.map(
    (name) => `It is mounted into ${name}, which reads the former file until it is started again.`,
  );
};
