import { z } from 'zod';

/** The parts of `GET /containers/ID/json` that probes read (Engine API 1.41 and later). */
export const inspected = z.object({
  Id: z.string(),
  Name: z.string().transform((name) => name.replace(/^\//, '')),
  Created: z.string(),
  Path: z.string().default(''),
  Args: z
    .array(z.string())
    .nullish()
    .transform((args) => args ?? []),
  Image: z.string(),
  RestartCount: z.number().default(0),
  Platform: z.string().optional(),
  State: z.object({
    Status: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
    Running: z.boolean(),
    Restarting: z.boolean(),
    OOMKilled: z.boolean(),
    Pid: z.number(),
    ExitCode: z.number(),
    Error: z.string().default(''),
    StartedAt: z.string(),
    FinishedAt: z.string(),
    Health: z
      .object({
        Status: z.string(),
        FailingStreak: z.number(),
        Log: z
          .array(
            z.object({
              Start: z.string(),
              End: z.string(),
              ExitCode: z.number(),
              Output: z.string(),
            }),
          )
          .nullish()
          .transform((log) => log ?? []),
      })
      .optional(),
  }),
  Config: z.object({
    Env: z
      .array(z.string())
      .nullish()
      .transform((env) => env ?? []),
    Cmd: z.array(z.string()).nullish(),
    Entrypoint: z.array(z.string()).nullish(),
    Image: z.string(),
    User: z.string().default(''),
    WorkingDir: z.string().default(''),
    Hostname: z.string().default(''),
    /** The image's own, for lines that are no list of words. */
    Shell: z.array(z.string()).nullish(),
    Tty: z.boolean().default(false),
    Labels: z
      .record(z.string(), z.string())
      .nullish()
      .transform((labels) => labels ?? {}),
    ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
    /** Durations are nanoseconds. */
    Healthcheck: z
      .object({
        Test: z.array(z.string()).nullish(),
        Interval: z.number().optional(),
        Timeout: z.number().optional(),
        StartPeriod: z.number().optional(),
        Retries: z.number().optional(),
      })
      .nullish(),
  }),
  HostConfig: z.object({
    MemorySwap: z.number().optional(),
    NanoCpus: z.number().optional(),
    PidsLimit: z.number().nullish(),
    NetworkMode: z.string().default('default'),
    PidMode: z.string().default(''),
    /** Bytes; 0: no limit. */
    Memory: z.number().default(0),
    RestartPolicy: z
      .object({ Name: z.string(), MaximumRetryCount: z.number().optional() })
      .optional(),
    LogConfig: z.object({ Type: z.string() }).optional(),
    /** As it was asked for, running or not: `0.0.0.0:8080->80/tcp`. */
    PortBindings: z
      .record(
        z.string(),
        z.array(z.object({ HostIp: z.string().default(''), HostPort: z.string() })).nullable(),
      )
      .nullish()
      .transform((ports) =>
        Object.entries(ports ?? {}).flatMap(([inner, bindings]) =>
          (bindings ?? []).map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}->${inner}`),
        ),
      ),
  }),
  /** Where the layers lie on the engine's host, for storage drivers that keep them as folders. */
  GraphDriver: z
    .object({ Name: z.string(), Data: z.record(z.string(), z.string()).nullish() })
    .nullish(),
  Mounts: z
    .array(
      z.object({
        Type: z.string(),
        Name: z.string().optional(),
        Source: z.string().default(''),
        Destination: z.string(),
        RW: z.boolean().default(true),
      }),
    )
    .nullish()
    .transform((mounts) => mounts ?? []),
  NetworkSettings: z.object({
    Ports: z
      .record(
        z.string(),
        z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullable(),
      )
      .nullish(),
    Networks: z
      .record(
        z.string(),
        z.object({
          NetworkID: z.string().default(''),
          IPAddress: z.string().default(''),
          Gateway: z.string().default(''),
          GlobalIPv6Address: z.string().default(''),
          Aliases: z
            .array(z.string())
            .nullish()
            .transform((aliases) => aliases ?? []),
          /** Every name that the network's resolver knows; engines from 25 on. */
          DNSNames: z
            .array(z.string())
            .nullish()
            .transform((names) => names ?? []),
        }),
      )
      .nullish()
      .transform((networks) => networks ?? {}),
  }),
});

export type Inspected = z.output<typeof inspected>;

/** `NAME=value` pairs as the container was created with; what an entrypoint exports is not here. */
export const envOf = ({ Config: { Env } }: Inspected): ReadonlyMap<string, string> =>
  new Map(
    Env.map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? ([pair, ''] as const) : ([pair.slice(0, at), pair.slice(at + 1)] as const);
    }),
  );

/** Where compose says a container comes from. */
export const composeOf = ({ Config: { Labels } }: Inspected) => ({
  project: Labels['com.docker.compose.project'],
  service: Labels['com.docker.compose.service'],
  folder: Labels['com.docker.compose.project.working_dir'],
  files: Labels['com.docker.compose.project.config_files']?.split(',').filter(Boolean) ?? [],
});
