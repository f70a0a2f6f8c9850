import type { Failure } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import type { FileStat } from '../../core/target.ts';
import { joined } from '../../formats/paths.ts';
import { refused, type Read } from './container.ts';
import { statFile } from './file-stat.ts';

export type RealPath = { readonly path: string; readonly stat: FileStat };

/** As the kernel: more links than this are a loop. */
const maxLinks = 40;

/** Looks at a path itself, without following it. */
export type Look = (path: string) => Promise<Read<FileStat | undefined>>;

/**
 * Follows every link on the way, folders' too, inside the container where one is named. Needed
 * before a container's path is looked up from the host: there, an absolute link leads astray.
 */
export const realPath = async (
  context: Context,
  path: string,
  container?: string,
): Promise<Read<RealPath>> => {
  const looked = container === undefined ? {} : { in: container };
  let absence: Failure | undefined;
  const look: Look = async (here) => {
    const read = await statFile(context, here, looked);
    if (read.ok || read.failure.outcome !== 'not-found') return read;
    absence = read.failure;
    return { ok: true, value: undefined };
  };
  const found = await followed(look, path);
  if (!found.ok) return found;
  if (found.value) return { ok: true, value: found.value };
  const { subject = path, detail = '' } = absence ?? {};
  // A link that leads nowhere is named with the path that was asked for.
  const words = detail.includes(path) ? detail : `${path}: ${detail}`;
  return refused({ outcome: 'not-found', subject, detail: words });
};

/** Where a path leads, by one look at each folder on the way; undefined where it leads nowhere. */
export const followed = async (look: Look, path: string): Promise<Read<RealPath | undefined>> => {
  let left = joined('/', path).split('/').slice(1).filter(Boolean);
  let at = '/';
  let stat: FileStat | undefined;
  for (let links = 0; left.length > 0;) {
    const [name = '', ...rest] = left;
    const here = joined(at, name);
    const read = await look(here);
    if (!read.ok) return read;
    if (!read.value) return { ok: true, value: undefined };
    if (read.value.type === 'link' && read.value.target !== undefined) {
      links += 1;
      if (links > maxLinks) return refused(loop(path));
      left = [...joined(at, read.value.target).split('/').slice(1).filter(Boolean), ...rest];
      at = '/';
      stat = undefined;
      continue;
    }
    at = here;
    stat = read.value;
    left = rest;
  }
  if (stat) return { ok: true, value: { path: at, stat } };
  const root = await look('/');
  return root.ok ? { ok: true, value: root.value && { path: '/', stat: root.value } } : root;
};

const loop = (path: string): Failure => ({
  outcome: 'unreadable',
  subject: path,
  detail: `ELOOP: too many links on the way to ${path}`,
});
