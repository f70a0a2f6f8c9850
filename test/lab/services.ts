import type { Ground } from './ground.ts';

type Services = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A project of a service `api` that is up, and of what else is declared. JSON is YAML. */
export async function declare(
  ground: Ground,
  services: Services,
  rest: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const idle = { image: 'lab/busybox', init: true, command: ['sleep', '1000'] };
  const all = Object.entries({ api: {}, ...services }).map(([name, more]) => [
    name,
    { ...idle, stop_grace_period: '0s', ...more },
  ]);
  const text = JSON.stringify({ services: Object.fromEntries(all) as unknown, ...rest }, null, 2);
  await ground.write('compose.yaml', text);
}

/** Brings it up, and gives Compose's words; that it fails may be the point. */
export async function up(ground: Ground, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await ground.compose(['up', '-d', ...args], { reject: false });
  return stdout + stderr;
}
