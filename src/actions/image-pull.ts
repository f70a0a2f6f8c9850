import { z } from 'zod';
import { defineAction, noBlast, type PlanContext } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { getJson, refused, type Read } from '../probes/reading/container.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import { imageState, readImage, shortId, splitReference, type Image } from './planning/images.ts';

const args = z.object({ image: z.string() });

export const imagePull = defineAction({
  name: 'image.pull',
  doc: 'Fetches what a tag means in its registry now; containers go on with what they have.',
  args,
  preview: async ({ image: reference }, context) => {
    const read = await planOf(reference, context);
    if (!read.ok) return read.failure;
    const { image, digest, same } = read.value;
    const name = imageState(reference);
    const state = { [name]: image?.Id ?? 'absent', [`registry:${reference}`]: digest };
    if (same) {
      const nothingToDo = `${reference} is here as the registry has it`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const shows = [
      `docker pull ${reference}   # ${shortId(digest)} in the registry`,
      image
        ? `${reference} means ${shortId(image.Id)} now; that image stays, without this name.`
        : `${reference} is not here now.`,
    ];
    return { shows, state, touches: [name], blast: noBlast };
  },
  undo: async ({ image: reference }, context) => {
    const read = await planOf(reference, context);
    if (!read.ok) return read.failure;
    const { image, same } = read.value;
    if (same) return [];
    return image
      ? [{ action: 'image.tag', with: { image: image.Id, tag: reference } }]
      : { irreversible: `${reference} was not here before; it stays, and does no harm.` };
  },
  apply: async ({ image: reference }, context) => {
    const read = await planOf(reference, context);
    if (!read.ok) return read.failure;
    if (read.value.same) return nothingDone(`${reference} was as the registry has it.`);
    // The docker program knows the credentials of registries; the Engine API is told them each time.
    const argv = ['docker', 'pull', '--quiet', reference];
    const reply = await context.change({ kind: 'run', argv, timeoutMs: 1_800_000 });
    if (!reply.ok) return reply.failure;
    if (reply.exit !== 0) {
      return failure(reference, new TextDecoder().decode(reply.stderr).trim());
    }
    return found({ summary: `${reference} is as the registry has it.` });
  },
});

type Plan = {
  readonly image: Image | undefined;
  readonly digest: string;
  readonly same: boolean;
};

const distribution = z.object({ Descriptor: z.object({ digest: z.string() }) });

const planOf = async (reference: string, context: PlanContext): Promise<Read<Plan>> => {
  const name = splitReference(reference);
  if (!name) return refused(failure(reference, 'it is no tag that a registry can be asked about'));
  const image = await readImage(context, reference);
  if (!image.ok) return image;
  const path = `/distribution/${reference.split('/').map(encodeURIComponent).join('/')}/json`;
  const asked = await getJson(context, path, { fresh: true });
  if (!asked.ok) return asked;
  const parsed = distribution.safeParse(asked.value);
  if (!parsed.success) return refused(failure(reference, 'the registry answers in another form'));
  const { digest } = parsed.data.Descriptor;
  const same = image.value?.RepoDigests?.some((each) => each.endsWith(`@${digest}`)) === true;
  return { ok: true, value: { image: image.value, digest, same } };
};
