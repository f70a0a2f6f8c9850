import { z } from 'zod';
import {
  defineAction,
  type ActionContext,
  type Applied,
  type PlanContext,
} from '../core/action.ts';
import { found, type ProbeResult } from '../core/outcome.ts';
import {
  copyOf,
  wholeContainer,
  type Copy,
  type WholeContainer,
} from '../formats/container-copy.ts';
import { inspected } from '../formats/inspect.ts';
import { getJson, inspectContainer, refused, type Read } from '../probes/reading/container.ts';
import { orAbsent } from '../probes/reading/file-stat.ts';
import { failure, secretText, valueOf } from './planning/call-schemas.ts';
import { nothingDone } from './planning/carried-out.ts';
import { containerBlast } from './planning/container-blast.ts';
import { containerSeal, containerState, engineChange } from './planning/containers.ts';
import { splitReference } from './planning/images.ts';

const args = z.object({
  container: z.string(),
  /** What the engine said of the container that is to be there again. */
  former: secretText,
});

export const containerMakeAgain = defineAction({
  name: 'container.make-again',
  doc: 'Makes a container again as it was: image, command, environment, mounts and networks.',
  args,
  preview: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { former, now, already } = read.value;
    const name = containerState(given.container);
    const state = { [name]: now ? containerSeal(context, now) : 'absent' };
    const blast = await containerBlast(context, now ?? former, { recreated: now !== undefined });
    if (already) {
      const nothingToDo = `${given.container} is as it was`;
      return { shows: [nothingToDo], state, touches: [], blast, nothingToDo };
    }
    const shows = [
      `${given.container} is stopped and removed, and made again from its former settings`,
      `image: ${former.Image}`,
      `command: ${JSON.stringify([...(former.Config.Entrypoint ?? []), ...(former.Config.Cmd ?? [])])}`,
    ];
    return { shows, state, touches: [name], blast };
  },
  undo: () =>
    Promise.resolve({ irreversible: 'It is a way back itself: the fix can be chosen again.' }),
  apply: async (given, context) => {
    const read = await planOf(given, context);
    if (!read.ok) return read.failure;
    const { already, whole, now } = read.value;
    if (already) return nothingDone(`${given.container} was as it was before.`);
    const image = await imageOf(context, whole);
    if (!image.ok) return image.failure;
    const { reference, lent } = image.value;
    const copy = copyOf(whole, reference);
    return made(context, { name: given.container, copy, old: now?.Id, lent });
  },
});

type Plan = {
  readonly whole: WholeContainer;
  readonly former: z.output<typeof inspected>;
  readonly now: z.output<typeof inspected> | undefined;
  readonly already: boolean;
};

const planOf = async (
  { container, former }: z.output<typeof args>,
  context: PlanContext,
): Promise<Read<Plan>> => {
  const text = valueOf(context, former);
  if (!text.ok) return text;
  const whole = wholeContainer.parse(JSON.parse(text.value));
  const before = inspected.parse(whole);
  const read = orAbsent(await inspectContainer(context, container, true));
  if (!read.ok) return read;
  const now = read.value;
  const runs = ({ State: { Running, Restarting } }: WholeContainer | typeof before) =>
    Running || Restarting;
  const already =
    now !== undefined &&
    containerSeal(context, now) === containerSeal(context, before) &&
    runs(now) === runs(before);
  return { ok: true, value: { whole, former: before, now, already } };
};

/** The name by which an image is named again for a moment, and the image that bears it now. */
type Lent = { readonly name: string; readonly former: string; readonly now: string };
type FormerImage = { readonly reference: string; readonly lent?: Lent };

/**
 * Its tag. A container keeps the name that it was made by, and is asked about by it: where that means
 * another image by now, it is lent to the former one. Without a tag, the image itself.
 */
