import { z } from 'zod';

/** `GET /containers/ID/json`, whole: what a container is made of again. */
export const wholeContainer = z.looseObject({
  Id: z.string(),
  Name: z.string(),
  Image: z.string(),
  Config: z.looseObject({
    Hostname: z.string().default(''),
    Image: z.string(),
  }),
  HostConfig: z.looseObject({
    Binds: z.array(z.string()).nullish(),
    NetworkMode: z.string().default('default'),
  }),
  Mounts: z
    .array(
      z.looseObject({
        Type: z.string(),
        Name: z.string().optional(),
        Destination: z.string(),
        RW: z.boolean().default(true),
      }),
    )
    .nullish(),
  NetworkSettings: z.looseObject({
    Networks: z.record(
      z.string(),
      z.looseObject({
        Aliases: z.array(z.string()).nullish(),
        IPAMConfig: z.unknown(),
        Links: z.array(z.string()).nullish(),
        DriverOpts: z.unknown(),
      }),
    ),
  }),
  State: z.looseObject({ Running: z.boolean(), Restarting: z.boolean().default(false) }),
});

export type WholeContainer = z.output<typeof wholeContainer>;

type Json = Readonly<Record<string, unknown>>;

export type Copy = {
  /** For `POST /containers/create`. */
  readonly body: Json;
  /** Networks to connect beside the one in the body, which older engines take alone. */
  readonly networks: readonly { readonly name: string; readonly endpoint: Json }[];
  readonly runs: boolean;
};

/**
 * What makes the same container again. `image`: the tag where it still means the same image, else
 * the image's id. Its volumes are named, so that nameless ones come back with what they hold.
 */
export const copyOf = (container: WholeContainer, image: string): Copy => {
  const { Config, HostConfig, NetworkSettings, State } = container;
  const short = container.Id.slice(0, 12);
  const { Hostname, ...config } = Config;
  const own = Hostname === short ? {} : { Hostname };
  const [first, ...others] = Object.entries(NetworkSettings.Networks).map(([name, each]) => ({
    name,
    endpoint: endpointOf(each, short),
  }));
  return {
    body: {
      ...config,
      ...own,
      // Older engines refuse an address of their own making.
      MacAddress: undefined,
      Image: image,
      HostConfig: { ...HostConfig, Binds: bindsOf(container) },
      NetworkingConfig: {
        EndpointsConfig: first === undefined ? {} : { [first.name]: first.endpoint },
      },
    },
    networks: others,
    runs: State.Running || State.Restarting,
  };
};

const endpointOf = (
  network: WholeContainer['NetworkSettings']['Networks'][string],
  short: string,
): Json => ({
  // The container's own short id is an alias that the engine adds by itself.
  Aliases: network.Aliases?.filter((alias) => alias !== short) ?? null,
  IPAMConfig: network.IPAMConfig ?? null,
  Links: network.Links ?? null,
  DriverOpts: network.DriverOpts ?? null,
});

const bindsOf = ({ HostConfig, Mounts }: WholeContainer): readonly string[] | null => {
  const binds = HostConfig.Binds ?? [];
  const nameless = (Mounts ?? []).flatMap(({ Type, Name, Destination, RW }) =>
    Type === 'volume' && Name !== undefined && /^[0-9a-f]{64}$/.test(Name)
      ? [`${Name}:${Destination}${RW ? '' : ':ro'}`]
      : [],
  );
  const known = new Set(binds.map((bind) => bind.split(':')[1]));
  const all = [...binds, ...nameless.filter((bind) => !known.has(bind.split(':')[1]))];
  return all.length > 0 ? all : (HostConfig.Binds ?? null);
};
