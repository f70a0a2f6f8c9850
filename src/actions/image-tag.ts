import { z } from 'zod';
import { defineAction, noBlast, type PlanContext } from '../core/action.ts';
import { found } from '../core/outcome.ts';
import { refused, type Read } from '../probes/reading/container.ts';
import { failure } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import { engineChange } from './planning/containers.ts';
import { imageState, readImage, shortId, splitReference, type Image } from './planning/images.ts';

const args = z.object({
  /** A reference, or an id (`sha256:…`). */
  image: z.string(),
  /** The name that it is to have as well. */
  tag: z.string(),
});

export const imageTag = defineAction({
  name: 'image.tag',
  doc: 'Gives an image one more name, such as one to go back to before a pull or a build.',
  args,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { image, former } = read.value;
    const name = imageState(given.tag);
    const state = { [name]: former?.Id ?? 'absent', [imageState(given.image)]: image.Id };
    if (former?.Id === image.Id) {
      const nothingToDo = `${given.tag} is that image already`;
      return { shows: [nothingToDo], state, touches: [], blast: noBlast, nothingToDo };
    }
    const shows = [
      `docker tag ${given.image} ${given.tag}   # ${shortId(image.Id)}`,
      ...(former ? [`${given.tag} means ${shortId(former.Id)} now.`] : []),
    ];
    return { shows, state, touches: [name], blast: noBlast };
  },
  undo: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { image, former } = read.value;
    if (former?.Id === image.Id) return [];
    const { tag } = given;
    return former
      ? [{ action: 'image.tag', with: { image: former.Id, tag } }]
      : [{ action: 'image.untag', with: { tag, expects: image.Id } }];
  },
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { image, former, repo, tag } = read.value;
    if (former?.Id === image.Id) return nothingDone(`${given.tag} was that image already.`);
    const path = `/images/${encodeURIComponent(image.Id)}/tag`;
    const done = await engineChange(context, { method: 'POST', path, query: { repo, tag } });
    return done.ok
      ? found({ summary: `${given.tag} means ${shortId(image.Id)} now.` })
      : done.failure;
  },
});

type Plan = {
  readonly image: Image;
  readonly former: Image | undefined;
  readonly repo: string;
  readonly tag: string;
};

const planOf = async (given: z.output<typeof args>, context: PlanContext): Promise<Read<Plan>> => {
  const name = splitReference(given.tag);
  if (!name) return refused(failure(given.tag, 'it is no name of an image'));
  const [image, former] = await Promise.all([
    readImage(context, given.image),
    readImage(context, given.tag),
  ]);
  if (!image.ok) return image;
  if (!former.ok) return former;
  if (!image.value) return refused(failure(given.image, 'no such image is here', 'not-found'));
  return { ok: true, value: { image: image.value, former: former.value, ...name } };
};