const imageOf = async (context: PlanContext, whole: WholeContainer): Promise<Read<FormerImage>> => {
  const id = z.object({ Id: z.string() });
  const idOf = async (reference: string): Promise<Read<string | undefined>> => {
    const path = `/images/${reference.split('/').map(encodeURIComponent).join('/')}/json`;
    const read = orAbsent(await getJson(context, path, { fresh: true }));
    return read.ok ? { ok: true, value: id.safeParse(read.value).data?.Id } : read;
  };
  const byTag = await idOf(whole.Config.Image);
  if (!byTag.ok) return byTag;
  const reference = whole.Config.Image;
  if (byTag.value === whole.Image) return { ok: true, value: { reference } };
  const itself = await idOf(whole.Image);
  if (!itself.ok) return itself;
  if (itself.value !== undefined) {
    const value =
      byTag.value === undefined || !splitReference(reference)
        ? { reference: whole.Image }
        : { reference, lent: { name: reference, former: whole.Image, now: byTag.value } };
    return { ok: true, value };
  }
  const words = 'the image that it ran is not here any more: it was removed since';
  return refused(failure(whole.Image, words, 'not-found'));
};

type Making = {
  readonly name: string;
  readonly copy: Copy;
  readonly old: string | undefined;
  readonly lent: Lent | undefined;
};

const createAnswer = z.object({ Id: z.string() });

/** The standing container keeps its place under another name until the new one runs. */
const made = async (
  context: ActionContext,
  { name, copy, old, lent }: Making,
): Promise<ProbeResult<Applied>> => {
  const post = (path: string, more: Partial<Parameters<typeof engineChange>[1]> = {}) =>
    engineChange(context, { method: 'POST', path, ...more });
  if (old !== undefined) {
    const stopped = await post(`/containers/${old}/stop`);
    if (!stopped.ok) return stopped.failure;
    const aside = `${name}_deploy-doctor-aside`;
    const renamed = await post(`/containers/${old}/rename`, { query: { name: aside } });
    if (!renamed.ok) return renamed.failure;
  }
  const create = async (): Promise<Read<string>> => {
    const body = context.secret(JSON.stringify(copy.body));
    const created = await under(context, lent, () =>
      post('/containers/create', { query: { name }, body }),
    );
    if (!created.ok) return created;
    const { Id } = createAnswer.parse(created.value.json);
    for (const { name: network, endpoint } of copy.networks) {
      const connect = { Container: Id, EndpointConfig: endpoint };
      const path = `/networks/${encodeURIComponent(network)}/connect`;
      const connected = await post(path, { body: connect });
      if (!connected.ok) return connected;
    }
    if (!copy.runs) return { ok: true, value: Id };
    const started = await post(`/containers/${Id}/start`);
    return started.ok ? { ok: true, value: Id } : started;
  };
  const created = await create();
  if (!created.ok) {
    const back =
      old === undefined ? 'nothing stood there before' : await backInPlace(context, name, old);
    return { ...created.failure, detail: `${created.failure.detail}; ${back}` };
  }
  if (old !== undefined) {
    const gone = await engineChange(context, { method: 'DELETE', path: `/containers/${old}` });
    if (!gone.ok) {
      const detail = `${name} is made again; the other one could not be removed: ${gone.failure.detail}`;
      return { ...gone.failure, detail };
    }
  }
  return found({ summary: `${name} is made again as it was.` });
};

/** Does something while a name means the former image, and gives the name back, whatever came of it. */
const under = async <Value>(
  context: ActionContext,
  lent: Lent | undefined,
  work: () => Promise<Read<Value>>,
): Promise<Read<Value>> => {
  if (!lent) return work();
  const named = (image: string) =>
    engineChange(context, {
      method: 'POST',
      path: `/images/${encodeURIComponent(image)}/tag`,
      query: splitReference(lent.name) ?? {},
    });
  const taken = await named(lent.former);
  if (!taken.ok) return taken;
  const done = await work();
  const given = await named(lent.now);
  if (given.ok) return done;
  const detail = `${lent.name} means the former image now, and could not be given back to ${lent.now}: ${given.failure.detail}`;
  return refused({ ...given.failure, detail });
};

const backInPlace = async (context: ActionContext, name: string, old: string): Promise<string> => {
  const path = `/containers/${encodeURIComponent(name)}`;
  await engineChange(context, { method: 'DELETE', path, query: { force: '1' } });
  const named = await engineChange(context, {
    method: 'POST',
    path: `/containers/${old}/rename`,
    query: { name },
  });
  const started = await engineChange(context, { method: 'POST', path: `/containers/${old}/start` });
  if (named.ok && started.ok) return 'the container that stood there runs again';
  const failed = [named, started].flatMap((each) => (each.ok ? [] : [each.failure.detail]));
  return `the container that stood there is ${old.slice(0, 12)}, and is not back: ${failed.join('; ')}`;
};
