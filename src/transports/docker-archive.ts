import type { IncomingMessage } from 'node:http';
import { extract, type Header } from 'tar-stream';
import { z } from 'zod';
import type { Reply } from '../core/target.ts';
import { shortBody } from './docker-body.ts';
import { jsonOf, type Answer, type Client } from './docker-client.ts';
import { codeOf, refusal, wordsOf, type Refusal } from './failure.ts';

/** A path inside a container, and what it takes to ask for it. */
export type Place = {
  readonly path: string;
  readonly container: string;
  readonly client: Client;
  readonly signal: AbortSignal;
};

const call = ({ path, container, signal }: Place) => ({
  path: `/containers/${encodeURIComponent(container)}/archive`,
  query: { path },
  signal,
});

/** The path as a tar archive: a file, a link, or a folder with all that is below it. */
export const openArchive = async (place: Place, hidden?: Hidden): Promise<Answer> => {
  const answer = await place.client.ask({ method: 'GET', ...call(place) });
  if (!answer.ok || answer.response.statusCode === 200) return answer;
  return notThere(answer.response, place, hidden);
};

/** The header that describes a path, base64 of JSON. */
export const describePath = async (
  place: Place,
): Promise<{ readonly ok: true; readonly words: string } | Refusal> => {
  const head = await place.client.ask({ method: 'HEAD', ...call(place) });
  if (!head.ok) return head;
  const { response } = head;
  response.resume();
  const header = response.headers['x-docker-container-path-stat'];
  if (response.statusCode === 200 && typeof header === 'string') {
    return { ok: true, words: Buffer.from(header, 'base64').toString() };
  }
  // A refusal of HEAD has no words; that of GET has. What it takes to judge it is asked beside.
  const hidden = response.statusCode === 404 ? hiddenFrom(place) : undefined;
  const opened = await openArchive(place, hidden);
  if (!opened.ok) return opened;
  opened.response.destroy();
  return refusal('unreadable', place.path, `the engine answered ${response.statusCode ?? 0}`);
};

/** Why the engine does not give a path. A container that is gone is not a file that is missing. */
const notThere = async (
  response: IncomingMessage,
  place: Place,
  asked?: Hidden,
): Promise<Refusal> => {
  const { path, container } = place;
  const status = response.statusCode ?? 0;
  const said = await shortBody(response, place.client.endpoint, 64 * 1024);
  if (!said.ok) return said;
  const words = messageIn(said.bytes) ?? `the engine answered ${status}`;
  if (/no such container/i.test(words)) {
    return refusal('unreachable', `container ${container}`, words);
  }
  const subject = `${path} in ${container}`;
  if (status === 404 || words.endsWith('not a directory')) {
    const hidden = await (asked ?? hiddenFrom(place));
    return hidden ?? refusal('not-found', subject, words);
  }
  return refusal(status === 403 ? 'permission' : 'unreadable', subject, words);
};

const mounts = z.object({
  HostConfig: z.object({ Tmpfs: z.record(z.string(), z.unknown()).nullish() }),
  Mounts: z.array(z.object({ Type: z.string(), Destination: z.string() })).nullish(),
});

type Hidden = Promise<Refusal | undefined>;

/** Where the engine sees the image's empty folder instead of what the container sees. */
const hiddenFrom = async ({
  path,
  container,
  client,
  signal,
}: Place): Promise<Refusal | undefined> => {
  const inspect = `/containers/${encodeURIComponent(container)}/json`;
  const answer = await client.ask({ method: 'GET', path: inspect, signal });
  if (!answer.ok) return answer;
  const body = await shortBody(answer.response, client.endpoint, 8 * 1024 * 1024);
  if (!body.ok) return body;
  const { data } = mounts.safeParse(jsonOf(body.bytes));
  const tmpfs = (data?.Mounts ?? []).filter(({ Type }) => Type === 'tmpfs');
  const over = [
    ...['/proc', '/sys', '/dev'],
    ...Object.keys(data?.HostConfig.Tmpfs ?? {}),
    ...tmpfs.map(({ Destination }) => Destination),
  ].find((folder) => path === folder || path.startsWith(`${folder.replace(/\/+$/, '')}/`));
  if (over === undefined) return undefined;
  const words = `the engine does not show what a container has in ${over}`;
  return refusal('unreadable', `${path} in ${container}`, words);
};

/** The engine's own words for a refusal. */
const messageIn = (body: Uint8Array): string | undefined =>
  z.object({ message: z.string() }).safeParse(jsonOf(body)).data?.message;

export type Entry = AsyncIterable<Uint8Array> & { readonly header: Header };

/** Shows the entries one after the other until one settles the question; the rest is not read. */
export const eachEntry = async (
  response: IncomingMessage,
  subject: string,
  settle: (entry: Entry) => Promise<Reply | undefined>,
): Promise<Reply | undefined> => {
  const tar = extract();
  response.on('error', (error) => tar.destroy(error));
  response.pipe(tar);
  try {
    for await (const entry of tar as unknown as AsyncIterable<Entry & { resume(): void }>) {
      const reply = await settle(entry);
      if (reply) return reply;
      entry.resume();
    }
    return undefined;
  } catch (error) {
    const outcome = codeOf(error) === 'ECONNRESET' ? 'unreachable' : 'unreadable';
    return refusal(outcome, subject, wordsOf(error));
  } finally {
    tar.destroy();
    response.destroy();
  }
};
