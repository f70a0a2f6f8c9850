import { z } from 'zod';
import { found, type Failure } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import type { FileStat } from '../core/target.ts';
import { envOf } from '../formats/inspect.ts';
import { inspectContainer, refused, type Read } from './reading/container.ts';

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

type Wanted = { readonly tool: string; readonly path: string; readonly workdir: string };

type Place = { readonly path: string; readonly target?: string };

/** Where a program stands on the container's PATH, by the archive: no shell is needed there. */
const placeOf = async (
  context: Context,
  container: string,
  { tool, path, workdir }: Wanted,
): Promise<Read<Place | undefined>> => {
  const folders = tool.includes('/')
    ? [tool.startsWith('/') ? '' : workdir]
    : path.split(':').filter(Boolean);
  const placed = folders.map((folder) => (folder === '' ? tool : `${folder}/${tool}`));
  const stats = await Promise.all(
    folders.map((folder) =>
      context.send({
        kind: 'stat',
        path: folder === '' ? tool : `${folder}/${tool}`,
        in: container,
      }),
    ),
  );
  const blind: Failure[] = [];
  for (const [index, reply] of stats.entries()) {
    if (reply.ok) {
      const { target } = reply.json as FileStat;
      return {
        ok: true,
        value: { path: placed[index] ?? tool, ...(target !== undefined && { target }) },
      };
    }
    if (reply.failure.outcome !== 'not-found') blind.push(reply.failure);
  }
  // One folder that could not be seen may hold it.
  return blind[0] ? refused(blind[0]) : { ok: true, value: undefined };
};

export const containerTools = defineProbe({
  name: 'container.tools',
  doc: 'Looks whether programs stand on the PATH of a container, without starting anything there.',
  ahead: true,
  args: z.object({
    container: z.string(),
    tools: z.array(z.string()),
    shell: z.boolean().default(false).describe('A shell is needed too'),
  }),
  data: z.object({
    verdict: z
      .enum(['all-there', 'tool-absent', 'applet-perhaps', 'shell-absent'])
      .describe('`applet-perhaps`: busybox answers for programs that stand nowhere'),
    absent: z.array(z.string()),
    'first-absent': z.string().optional(),
    excerpt: z.string(),
  }),
  missing: 'no container has this name',
  run: async ({ container, tools, shell: needed }, context) => {
    const read = await inspectContainer(context, container);
    if (!read.ok) return read.failure;
    const path = envOf(read.value).get('PATH') ?? defaultPath;
    const workdir = read.value.Config.WorkingDir || '/';
    const look = (tool: string) => placeOf(context, container, { tool, path, workdir });
    const [shell, places] = await Promise.all([look('/bin/sh'), Promise.all(tools.map(look))]);
    if (!shell.ok) return shell.failure;
    const absent: string[] = [];
    const lines: string[] = [];
    for (const [index, place] of places.entries()) {
      if (!place.ok) return place.failure;
      const tool = tools[index] ?? '';
      if (!place.value) absent.push(tool);
      lines.push(place.value ? `${tool}: ${place.value.path}` : `${tool}: in no folder of ${path}`);
    }
    const [first] = absent;
    return found({
      verdict: verdictOf(absent, shell.value, needed),
      absent,
      ...(first !== undefined && { 'first-absent': first }),
      excerpt: [...lines, `/bin/sh: ${shell.value ? 'there' : 'not there'}`].join('\n'),
    });
  },
});

const verdictOf = (
  absent: readonly string[],
  shell: Place | undefined,
  needed: boolean,
): 'all-there' | 'tool-absent' | 'applet-perhaps' | 'shell-absent' => {
  if (needed && !shell) return 'shell-absent';
  if (absent.length === 0) return 'all-there';
  return needed && shell?.target?.includes('busybox') ? 'applet-perhaps' : 'tool-absent';
};
