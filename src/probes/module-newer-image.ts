import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import { imageSeen } from '../formats/image.ts';
import { layerFolders } from '../formats/layers.ts';
import { answersAt, type Wanted } from './reading/answers-at.ts';
import { getJson, inspectContainer, refused, type Read } from './reading/container.ts';
import { orAbsent, statFile } from './reading/file-stat.ts';
import { firstFileBy } from './reading/first-file.ts';
import { layersAreHere, layersOf } from './reading/layers.ts';

export const moduleNewerImage = defineProbe({
  name: 'module.newer-image',
  doc: "Looks for a module in the image that the container's tag means now, without starting it.",
  args: z.object({
    container: z.string(),
    language: z.enum(['python', 'node']),
    version: z.string(),
    wanted: z.array(z.string()),
  }),
  data: z.object({
    verdict: z
      .enum(['has-it', 'lacks-it', 'same-image', 'tag-gone'])
      .describe('`same-image`: the tag still means what the container was made from'),
    image: z.string(),
    excerpt: z.string(),
  }),
  missing: 'no container has this name',
  run: async ({ container, ...wanted }, context) => {
    const inspected = await inspectContainer(context, container);
    if (!inspected.ok) return inspected.failure;
    const { Image: made, Config } = inspected.value;
    const image = Config.Image;
    const read = await getJson(context, `/images/${encodeURIComponent(image)}/json`);
    if (!read.ok) {
      if (read.failure.outcome !== 'not-found') return read.failure;
      const excerpt = `no image on this host is called ${image} any more`;
      return found({ verdict: 'tag-gone' as const, image, excerpt });
    }
    const parsed = imageSeen.safeParse(read.value);
    if (!parsed.success) {
      return { outcome: 'unreadable' as const, subject: image, detail: parsed.error.message };
    }
    const { Id, Created } = parsed.data;
    if (Id === made) {
      const excerpt = `${image} is ${short(Id)}, and so is the container's`;
      return found({ verdict: 'same-image' as const, image, excerpt });
    }
    const layers = layerFolders(parsed.data.GraphDriver);
    const seen = await lookedIn(context, { id: Id, layers }, wanted);
    if (!seen.ok) return seen.failure;
    const about = `the container was made from ${short(made)}; ${image} is now ${short(Id)} of ${Created.slice(0, 19)}Z`;
    const { file, how } = seen.value;
    const has = file !== undefined;
    return found({
      verdict: has ? ('has-it' as const) : ('lacks-it' as const),
      image,
      excerpt: `${about}\nit ${has ? `has ${file}` : 'has nothing of it either'} (seen ${how})`,
    });
  },
});

const short = (id: string): string => id.replace('sha256:', '').slice(0, 12);

type Image = { readonly id: string; readonly layers: readonly string[] | undefined };
type Seen = { readonly file: string | undefined; readonly how: string };

const listed = z.array(z.object({ Id: z.string(), ImageID: z.string().default('') }));

/** In the engine's folders, else in a container that was made from it. The engine shows no other way. */
const lookedIn = async (
  context: Context,
  { id, layers }: Image,
  wanted: Wanted,
): Promise<Read<Seen>> => {
  const here = layers && (await layersAreHere(context, layers));
  if (layers && here?.ok) {
    const file = await answersAt(firstFileBy(layersOf(context, layers).visible), wanted);
    return file.ok
      ? { ok: true, value: { file: file.value, how: "in the engine's layers" } }
      : file;
  }
  const list = await getJson(context, '/containers/json', { query: { all: '1' } });
  if (!list.ok) return list;
  const parsed = listed.safeParse(list.value);
  const other = parsed.data?.find(({ ImageID }) => ImageID === id)?.Id;
  if (other === undefined) {
    if (here && !here.ok) return here;
    const detail =
      'its content cannot be looked at: no container was made from it, and the engine keeps no folders of it';
    return refused({ outcome: 'unreadable', subject: `image ${short(id)}`, detail });
  }
  const stat = async (path: string) =>
    orAbsent(await statFile(context, path, { in: other, follow: true }));
  const file = await answersAt(firstFileBy(stat), wanted);
  return file.ok
    ? {
        ok: true,
        value: { file: file.value, how: `in container ${other.slice(0, 12)}, made from it` },
      }
    : file;
};
