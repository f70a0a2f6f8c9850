import { z } from 'zod';
import type { PlanContext } from '../../core/action.ts';
import { getJson, refused, type Read } from '../../probes/reading/container.ts';
import { orAbsent } from '../../probes/reading/file-stat.ts';
import { failure } from './call-schemas.ts';

const image = z.object({
  Id: z.string(),
  RepoTags: z.array(z.string()).nullish(),
  RepoDigests: z.array(z.string()).nullish(),
  Created: z.string().default(''),
});

export type Image = z.output<typeof image>;

export const imageState = (reference: string): string => `image:${reference}`;

/** `host:5000/name:tag` in its two parts; without a tag it is `latest`. */
export const splitReference = (
  reference: string,
): { readonly repo: string; readonly tag: string } | undefined => {
  const found = /^([a-z0-9][\w./-]*(?::\d+\/[\w./-]+)?)(?::([\w][\w.-]{0,127}))?$/i.exec(reference);
  return found ? { repo: found[1] ?? '', tag: found[2] ?? 'latest' } : undefined;
};

/** Undefined: no image of that name is here. */
export const readImage = async (
  context: PlanContext,
  reference: string,
): Promise<Read<Image | undefined>> => {
  const path = `/images/${reference.split('/').map(encodeURIComponent).join('/')}/json`;
  const read = orAbsent(await getJson(context, path, { fresh: true }));
  if (!read.ok) return read;
  if (read.value === undefined) return { ok: true, value: undefined };
  const parsed = image.safeParse(read.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return refused(failure(reference, 'its description has another form than expected'));
};

export const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);
