import { z } from 'zod';
import type { Context } from '../../core/probe.ts';
import { opaqueArgv } from '../../formats/snippets.ts';
import { refused, type Read } from './container.ts';

const indexes = z.array(z.number());

/**
 * Does any of these folders of an overlay's layers hide what the layers below have in it? Told by
 * the host's Python alone: without it the question stays open, and so does whatever rests on it.
 */
export const anyOpaque = async (
  context: Context,
  folders: readonly string[],
): Promise<Read<boolean>> => {
  if (folders.length === 0) return { ok: true, value: false };
  const reply = await context.send({ kind: 'exec', argv: opaqueArgv(folders), timeoutMs: 10_000 });
  if (!reply.ok) return refused(reply.failure);
  const decoder = new TextDecoder();
  const parsed = indexes.safeParse(jsonOf(decoder.decode(reply.stdout)));
  if (reply.exit === 0 && parsed.success) return { ok: true, value: parsed.data.length > 0 };
  const words = decoder.decode(reply.stderr).trim();
  const detail = `whether a layer replaced a folder of those below was not told: ${words}`;
  return refused({ outcome: 'unreadable', subject: folders[0] ?? '', detail });
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
