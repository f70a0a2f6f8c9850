import { inspected, type Inspected } from '../../formats/inspect.ts';
import { notFound, type Failure } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import type { Reply } from '../../core/target.ts';
import { valueAt } from '../../core/template.ts';

/** Either what was read, or why it could not be. */
export type Read<Value> = { readonly ok: true; readonly value: Value } | Refused;
export type Refused = { readonly ok: false; readonly failure: Failure };

export const refused = (failure: Failure): Refused => ({ ok: false, failure });

/** A container, or a process of it, that is gone says nothing of what it had or lacked. */
export const unseenIfGone = (failure: Failure): Failure =>
  failure.outcome === 'not-found' ? { ...failure, outcome: 'unreadable' } : failure;

/** The engine's own words in a reply that is no success. */
export const engineWords = (reply: Extract<Reply, { ok: true }>): string => {
  const message = valueAt(reply.json, ['message']);
  return typeof message === 'string' ? message : `the engine answered ${reply.status ?? 0}`;
};

/** `GET` of the engine, with 404 as not-found and anything else unexpected as unreadable. */
export const getJson = async (
  context: Context,
  path: string,
  options: { readonly query?: Readonly<Record<string, string>>; readonly fresh?: true } = {},
): Promise<Read<unknown>> => {
  const reply = await context.send({ kind: 'docker', method: 'GET', path, ...options });
  if (!reply.ok) return refused(reply.failure);
  if (reply.status === 404) return refused(notFound(path, engineWords(reply)));
  if (reply.status === 200 && reply.json !== undefined) return { ok: true, value: reply.json };
  return refused({ outcome: 'unreadable', subject: path, detail: engineWords(reply) });
};

export const inspectContainer = async (
  context: Context,
  name: string,
  fresh?: true,
): Promise<Read<Inspected>> => {
  const path = `/containers/${encodeURIComponent(name)}/json`;
  const read = await getJson(context, path, fresh && { fresh });
  if (!read.ok) return read;
  const parsed = inspected.safeParse(read.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const detail = `inspect has another form than expected at ${issue?.path.join('.') ?? '?'}: ${issue?.message ?? ''}`;
  return refused({ outcome: 'unreadable', subject: `container ${name}`, detail });
};
