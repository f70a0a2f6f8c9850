import { z } from 'zod';
import { defineAction, noBlast, type PlanContext } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { failure, secretText, valueOf } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import { readRedis, redisWord, type Redis } from './planning/redis.ts';

const args = z.object({
  /** The container that runs Redis. */
  container: z.string(),
  /** Null: it is to ask for none. */
  password: secretText.nullable(),
  /** The one that it has now, where neither its command nor its environment tells. */
  current: secretText.optional(),
  /** Write its configuration file anew as well, so that it holds after the next start. */
  rewrite: z.boolean().default(false),
});

export const redisSetPassword = defineAction({
  name: 'redis.set-password',
  doc: 'Gives the default user of a Redis another password, without stopping it.',
  args,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { redis, wanted, already } = read.value;
    const { server, file, clients, password } = redis;
    const name = `redis:${server.Name}`;
    const state = { [name]: password === '' ? 'none' : context.seal(password) };
    if (already) {
      const nothingToDo = `the Redis in ${server.Name} already has this password`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    return {
      shows: [
        `CONFIG SET requirepass ${wanted === '' ? "''" : '…'}   # by redis-cli in ${server.Name}`,
        ...(given.rewrite ? ['CONFIG REWRITE'] : []),
        `It has ${password === '' ? 'no password' : 'another password'} now; the undo puts that back.`,
        ...(wanted === '' ? ['Then everybody who reaches it may use it.'] : []),
        ...lastingWords(given.rewrite, file),
        'Clients that are connected stay so; one with the former password cannot log in any more.',
      ],
      state,
      touches: [name],
      blast: { ...noBlast, connections: clients },
    };
  },
  undo: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { redis, wanted, already } = read.value;
    if (already) return [];
    const former = redis.password === '' ? null : context.secret(redis.password);
    if (former) await context.keep(former);
    const current = wanted === '' ? undefined : context.secret(wanted);
    if (current) await context.keep(current);
    const { container, rewrite } = given;
    return [
      {
        action: 'redis.set-password',
        with: { container, password: former, rewrite, ...(current && { current }) },
      },
    ];
  },
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { redis, wanted, already } = read.value;
    const { server, password } = redis;
    const subject = `Redis in ${server.Name}`;
    if (already) return nothingDone(`The ${subject} already had this password.`);
    const lines = [
      ...(password === '' ? [] : [`AUTH ${redisWord(password)}`]),
      `CONFIG SET requirepass ${redisWord(wanted)}`,
      ...(given.rewrite ? ['CONFIG REWRITE'] : []),
      '',
    ];
    const reply = await context.change({
      ...{ kind: 'run', in: server.Id, argv: ['redis-cli'], timeoutMs: 20_000 },
      stdin: context.secret(lines.join('\n')),
    });
    if (!reply.ok) return reply.failure;
    const said = new TextDecoder().decode(reply.stdout) + new TextDecoder().decode(reply.stderr);
    const answers = said.trim().split(/\r?\n/).filter(Boolean);
    const refusal = answers.find((line) => line !== 'OK');
    const at = answers.filter((line) => line === 'OK').length;
    if (refusal === undefined && at === lines.length - 1) {
      return found({ summary: `The ${subject} has ${wanted === '' ? 'no' : 'another'} password.` });
    }
    const isSet = given.rewrite && at === lines.length - 2;
    const words = isSet ? 'the password is set, and its file could not be written: ' : '';
    return failure(subject, `${words}${refusal ?? 'it did not answer'}`);
  },
});

type Plan = { readonly redis: Redis; readonly wanted: string; readonly already: boolean };

const planOf = async (
  { container, password, current, rewrite }: z.output<typeof args>,
  context: PlanContext,
): Promise<Read<Plan>> => {
  const value = valueOf(context, password ?? '');
  if (!value.ok) return value;
  const wanted = value.value;
  if (password !== null && wanted === '') {
    return refused(failure('password', 'an empty password is none: say null for that'));
  }
  const tries = [
    ...(current === undefined ? [] : [current]),
    ...(password === null ? [] : [password]),
  ];
  const redis = await readRedis(context, container, tries);
  if (!redis.ok) return redis;
  if (rewrite && redis.value.file === '') {
    const words = 'it was started without a configuration file: there is none to write';
    return refused(failure(`Redis in ${redis.value.server.Name}`, words));
  }
  return {
    ok: true,
    value: { redis: redis.value, wanted, already: redis.value.password === wanted },
  };
};

const lastingWords = (rewrite: boolean, file: string): readonly string[] => {
  if (rewrite)
    return [
      `CONFIG REWRITE writes ${file} anew as the server reads it: other settings that were changed since its start go into it, too.`,
    ];
  return [
    'It holds until the server starts anew: then what its command line or its file says counts.',
    ...(file === '' ? [] : [`Its file is ${file}; CONFIG REWRITE would write it.`]),
  ];
};
