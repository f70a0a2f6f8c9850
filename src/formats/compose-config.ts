import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';

/** What `compose config` prints, as far as a recreate is judged by it. Dollar signs are single again. */
const words = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .transform((list) => (typeof list === 'string' ? [list] : (list ?? undefined)));

const volume = z.looseObject({
  type: z.string(),
  source: z.string().optional(),
  target: z.string(),
  read_only: z.boolean().optional(),
});

const port = z.looseObject({
  host_ip: z.string().optional(),
  published: z.union([z.string(), z.number()]).optional(),
  target: z.number(),
  protocol: z.string().default('tcp'),
});

const service = z.looseObject({
  image: z.string().optional(),
  build: z.unknown().optional(),
  command: words,
  entrypoint: words,
  environment: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).nullish(),
  // v1 prints short forms, which are not compared.
  volumes: z.array(z.union([volume, z.string()])).nullish(),
  ports: z.array(z.union([port, z.string(), z.number()])).nullish(),
  depends_on: z.union([z.record(z.string(), z.unknown()), z.array(z.string())]).nullish(),
  healthcheck: z
    .looseObject({
      test: words,
      disable: z.boolean().optional(),
      interval: z.string().optional(),
      timeout: z.string().optional(),
      start_period: z.string().optional(),
    })
    .nullish(),
  secrets: z.unknown().optional(),
  configs: z.unknown().optional(),
  profiles: z.array(z.string()).nullish(),
  container_name: z.string().nullish(),
  scale: z.number().nullish(),
  deploy: z.looseObject({ replicas: z.number().nullish() }).nullish(),
});

/** A network or a volume; v1 prints an external one's name in place of `true`. */
const resource = z
  .looseObject({
    name: z.string().optional(),
    external: z.union([z.boolean(), z.looseObject({ name: z.string().optional() })]).nullish(),
  })
  .nullable();

const config = z.object({
  name: z.string().optional(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), resource).nullish(),
  networks: z.record(z.string(), resource).nullish(),
});

export type ComposeService = z.output<typeof service>;
export type ComposeConfig = z.output<typeof config>;

/** JSON of v2, or YAML of v1, which JSON is a part of. Undefined: another form than expected. */
export const composeConfigOf = (text: string): ComposeConfig | undefined => {
  try {
    const document: unknown = parse(text, { logLevel: 'error', maxAliasCount: 1000 });
    const parsed = config.safeParse(single(document));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof YAMLParseError || error instanceof ReferenceError) return undefined;
    throw error;
  }
};

/** In what `config` prints, a dollar sign is doubled. */
const single = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replaceAll('$$', '$');
  if (Array.isArray(value)) return value.map(single);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, single(item)]));
};

/** How many containers the service is to have. */
export const replicasOf = ({ scale, deploy }: ComposeService): number =>
  deploy?.replicas ?? scale ?? 1;

/** Names of what must be there before anything is made: nobody but a person makes it. */
export const externalNames = (resources: ComposeConfig['networks']): readonly string[] =>
  Object.entries(resources ?? {}).flatMap(([key, each]) => {
    if (!each?.external) return [];
    return [each.name ?? (each.external === true ? undefined : each.external.name) ?? key];
  });

export type Condition = 'started' | 'healthy' | 'completed';

/** What a service waits for before it is started. */
export const conditionsOf = ({ depends_on }: ComposeService): ReadonlyMap<string, Condition> =>
  new Map(
    Array.isArray(depends_on)
      ? depends_on.map((name) => [name, 'started'] as const)
      : Object.entries(depends_on ?? {}).map(([name, each]) => [name, conditionIn(each)] as const),
  );

const conditionIn = (each: unknown): Condition => {
  const text = JSON.stringify(each);
  if (text.includes('service_healthy')) return 'healthy';
  return text.includes('service_completed_successfully') ? 'completed' : 'started';
};

export const dependenciesOf = ({ depends_on }: ComposeService): readonly string[] =>
  Array.isArray(depends_on) ? depends_on : Object.keys(depends_on ?? {});

/** Services that depend on one, directly or through others. */
export const dependentsOf = ({ services }: ComposeConfig, name: string): readonly string[] => {
  const found = new Set<string>();
  const visit = (wanted: string): void => {
    for (const [other, each] of Object.entries(services)) {
      if (found.has(other) || !dependenciesOf(each).includes(wanted)) continue;
      found.add(other);
      visit(other);
    }
  };
  visit(name);
  found.delete(name);
  return [...found].sort();
};
