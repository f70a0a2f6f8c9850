import type { ComposeConfig, ComposeService } from './compose-config.ts';

/** What of a container is compared with its declaration: parts of `inspect`. */
export type Deployed = {
  readonly env: readonly string[];
  readonly command: readonly string[];
  readonly entrypoint: readonly string[];
  readonly mounts: readonly {
    readonly type: string;
    readonly name: string;
    readonly source: string;
    readonly destination: string;
  }[];
  /** `0.0.0.0:8080->80/tcp`. */
  readonly ports: readonly string[];
  readonly healthTest: readonly string[];
  /** Milliseconds, as far as they were set: `interval`, `timeout`, `start_period`. */
  readonly healthTimes: Readonly<Record<string, number>>;
};

/** What the image itself says where the service says nothing. */
export type ImageDefaults = Pick<
  Deployed,
  'env' | 'command' | 'entrypoint' | 'healthTest' | 'healthTimes'
>;

/** One thing in which a container is not as it is declared, in words without any value. */
export type Difference = {
  readonly part: 'command' | 'environment' | 'mounts' | 'ports' | 'health';
  readonly line: string;
};

/** What a recreate would change. */
export const differences = (
  service: ComposeService,
  config: ComposeConfig,
  { deployed, image }: { readonly deployed: Deployed; readonly image: ImageDefaults },
): readonly Difference[] => [
  ...of('command', commandLines(service, deployed, image)),
  ...of('environment', environmentLines(service, deployed, image)),
  ...of('mounts', mountLines(service, config, deployed)),
  ...of('ports', portLines(service, deployed)),
  ...of('health', healthLines(service, deployed, image)),
];

const of = (part: Difference['part'], lines: readonly string[]): readonly Difference[] =>
  lines.map((line) => ({ part, line }));

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each, at) => each === b[at]);

const shown = (list: readonly string[]): string =>
  list.length === 0 ? 'none' : JSON.stringify(list);

const commandLines = (
  { command, entrypoint }: ComposeService,
  deployed: Deployed,
  image: ImageDefaults,
): readonly string[] => {
  const wantedEntry = entrypoint ?? image.entrypoint;
  // An entrypoint of its own drops the image's command.
  const wanted = command ?? (entrypoint === undefined ? image.command : []);
  return [
    ...(same(wantedEntry, deployed.entrypoint)
      ? []
      : [`entrypoint: ${shown(deployed.entrypoint)} → ${shown(wantedEntry)}`]),
    ...(same(wanted, deployed.command)
      ? []
      : [`command: ${shown(deployed.command)} → ${shown(wanted)}`]),
  ];
};

const pairs = (env: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    env.map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );

/** The environment that a new container would get, name to value. */
export const declaredEnv = (
  { environment }: ComposeService,
  image: ImageDefaults,
): ReadonlyMap<string, string> => {
  const wanted = new Map(pairs(image.env));
  for (const [name, value] of Object.entries(environment ?? {})) {
    if (value === null) wanted.delete(name);
    else wanted.set(name, String(value));
  }
  return wanted;
};

const environmentLines = (
  service: ComposeService,
  deployed: Deployed,
  image: ImageDefaults,
): readonly string[] => {
  const [now, wanted] = [pairs(deployed.env), declaredEnv(service, image)];
  const list = (what: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`environment ${what}: ${names.toSorted().join(', ')}`];
  return [
    ...list(
      'changes',
      [...wanted.keys()].filter((name) => now.has(name) && now.get(name) !== wanted.get(name)),
    ),
    ...list(
      'gains',
      [...wanted.keys()].filter((name) => !now.has(name)),
    ),
    ...list(
      'loses',
      [...now.keys()].filter((name) => !wanted.has(name)),
    ),
  ];
};

const mountLines = (
  { volumes, secrets, configs }: ComposeService,
  config: ComposeConfig,
  { mounts }: Deployed,
): readonly string[] => {
  const declared = (volumes ?? []).filter((each) => typeof each !== 'string');
  if (declared.length !== (volumes ?? []).length) return [];
  const lines = declared.flatMap((each) => {
    if (each.type !== 'bind' && each.type !== 'volume') return [];
    const name =
      each.source === undefined ? undefined : (config.volumes?.[each.source]?.name ?? each.source);
    const mount = mounts.find(({ destination }) => destination === each.target);
    if (!mount) return [`mount gained: ${name ?? 'a new volume'} at ${each.target}`];
    const now = mount.type === 'volume' ? mount.name : mount.source;
    return name === undefined || now === name ? [] : [`mount at ${each.target}: ${now} → ${name}`];
  });
  const targets = declared.map(({ target }) => target);
  const hidden = secrets !== undefined || configs !== undefined;
  const lost = mounts.filter(
    ({ type, name, destination }) =>
      !targets.includes(destination) &&
      // The image's own volumes have names of 64 digits; secrets and configs are mounts too.
      !(type === 'volume' && /^[0-9a-f]{64}$/.test(name)) &&
      !(hidden && type === 'bind'),
  );
  return [...lines, ...lost.map(({ destination }) => `mount lost: ${destination}`)];
};

const portLines = ({ ports }: ComposeService, deployed: Deployed): readonly string[] => {
  const declared = (ports ?? []).flatMap((each) => (typeof each === 'object' ? [each] : []));
  const ranges = declared.some(({ published }) => String(published ?? '').includes('-'));
  if (declared.length !== (ports ?? []).length || ranges) return [];
  const wanted = declared
    .map((each) => `${each.host_ip ?? ''}:${each.published ?? ''}->${each.target}/${each.protocol}`)
    .toSorted();
  const now = deployed.ports.toSorted();
  return same(wanted, now)
    ? []
    : [`published ports: ${now.join(', ') || 'none'} → ${wanted.join(', ') || 'none'}`];
};

const healthLines = (
  { healthcheck }: ComposeService,
  deployed: Deployed,
  image: ImageDefaults,
): readonly string[] => {
  const own = healthcheck?.disable === true ? ['NONE'] : healthcheck?.test;
  const wanted = own ?? image.healthTest;
  const test = same(wanted, deployed.healthTest)
    ? []
    : [`health check: ${shown(deployed.healthTest)} → ${shown(wanted)}`];
  if (healthcheck?.disable === true) return test;
  const times = (['interval', 'timeout', 'start_period'] as const).flatMap((name) => {
    const written = healthcheck?.[name];
    const to = written === undefined ? (image.healthTimes[name] ?? 0) : durationMs(written);
    const from = deployed.healthTimes[name] ?? 0;
    if (to === undefined || to === from) return [];
    return [`health check ${name}: ${from || 'not set'} → ${to || 'not set'} (milliseconds)`];
  });
  return [...test, ...times];
};

const units: Readonly<Record<string, number>> = {
  ...{ h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 1e-3, ns: 1e-6 },
};

/** `1m30s`; undefined where it is written otherwise. */
const durationMs = (written: string): number | undefined => {
  if (!/^(\d+(\.\d+)?(h|ms|m|s|us|ns))+$/.test(written)) return undefined;
  return [...written.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|ns)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ''] ?? 0),
    0,
  );
};
