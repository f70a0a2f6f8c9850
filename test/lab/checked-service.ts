import type { Ground } from './ground.ts';
import type { ImageName } from './recipes.ts';

/** A compose project of one service with a health check. */
export type CheckedService = {
  readonly image: ImageName;
  readonly command?: readonly string[];
  readonly test?: string | readonly string[];
  /** Seconds; the engine's shortest is 1. */
  readonly interval?: number;
  readonly timeout?: number;
  readonly retries?: number;
  readonly startPeriod?: number;
  readonly ports?: readonly string[];
  /** Anything else of a compose service. */
  readonly more?: Readonly<Record<string, unknown>>;
};

/** Serves pages on port 8000; `do_GET` is the body of the answer. */
export const server = (
  answer: string,
  { host = '', port = 8000, after = 0 }: { host?: string; port?: number; after?: number } = {},
): readonly string[] => [
  'python3',
  '-uc',
  [
    'import http.server, time',
    `time.sleep(${String(after)})`,
    'class Page(http.server.BaseHTTPRequestHandler):',
    '  def do_GET(self):',
    ...answer.split('\n').map((line) => `    ${line}`),
    `http.server.ThreadingHTTPServer(('${host}', ${String(port)}), Page).serve_forever()`,
  ].join('\n'),
];

export const status = (code: number): string =>
  `self.send_response(${String(code)})\nself.end_headers()`;
export const ok = status(200);

/** A check that uses what the image has. */
export const asks = (url: string): readonly string[] => [
  'CMD',
  'python3',
  '-c',
  `import urllib.request as r; r.urlopen('${url}', timeout=5)`,
];

/** The same through a shell, for what the shell adds to it. */
export const asksByShell = (url: string, rest: string): string =>
  `python3 -c "import urllib.request as r; r.urlopen('${url}', timeout=5)" ${rest}`;

/** Starts it, and gives the container's name. */
export async function startChecked(ground: Ground, service: CheckedService): Promise<string> {
  const {
    image,
    command,
    test,
    interval = 1,
    timeout = 20,
    retries = 2,
    startPeriod,
    ports,
    more,
  } = service;
  const healthcheck =
    test === undefined
      ? undefined
      : {
          test,
          interval: `${String(interval)}s`,
          timeout: `${String(timeout)}s`,
          retries,
          ...(startPeriod !== undefined && { start_period: `${String(startPeriod)}s` }),
        };
  const web = {
    image,
    stop_grace_period: '0s',
    ...(command && { command }),
    ...(ports && { ports }),
    ...(healthcheck && { healthcheck }),
    ...more,
  };
  // `$` belongs to Compose; JSON is YAML.
  await ground.write(
    'compose.yaml',
    JSON.stringify({ services: { web } }, null, 2).replaceAll('$', '$$$$'),
  );
  await ground.compose(['up', '-d']);
  return `${ground.name}-web-1`;
}

/** Waits until the engine calls it so. */
export async function becomes(ground: Ground, container: string, health: string): Promise<void> {
  await ground.until(`${container} is ${health}`, async () => {
    const format = '{{.State.Health.Status}}';
    const { stdout } = await ground.docker(['inspect', '--format', format, container]);
    return stdout.trim() === health ? true : undefined;
  });
}
