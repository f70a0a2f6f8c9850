import { z } from 'zod';
import { defineAction, noBlast, type PlanContext } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { getJson, refused, type Read } from '../probes/reading/container.ts';
import { formerContainer } from './compose-up.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import { containerState, engineChange } from './planning/containers.ts';

const bytes = z
  .number()
  .int()
  .min(6 * 1024 * 1024);

const args = z
  .object({
    container: z.string(),
    /** Bytes. */
    memory: bytes.optional(),
    /** Bytes of memory and swap together; -1: as much swap as there is. */
    memorySwap: z.union([bytes, z.literal(-1)]).optional(),
    cpus: z.number().positive().optional(),
    /** 0: no limit. */
    pids: z.number().int().min(0).optional(),
  })
  .refine((given) => Object.keys(given).length > 1, { error: 'needs a limit to set' });

export const containerUpdate = defineAction({
  name: 'container.update',
  doc: 'Gives a container other limits of memory, processors or processes while it goes on running.',
  args,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { name, now, wanted, lifts } = read.value;
    const own = `limits:${name}`;
    const state = { [own]: JSON.stringify(now) };
    const changes = changed(now, wanted);
    if (changes.length === 0) {
      const nothingToDo = `${name} has these limits`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const shows = [
      `docker update ${changes.map((key) => `${flags[key]} ${shown(key, wanted)}`).join(' ')} ${name}`,
      ...changes.map((key) => `${words[key]}: ${shown(key, now)} → ${shown(key, wanted)}`),
      'It holds until the container is made anew: what its compose file says counts then.',
      ...(wanted.Memory < now.Memory || now.Memory === 0
        ? [
            'Where it uses more memory than that now, the engine refuses, or a process of it is killed.',
          ]
        : []),
      ...(lifts
        ? ['No limit can be taken off a container that is there: the undo makes it anew.']
        : []),
    ];
    return { shows, state, touches: [own, containerState(name)], blast: noBlast };
  },
  undo: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { name, now, wanted, lifts } = read.value;
    if (changed(now, wanted).length === 0) return [];
    if (lifts) return formerContainer(context, name);
    const { Memory: memory, MemorySwap: swap, NanoCpus, PidsLimit: pids } = now;
    return [
      {
        action: 'container.update',
        with: {
          container: name,
          ...(given.memory !== undefined && { memory }),
          ...(given.memorySwap !== undefined && { memorySwap: swap }),
          ...(given.cpus !== undefined && { cpus: NanoCpus / 1e9 }),
          ...(given.pids !== undefined && { pids }),
        },
      },
    ];
  },
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { id, name, now, wanted } = read.value;
    const changes = changed(now, wanted);
    if (changes.length === 0) return nothingDone(`${name} had these limits.`);
    const body = Object.fromEntries(changes.map((key) => [key, wanted[key]]));
    const path = `/containers/${id}/update`;
    const done = await engineChange(context, { method: 'POST', path, body });
    return done.ok ? found({ summary: `${name} has other limits.` }) : done.failure;
  },
});

const limits = z.object({
  Memory: z.number().default(0),
  MemorySwap: z.number().default(0),
  NanoCpus: z.number().default(0),
  PidsLimit: z
    .number()
    .nullish()
    .transform((limit) => (limit === null || limit === undefined || limit < 0 ? 0 : limit)),
});
type Limits = z.output<typeof limits>;
type Limit = keyof Limits;

const flags: Readonly<Record<Limit, string>> = {
  Memory: '--memory',
  MemorySwap: '--memory-swap',
  NanoCpus: '--cpus',
  PidsLimit: '--pids-limit',
};
const words: Readonly<Record<Limit, string>> = {
  Memory: 'memory',
  MemorySwap: 'memory and swap',
  NanoCpus: 'processors',
  PidsLimit: 'processes',
};

const shown = (key: Limit, { [key]: value }: Limits): string => {
  if (value === 0 || value === -1) return 'no limit';
  if (key === 'PidsLimit') return String(value);
  return key === 'NanoCpus' ? String(value / 1e9) : `${Math.round(value / 1024 / 1024)}m`;
};

const changed = (now: Limits, wanted: Limits): readonly Limit[] =>
  (['Memory', 'MemorySwap', 'NanoCpus', 'PidsLimit'] as const).filter(
    (key) => now[key] !== wanted[key],
  );

type Plan = {
  readonly id: string;
  readonly name: string;
  readonly now: Limits;
  readonly wanted: Limits;
  /** The way back takes a limit off where there is none now, which the engine does not do. */
  readonly lifts: boolean;
};

const planOf = async (
  { container, memory, memorySwap, cpus, pids }: z.output<typeof args>,
  context: PlanContext,
): Promise<Read<Plan>> => {
  const path = `/containers/${encodeURIComponent(container)}/json`;
  const read = await getJson(context, path, { fresh: true });
  if (!read.ok) return read;
  const parsed = z
    .object({ Id: z.string(), Name: z.string(), HostConfig: limits })
    .safeParse(read.value);
  if (!parsed.success) return refused(failure(container, 'its limits cannot be read'));
  const { Id: id, Name, HostConfig: now } = parsed.data;
  // Without a limit of its own, swap follows the memory: twice as much.
  const swap = memory !== undefined && now.MemorySwap !== -1 ? memory * 2 : now.MemorySwap;
  const wanted: Limits = {
    Memory: memory ?? now.Memory,
    MemorySwap: memorySwap ?? swap,
    NanoCpus: cpus === undefined ? now.NanoCpus : Math.round(cpus * 1e9),
    PidsLimit: pids ?? now.PidsLimit,
  };
  const lifts = (['Memory', 'MemorySwap', 'NanoCpus'] as const).some(
    (key) => now[key] === 0 && wanted[key] !== 0,
  );
  return { ok: true, value: { id, name: Name.replace(/^\//, ''), now, wanted, lifts } };
};
