import { z } from 'zod';
import type { Context } from '../../core/probe.ts';
import type { FileStat, Reply } from '../../core/target.ts';
import { refused, type Read } from './container.ts';

/** `stat`'s json and each entry of `list`'s, parsed where they come in. */
const fileStat = z.object({
  name: z.string(),
  type: z.enum(['file', 'directory', 'link', 'socket', 'fifo', 'device', 'other']),
  size: z.number(),
  mode: z.number(),
  mtime: z.number(),
  uid: z.number().optional(),
  gid: z.number().optional(),
  dev: z.number().optional(),
  inode: z.number().optional(),
  target: z.string().optional(),
});

export type Looked = { readonly in?: string; readonly follow?: true; readonly fresh?: true };

export const statFile = async (
  context: Context,
  path: string,
  { in: container, follow, fresh }: Looked = {},
): Promise<Read<FileStat>> => {
  const reply = await context.send({
    kind: 'stat',
    path,
    ...(container !== undefined && { in: container }),
    ...(follow && { follow }),
    ...(fresh && { fresh }),
  });
  if (!reply.ok) return refused(reply.failure);
  const parsed = fileStat.safeParse(reply.json);
  if (parsed.success) return { ok: true, value: parsed.data as FileStat };
  return refused({ outcome: 'unreadable', subject: path, detail: parsed.error.message });
};

/** What is not there is an answer; what could not be looked at is none. */
export const orAbsent = <Value>(read: Read<Value>): Read<Value | undefined> =>
  !read.ok && read.failure.outcome === 'not-found' ? { ok: true, value: undefined } : read;

export type Listing = {
  readonly entries: readonly FileStat[];
  /** Not all of the folder was seen: what is not among the entries may be there. */
  readonly bounded: boolean;
};

export const listFolder = async (
  context: Context,
  path: string,
  { in: container, fresh }: Omit<Looked, 'follow'> = {},
): Promise<Read<Listing>> => {
  const reply = await context.send({
    kind: 'list',
    path,
    ...(container !== undefined && { in: container }),
    ...(fresh && { fresh }),
  });
  if (!reply.ok) return refused(reply.failure);
  const parsed = z.array(fileStat).safeParse(reply.json);
  if (parsed.success) {
    const entries = parsed.data as FileStat[];
    return { ok: true, value: { entries, bounded: reply.truncated === true } };
  }
  return refused({ outcome: 'unreadable', subject: path, detail: parsed.error.message });
};

export type Content = { readonly bytes: Uint8Array; readonly bounded: boolean };

export const readBytes = async (
  context: Context,
  path: string,
  { in: container, fresh, maxBytes }: Omit<Looked, 'follow'> & { readonly maxBytes?: number } = {},
): Promise<Read<Content>> => {
  const reply: Reply = await context.send({
    kind: 'read',
    path,
    ...(container !== undefined && { in: container }),
    ...(fresh && { fresh }),
    ...(maxBytes !== undefined && { maxBytes }),
  });
  if (!reply.ok) return refused(reply.failure);
  const bytes = reply.stdout ?? new Uint8Array();
  return { ok: true, value: { bytes, bounded: reply.truncated === true } };
};

/** A small text file; what is not UTF-8 in it is replaced, never refused. */
export const readText = async (
  context: Context,
  path: string,
  options: Omit<Looked, 'follow'> & { readonly maxBytes?: number } = {},
): Promise<Read<string>> => {
  const read = await readBytes(context, path, options);
  return read.ok ? { ok: true, value: new TextDecoder().decode(read.value.bytes) } : read;
};
