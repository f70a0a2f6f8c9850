import { z } from 'zod';
import type { Context } from '../../core/probe.ts';
import type { Inspected } from '../../formats/inspect.ts';
import { getJson, inspectContainer, refused, type Read } from './container.ts';

/** A container as the engine's list has it: enough to see who shares a network, and what is published. */
export type Member = {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly mode: string;
  /** The compose project that it belongs to. */
  readonly project: string | undefined;
  readonly networks: ReadonlyMap<string, { readonly id: string; readonly address: string }>;
  readonly ports: readonly Published[];
};

export type Published = {
  readonly ip: string;
  readonly publicPort: number;
  readonly privatePort: number;
};

const listed = z.array(
  z.object({
    Id: z.string(),
    Names: z.array(z.string()).default([]),
    State: z.string(),
    Labels: z.record(z.string(), z.string()).nullish(),
    HostConfig: z.object({ NetworkMode: z.string().default('') }).default({ NetworkMode: '' }),
    Ports: z
      .array(
        z.object({
          IP: z.string().default(''),
          PrivatePort: z.number(),
          PublicPort: z.number().optional(),
        }),
      )
      .default([]),
    NetworkSettings: z
      .object({
        Networks: z
          .record(
            z.string(),
            z.object({ NetworkID: z.string().default(''), IPAddress: z.string().default('') }),
          )
          .nullish(),
      })
      .nullish(),
  }),
);

export const networkMembers = async (context: Context): Promise<Read<readonly Member[]>> => {
  const read = await getJson(context, '/containers/json', { query: { all: '1' } });
  if (!read.ok) return read;
  const parsed = listed.safeParse(read.value);
  if (!parsed.success) {
    const detail = 'the list of containers has another form than expected';
    return refused({ outcome: 'unreadable', subject: '/containers/json', detail });
  }
  const value = parsed.data.map((each): Member => ({
    id: each.Id,
    name: (
      each.Names.find((name) => name.lastIndexOf('/') === 0) ?? `/${each.Id.slice(0, 12)}`
    ).slice(1),
    state: each.State,
    mode: each.HostConfig.NetworkMode,
    project: each.Labels?.['com.docker.compose.project'],
    networks: new Map(
      Object.entries(each.NetworkSettings?.Networks ?? {}).map(
        ([name, { NetworkID, IPAddress }]) => [name, { id: NetworkID, address: IPAddress }],
      ),
    ),
    ports: each.Ports.flatMap(({ IP, PublicPort, PrivatePort }) =>
      PublicPort === undefined
        ? []
        : [{ ip: IP, publicPort: PublicPort, privatePort: PrivatePort }],
    ),
  }));
  return { ok: true, value };
};

/** More than these in one network are not asked for their names; then an unknown name proves nothing. */
export const mostMembers = 200;

/** Containers that a name may stand for; the ones of the networks given, or all. */
export const inspectedMembers = async (
  context: Context,
  members: readonly Member[],
): Promise<Read<readonly Inspected[]>> => {
  const read = await Promise.all(
    members.slice(0, mostMembers).map(({ id }) => inspectContainer(context, id)),
  );
  const all: Inspected[] = [];
  for (const each of read) {
    if (each.ok) all.push(each.value);
    // One that is removed between two looks has no name any more.
    else if (each.failure.outcome !== 'not-found') return each;
  }
  return { ok: true, value: all };
};

/** The container whose network another one uses (`network_mode: container:…`), else itself. */
export const networkOwner = async (
  context: Context,
  inspected: Inspected,
): Promise<Read<Inspected>> => {
  const owner = /^container:(.+)$/.exec(inspected.HostConfig.NetworkMode)?.[1];
  return owner === undefined ? { ok: true, value: inspected } : inspectContainer(context, owner);
};

/** Names that the resolver of a network gives a container. */
export const namesIn = (inspected: Inspected, network: string): readonly string[] => {
  const seen = inspected.NetworkSettings.Networks[network];
  // The default bridge has no resolver.
  if (!seen || network === 'bridge') return [];
  const names = [inspected.Name, ...seen.Aliases, ...seen.DNSNames];
  return [...new Set(names.flatMap((name) => [name, `${name}.${network}`]))].map((name) =>
    name.toLowerCase(),
  );
};
