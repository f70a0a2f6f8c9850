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
});

const config = z.object({
  name: z.string().optional(),
  services: z.record(z.string(), service),
  volumes: z
    .record(z.string(), z.looseObject({ name: z.string().optional() }).nullable())
    .nullish(),
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
