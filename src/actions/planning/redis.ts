import type { PlanContext } from '../../core/action.ts';
import type { Secret } from '../../core/target.ts';
import { envOf, type Inspected } from '../../formats/inspect.ts';

import { inspectContainer, refused, type Read } from '../../probes/reading/container.ts';
import { failure, valueOf } from './call-schemas.ts';

/** A server of Redis as a plan finds it, with the password that let it in; empty: it asks for none. */
export type Redis = {
  readonly server: Inspected;
  readonly password: string;
  /** Its configuration file, as it names it; empty where it was started without one. */
  readonly file: string;
  /** Addresses of the clients that are connected now. */
  readonly clients: readonly string[];
};

/** Tries what is given, what it was started with, and none: in this order, until one lets us in. */
export const readRedis = async (
  context: PlanContext,
  container: string,
  tries: readonly (string | Secret)[],
): Promise<Read<Redis>> => {
  const inspected = await inspectContainer(context, container, true);
  if (!inspected.ok) return inspected;
  const server = inspected.value;
  const given: string[] = [];
  for (const each of tries) {
    const value = valueOf(context, each);
    if (!value.ok) return value;
    given.push(value.value);
  }
  let refusal = failure(`Redis in ${server.Name}`, 'no password is known for it', 'permission');
  for (const password of new Set([...given, ...startedWith(server), ''])) {
    const live = await ask(context, server, password, ['CONFIG', 'GET', 'requirepass']);
    if (!live.ok) {
      if (live.failure.outcome !== 'permission') return live;
      refusal = live.failure;
      continue;
    }
    const now = live.value.replace(/^requirepass\r?\n/, '').replace(/\r?\n$/, '');
    if (now !== '') context.secret(now);
    return around(context, server, { login: password, now });
  }
  return refused(refusal);
};

const around = async (
  context: PlanContext,
  server: Inspected,
  { login, now }: { readonly login: string; readonly now: string },
): Promise<Read<Redis>> => {
  const user = await ask(context, server, login, ['ACL', 'GETUSER', 'default']);
  // What ACL set, `requirepass` does not tell, and setting that would take it away for good.
  if (user.ok && passwordsIn(user.value) !== (now === '' ? 0 : 1)) {
    const words = 'its default user has passwords by ACL, which would not come back';
    return refused(failure(`Redis in ${server.Name}`, words));
  }
  const [info, list] = await Promise.all([
    ask(context, server, login, ['INFO', 'server']),
    ask(context, server, login, ['CLIENT', 'LIST']),
  ]);
  if (!info.ok) return info;
  if (!list.ok) return list;
  const file = /^config_file:(.*?)\r?$/m.exec(info.value)?.[1] ?? '';
  const clients = [...list.value.matchAll(/\baddr=(\S+):\d+ .*?\bcmd=(\S+)/g)]
    .filter(([, , command]) => command !== 'client' && command !== 'client|list')
    .map(([, address = '']) => address);
  return {
    ok: true,
    value: { server, password: now, file, clients: [...new Set(clients)].sort() },
  };
};

/** Lines from `passwords` to the next field are the hashes. */
const passwordsIn = (user: string): number =>
  (/^passwords\r?\n((?:[0-9a-f]{64}\r?\n)*)/m.exec(user)?.[1] ?? '').split('\n').length - 1;

/** What a container's command line and environment say of its password. */
const startedWith = ({ Path, Args, ...rest }: Inspected): readonly string[] => {
  const words = [Path, ...Args];
  const env = envOf({ Path, Args, ...rest });
  return [
    ...words.flatMap((word, at) => (word === '--requirepass' ? [words[at + 1] ?? ''] : [])),
    ...['REDIS_PASSWORD', 'REDISCLI_AUTH'].flatMap((name) => env.get(name) ?? []),
  ];
};

const ask = async (
  context: PlanContext,
  server: Inspected,
  password: string,
  question: readonly string[],
): Promise<Read<string>> => {
  const reply = await context.send({
    kind: 'exec',
    in: server.Id,
    argv: ['redis-cli', '-e', '--askpass', ...question],
    // A server that asks for no password takes any, and says so beside its answer.
    stdin: context.secret(password === '' ? 'it-asks-for-no-password' : password),
  });
  if (!reply.ok) return refused(reply.failure);
  const subject = `Redis in ${server.Name}`;
  const said = new TextDecoder().decode(reply.stderr).trim();
  const answer = new TextDecoder().decode(reply.stdout);
  if (/WRONGPASS|NOAUTH|invalid password/.test(said + answer)) {
    return refused(failure(subject, 'it takes none of the passwords that are known', 'permission'));
  }
  if (reply.exit !== 0) return refused(failure(subject, said || answer.trim()));
  return { ok: true, value: answer };
};

/** A word of a command as redis-cli reads it from its input: nothing in it can end the line. */
export const redisWord = (text: string): string =>
  `"${[...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;
