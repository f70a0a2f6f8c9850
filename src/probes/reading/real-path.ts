import type { Failure } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import type { FileStat } from '../../core/target.ts';
import { joined } from '../../formats/paths.ts';
import { refused, type Read } from './container.ts';
import { statFile } from './file-stat.ts';

export type RealPath = { readonly path: string; readonly stat: FileStat };

/** As the kernel: more links than this are a loop. */
const maxLinks = 40;

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
  let left = joined('/', path).split('/').slice(1);
  let at = '/';
  let stat: FileStat | undefined;
  for (let links = 0; ;) {
    const [name, ...rest] = left;
    if (name === undefined || name === '') break;
    const here = joined(at, name);
    const read = await statFile(context, here, looked);
    if (!read.ok) return refused(aboutAsked(read.failure, path));
    if (read.value.type === 'link' && read.value.target !== undefined) {
      links += 1;
      if (links > maxLinks) return refused(loop(path));
      left = [...joined(at, read.value.target).split('/').slice(1), ...rest];
      at = '/';
      stat = undefined;
      continue;
    }
    at = here;
    stat = read.value;
    left = rest;
  }
  if (stat) return { ok: true, value: { path: at, stat } };
  const root = await statFile(context, '/', looked);
  return root.ok ? { ok: true, value: { path: '/', stat: root.value } } : root;
};

/** A link that leads nowhere is named with the path that was asked for. */
const aboutAsked = (failure: Failure, path: string): Failure =>
  failure.detail.includes(path) ? failure : { ...failure, detail: `${path}: ${failure.detail}` };

const loop = (path: string): Failure => ({
  outcome: 'unreadable',
  subject: path,
  detail: `ELOOP: too many links on the way to ${path}`,
});
