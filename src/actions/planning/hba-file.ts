import { z } from 'zod';
import type { PlanContext, Preview } from '../../core/action.ts';
import { hbaRule, type HbaRule } from '../../formats/hba.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { joined } from '../../formats/paths.ts';
import { inspectContainer, refused, type Read } from '../../probes/reading/container.ts';
import { realPath } from '../../probes/reading/real-path.ts';
import { askSuperuser } from '../../probes/reading/superuser.ts';
import { failure } from './call-schemas.ts';
import type { ServerWay } from './server-change.ts';
import { standingFile, type StandingFile } from './standing-file.ts';

const answer = z.object({
  file: z.string(),
  loaded: z.number(),
  rules: z.array(hbaRule).nullish(),
  stored: z.string().nullish(),
});

/** The rules file of a server as it lies on the host, and what the server makes of it. */
export type HbaFile = ServerWay & {
  readonly file: StandingFile;
  readonly rules: readonly HbaRule[];
  /** When the server last read it, in seconds. */
  readonly loaded: number;
};

export const readHba = async (
  context: PlanContext,
  container: string,
  earlier: readonly Preview[] = [],
): Promise<Read<HbaFile>> => {
  const inspected = await inspectContainer(context, container, true);
  if (!inspected.ok) return inspected;
  const server = inspected.value;
  const read = await askSuperuser(context, server, question);
  if (!read.ok) return read;
  const { value, by, database } = read.value;
  const parsed = answer.safeParse(value);
  if (!parsed.success) {
    const words = 'its catalogues have another form than expected';
    return refused(failure(`PostgreSQL in ${server.Name}`, words));
  }
  const path = await onHost(context, server, parsed.data.file);
  if (!path.ok) return path;
  const file = await standingFile(context, path.value, earlier);
  if (!file.ok) return file;
  const { rules, loaded } = parsed.data;
  return {
    ok: true,
    value: { server, by, database, file: file.value, rules: rules ?? [], loaded },
  };
};

const question = `select json_build_object('file', current_setting('hba_file'),
  'loaded', extract(epoch from pg_conf_load_time()),
  'rules', (select json_agg(to_json(r)) from pg_hba_file_rules r)) as answer`;

/** Where a file of a volume or a mounted folder lies on the host. */
const onHost = async (
  context: PlanContext,
  server: Inspected,
  path: string,
): Promise<Read<string>> => {
  const real = await realPath(context, path, server.Id);
  if (!real.ok) return real;
  const inside = real.value.path;
  const mount = server.Mounts.filter(
    ({ Destination }) => inside === Destination || inside.startsWith(`${Destination}/`),
  ).sort((a, b) => b.Destination.length - a.Destination.length)[0];
  if (!mount || mount.Source === '') {
    const words = `${inside} lies in no volume: it would be lost with the container`;
    return refused(failure(server.Name, words));
  }
  return { ok: true, value: joined(mount.Source, `.${inside.slice(mount.Destination.length)}`) };
};
