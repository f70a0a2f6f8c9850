import { z } from 'zod';
import { defineAction, noBlast, type PlanContext } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import { engineChange } from './planning/containers.ts';
import { imageState, readImage, shortId, splitReference, type Image } from './planning/images.ts';

const args = z.object({
  tag: z.string(),
  /** The image that it is expected to mean; a name of another one stays. */
  expects: z.string(),
});

export const imageUntag = defineAction({
  name: 'image.untag',
  doc: 'Takes one name from an image that has others; the image stays.',
  args,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const image = read.value;
    const name = imageState(given.tag);
    const state = { [name]: image?.Id ?? 'absent' };
    if (!image) {
      const nothingToDo = `no image is called ${given.tag}`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const shows = [
      `docker rmi --no-prune ${given.tag}   # ${shortId(image.Id)} keeps its other names`,
    ];
    return { shows, state, touches: [name], blast: noBlast };
  },
  undo: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    return read.value
      ? [{ action: 'image.tag', with: { image: read.value.Id, tag: given.tag } }]
      : [];
  },
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    if (!read.value) return nothingDone(`No image was called ${given.tag}.`);
    const path = `/images/${given.tag.split('/').map(encodeURIComponent).join('/')}`;
    const query = { noprune: '1' };
    const done = await engineChange(context, { method: 'DELETE', path, query });
    return done.ok ? found({ summary: `No image is called ${given.tag} any more.` }) : done.failure;
  },
});

/** The last name is not taken: the image would go with it. */
const planOf = async (
  { tag, expects }: z.output<typeof args>,
  context: PlanContext,
): Promise<Read<Image | undefined>> => {
  if (!splitReference(tag)) return refused(failure(tag, 'it is no name of an image'));
  const read = await readImage(context, tag);
  if (!read.ok || !read.value) return read;
  const { Id, RepoTags, RepoDigests } = read.value;
  if (Id !== expects) return refused(failure(tag, `it means ${shortId(Id)} by now: it stays`));
  if ((RepoTags ?? []).length < 2 && (RepoDigests ?? []).length === 0) {
    return refused(failure(tag, 'it is the only name of its image, which would go with it'));
  }
  return read;
};
