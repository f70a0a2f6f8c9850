import { basename } from 'node:path';
import type { Ask, FileStat, Reply } from '../core/target.ts';
import { collectEnd, collectStart } from './collected.ts';
import { describePath, eachEntry, openArchive, type Place } from './docker-archive.ts';
import { jsonOf, type Client } from './docker-client.ts';
import { pathHeader, statOfEntry } from './docker-file-stat.ts';
import { refusal, type Refusal } from './failure.ts';
import { defaultBytes } from './within.ts';

type FileAsk<Kind extends Ask['kind']> = Extract<
  Ask,
  { readonly kind: Kind; readonly in?: string }
>;

const maxLinks = 16;
/** The engine gives a file from its start only: longer ones are too much to be read to their end. */
const longestFromEnd = 256 * 1024 * 1024;
/** The engine gives a folder with all that is below it: so much is looked through at most. */
const listBytes = 32 * 1024 * 1024;
const listEntries = 10_000;

/** Of a container that runs or not, without a process in it. Owner and inode are not told. */
export const statInContainer = async (
  { path, follow, in: container = '' }: FileAsk<'stat'>,
  client: Client,
  signal: AbortSignal,
): Promise<Reply> => {
  const place = { path, container, client, signal };
  const seen = await describe(place, follow === true);
  if (!seen.ok) return seen;
  const stat = { ...seen.stat, name: basename(path) };
  if (stat.type !== 'link') return { ok: true, json: stat };
  const opened = await openArchive(place);
  if (!opened.ok) return opened;
  const written = await eachEntry(opened.response, path, async ({ header }) => ({
    ok: true,
    json: { ...stat, target: header.linkname },
  }));
  return written ?? emptyArchive(path);
};

type Described = { readonly ok: true; readonly stat: FileStat; readonly path: string } | Refusal;

const describe = async (place: Place, follow: boolean): Promise<Described> => {
  let { path } = place;
  for (let links = 0; links <= maxLinks; links += 1) {
    const described = await describePath({ ...place, path });
    if (!described.ok) return described;
    const { data } = pathHeader.safeParse(jsonOf(Buffer.from(described.words)));
    if (!data) return refusal('unreadable', path, `the engine describes it as ${described.words}`);
    if (!follow || !('target' in data)) return { ok: true, stat: data, path };
    path = data.target;
  }
  return refusal('unreadable', place.path, `ELOOP: too many links one after the other`);
};

const emptyArchive = (path: string): Refusal =>
  refusal('unreadable', path, 'the engine sent an empty archive');

export const readInContainer = async (
  { path, from = 'start', maxBytes = defaultBytes, in: container = '' }: FileAsk<'read'>,
  client: Client,
  signal: AbortSignal,
): Promise<Reply> => {
  const described = await describe({ path, container, client, signal }, true);
  if (!described.ok) return described;
  const { type, size } = described.stat;
  if (type !== 'file') return refusal('unreadable', path, `${path} is a ${type}, not a file`);
  if (from === 'end' && size > longestFromEnd) {
    const words = `${size} bytes: too long to be read to its end through the engine`;
    return refusal('unreadable', path, words);
  }
  const opened = await openArchive({ path: described.path, container, client, signal });
  if (!opened.ok) return opened;
  const kept = from === 'end' ? collectEnd(maxBytes) : collectStart(maxBytes);
  const read = await eachEntry(opened.response, path, async (entry) => {
    for await (const chunk of entry as AsyncIterable<Uint8Array>) {
      kept.add(chunk);
      if (from === 'start' && kept.truncated) break;
    }
    return { ok: true, stdout: kept.bytes(), ...(kept.truncated ? { truncated: true } : {}) };
  });
  return read ?? emptyArchive(path);
};

/** The first level of a folder, by name, as far as the bounds let see. */
export const listInContainer = async (
  { path, in: container = '' }: FileAsk<'list'>,
  client: Client,
  signal: AbortSignal,
): Promise<Reply> => {
  const described = await describe({ path, container, client, signal }, true);
  if (!described.ok) return described;
  const { type } = described.stat;
  if (type !== 'directory') return refusal('unreadable', path, `${path} is a ${type}, no folder`);
  const opened = await openArchive({ path: described.path, container, client, signal });
  if (!opened.ok) return opened;
  const entries: FileStat[] = [];
  let bytes = 0;
  opened.response.on('data', (chunk: Uint8Array) => (bytes += chunk.length));
  const answer = (truncated: boolean): Reply => {
    const json = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return truncated ? { ok: true, json, truncated } : { ok: true, json };
  };
  const early = await eachEntry(opened.response, path, async ({ header }) => {
    if (depth(header.name) === 1) entries.push(statOfEntry(header));
    return bytes > listBytes || entries.length >= listEntries ? answer(true) : undefined;
  });
  return early ?? answer(false);
};

/** Of `etc/`: 0, of `etc/hosts` and `etc/ssl/`: 1. */
const depth = (name: string): number => name.replace(/\/+$/, '').split('/').length - 1;
