import type { ActionContext, PlanContext } from '../../core/action.ts';
import type { Change } from '../../core/change.ts';
import type { Reply } from '../../core/target.ts';
import { wholeContainer, type WholeContainer } from '../../formats/container-copy.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { engineWords, getJson, refused, type Read } from '../../probes/reading/container.ts';
import { failure } from './call-schemas.ts';

export const containerState = (name: string): string => `container:${name.replace(/^\//, '')}`;

/** What a container is: image, environment, command, mounts, networks. No id and no times. */
export const containerSeal = (context: PlanContext, container: Inspected): string => {
  const { Image, Path, Args, Config, Mounts, NetworkSettings, HostConfig } = container;
  const what = {
    ...{ Image, Path, Args, Env: Config.Env, Healthcheck: Config.Healthcheck ?? null },
    Mounts: Mounts.map(({ Name, Source, Destination, RW }) => [
      Name,
      Source,
      Destination,
      RW,
    ]).sort(),
    networks: Object.keys(NetworkSettings.Networks).sort(),
    restart: HostConfig.RestartPolicy ?? null,
    limits: [
      HostConfig.Memory,
      HostConfig.MemorySwap ?? 0,
      HostConfig.NanoCpus ?? 0,
      HostConfig.PidsLimit ?? 0,
    ],
  };
  return context.seal(JSON.stringify(what));
};

/** The whole of `inspect`, for a copy of it. */
export const readWhole = async (
  context: PlanContext,
  name: string,
): Promise<Read<WholeContainer>> => {
  const path = `/containers/${encodeURIComponent(name)}/json`;
  const read = await getJson(context, path, { fresh: true });
  if (!read.ok) return read;
  const parsed = wholeContainer.safeParse(read.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const detail = `inspect has another form than expected at ${issue?.path.join('.') ?? '?'}`;
  return refused(failure(`container ${name}`, detail));
};

type EngineChange = Extract<Change, { readonly kind: 'docker-change' }>;

/** One call of the engine; any status but success, and 304 for what is so already, is a failure. */
export const engineChange = async (
  context: ActionContext,
  request: Omit<EngineChange, 'kind'>,
): Promise<Read<Extract<Reply, { readonly ok: true }>>> => {
  const reply = await context.change({ kind: 'docker-change', ...request });
  if (!reply.ok) return refused(reply.failure);
  const { status = 0 } = reply;
  if ((status >= 200 && status < 300) || status === 304) return { ok: true, value: reply };
  const subject = `${request.method} ${request.path}`;
  return refused(failure(subject, engineWords(reply), status === 404 ? 'not-found' : 'unreadable'));
};
