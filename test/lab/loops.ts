import type { Ground } from './ground.ts';

type State = { readonly Status: string; readonly StartedAt: string; readonly RestartCount: number };

export async function stateOf(ground: Ground, container: string): Promise<State> {
  const { stdout } = await ground.docker(['inspect', container]);
  const [seen] = JSON.parse(stdout) as {
    readonly RestartCount: number;
    readonly State: Omit<State, 'RestartCount'>;
  }[];
  if (!seen) throw new Error(`no container ${container}`);
  return { ...seen.State, RestartCount: seen.RestartCount };
}

/** Waits until a container was started again so many times by its policy. */
export async function loops(ground: Ground, container: string, times = 3): Promise<void> {
  await ground.until(`${container} was restarted ${String(times)} times`, async () => {
    const { RestartCount } = await stateOf(ground, container);
    return RestartCount >= times ? true : undefined;
  });
}

/** A compose service that is restarted whatever happens, and its container's name. */
export async function service(
  ground: Ground,
  more: Readonly<Record<string, unknown>>,
  others: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  await declare(ground, more, others);
  await ground.compose(['up', '-d'], { reject: false });
  return `${ground.name}-api-1`;
}

/** Writes the compose file alone. JSON is YAML. */
export async function declare(
  ground: Ground,
  more: Readonly<Record<string, unknown>>,
  others: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const api = { image: 'lab/busybox', restart: 'always', stop_grace_period: '0s', ...more };
  await ground.write('compose.yaml', JSON.stringify({ services: { api, ...others } }, null, 2));
}
