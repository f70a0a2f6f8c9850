import { z } from 'zod';
import { defineAction, noBlast, type PlanContext } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { getJson, refused, type Read } from '../probes/reading/container.ts';
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
  doc: 'Takes one name from an image that something else keeps; the image stays.',
  args,
  preview: async (given, context, earlier) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { image, kept } = read.value;
    const name = imageState(given.tag);
    const state = { [name]: image?.Id ?? 'absent' };
    if (!image) {
      const nothingToDo = `no image is called ${given.tag}`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    // Earlier calls may give it another name, or a container, before this one comes.
    const isPending = earlier.some(({ touches }) => touches.length > 0);
    if (kept === undefined && !isPending) return lastName(given.tag);
    const by = kept ?? 'what the steps before make of it';
    const shows = [`docker rmi --no-prune ${given.tag}   # ${shortId(image.Id)} is kept by ${by}`];
    return { shows, state, touches: [name], blast: noBlast };
  },
  undo: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    return read.value.image
      ? [{ action: 'image.tag', with: { image: read.value.image.Id, tag: given.tag } }]
      : [];
  },
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { image, kept } = read.value;
    if (!image) return nothingDone(`No image was called ${given.tag}.`);
    if (kept === undefined) return lastName(given.tag);
    const path = `/images/${given.tag.split('/').map(encodeURIComponent).join('/')}`;
    // By force the name goes, and the image of a container that runs stays; the engine sees to that.
    const query = { noprune: '1', ...(kept !== otherNames && { force: '1' }) };
    const done = await engineChange(context, { method: 'DELETE', path, query });
    return done.ok ? found({ summary: `No image is called ${given.tag} any more.` }) : done.failure;
  },
});

const lastName = (tag: string) =>
  failure(tag, 'it is the only name of its image, which would go with it');

const otherNames = 'its other names';

type Plan = {
  readonly image: Image | undefined;
  /** What keeps the image once the name is gone; absent: nothing does. */
  readonly kept?: string;
};

const planOf = async (
  { tag, expects }: z.output<typeof args>,
  context: PlanContext,
): Promise<Read<Plan>> => {
  if (!splitReference(tag)) return refused(failure(tag, 'it is no name of an image'));
  const read = await readImage(context, tag);
  if (!read.ok) return read;
  const image = read.value;
  if (!image) return { ok: true, value: { image } };
  const { Id, RepoTags, RepoDigests } = image;
  if (Id !== expects) return refused(failure(tag, `it means ${shortId(Id)} by now: it stays`));
  if ((RepoTags ?? []).length > 1 || (RepoDigests ?? []).length > 0) {
    return { ok: true, value: { image, kept: otherNames } };
  }
  const user = await runningFrom(context, Id);
  if (!user.ok) return user;
  return { ok: true, value: { image, ...(user.value !== undefined && { kept: user.value }) } };
};

const listed = z.array(z.object({ Names: z.array(z.string()), ImageID: z.string() }));

/** A container that runs, or is about to again, keeps its image. One that is stopped does not. */
const runningFrom = async (
  context: PlanContext,
  image: string,
): Promise<Read<string | undefined>> => {
  const read = await getJson(context, '/containers/json', { fresh: true });
  if (!read.ok) return read;
  const parsed = listed.safeParse(read.value);
  if (!parsed.success) return refused(failure(image, 'which containers use it cannot be read'));
  const user = parsed.data.find(({ ImageID }) => ImageID === image);
  return { ok: true, value: user?.Names[0]?.replace(/^\//, '') };
};
