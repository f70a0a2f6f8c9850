import { z } from 'zod';
import type { Context } from '../../core/probe.ts';
import { composeOf, type Inspected } from '../../formats/inspect.ts';
import { getJson, refused, type Read } from './container.ts';

const listed = z.array(
  z.object({
    Names: z.array(z.string()).default([]),
    Labels: z
      .record(z.string(), z.string())
      .nullish()
      .transform((labels) => labels ?? {}),
  }),
);

/** `db:service_healthy:false,cache:service_started:true`: whose health a container waits for. */
const healthWanted = (label: string | undefined): readonly string[] =>
  (label ?? '').split(',').flatMap((each) => {
    const [service, condition] = each.split(':');
    return service && condition === 'service_healthy' ? [service] : [];
  });

/** Containers of the same project that Compose starts only once this one is healthy. */
export const waitingFor = async (
  context: Context,
  seen: Inspected,
): Promise<Read<readonly string[]>> => {
  const { project, service } = composeOf(seen);
  if (project === undefined || service === undefined) return { ok: true, value: [] };
  const filters = JSON.stringify({ label: [`com.docker.compose.project=${project}`] });
  const read = await getJson(context, '/containers/json', { query: { all: '1', filters } });
  if (!read.ok) return read;
  const parsed = listed.safeParse(read.value);
  if (!parsed.success) {
    const detail = 'the list of containers has another form than expected';
    return refused({ outcome: 'unreadable', subject: `containers of ${project}`, detail });
  }
  const waiting = parsed.data.filter(({ Labels }) =>
    healthWanted(Labels['com.docker.compose.depends_on']).includes(service),
  );
  return { ok: true, value: waiting.flatMap(({ Names: [name = ''] }) => name.replace(/^\//, '')) };
};
