import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { inspectContainer, type Read } from './reading/container.ts';
import { lookFor, pathOf, type Placed } from './reading/tool-place.ts';

/** Its shell answers for programs that stand nowhere. */
const isBusybox = (shell: Placed, busybox: Placed | undefined): boolean =>
  (shell.stat.target?.includes('busybox') ?? false) ||
  (busybox !== undefined && shell.stat.type === 'file' && shell.stat.size === busybox.stat.size);

const verdicts = ['all-there', 'some-there', 'none-there', 'applet-perhaps', 'no-shell'] as const;

export const containerTools = defineProbe({
  name: 'container.tools',
  doc: 'Looks whether programs stand on the PATH of a container, without starting anything there.',
  ahead: true,
  args: z.object({
    container: z.string(),
    tools: z.array(z.string()),
    shell: z.string().optional().describe('A shell that has to be there too'),
    alternatives: z.boolean().default(false).describe('One of the tools is enough'),
  }),
  data: z.object({
    verdict: z
      .enum(verdicts)
      .describe(
        '`none-there`: what is needed is missing; `some-there`: one of several ways is left; `applet-perhaps`: busybox answers for programs that stand nowhere',
      ),
    absent: z.array(z.string()),
    excerpt: z.string(),
  }),
  missing: 'no container has this name',
  run: async ({ container, tools, shell, alternatives }, context) => {
    const read = await inspectContainer(context, container);
    if (!read.ok) return read.failure;
    const seen = read.value;
    const [bourne, busybox, needed, ...placed] = await Promise.all(
      ['/bin/sh', '/bin/busybox', shell ?? '/bin/sh', ...tools].map((tool) =>
        lookFor(context, seen, tool),
      ),
    );
    const blind = [bourne, needed, ...placed].find((each) => each?.ok === false);
    if (blind?.ok === false) return blind.failure;
    const there = (each: Read<Placed | undefined> | undefined) =>
      each?.ok ? each.value : undefined;
    const looked = tools.map((tool, index) => ({ tool, at: there(placed[index]) }));
    const absent = looked.flatMap(({ tool, at }) => (at ? [] : [tool]));
    const sh = there(bourne);
    const applets = shell !== undefined && sh !== undefined && isBusybox(sh, there(busybox));
    const lines = looked.map(
      ({ tool, at }) =>
        `${tool}: ${at?.path ?? (tool.includes('/') ? 'not there' : `in no folder of ${pathOf(seen)}`)}`,
    );
    return found({
      verdict:
        shell !== undefined && !there(needed)
          ? ('no-shell' as const)
          : verdictOf(absent.length, tools.length, { alternatives, applets }),
      absent,
      excerpt: [...lines, `${shell ?? '/bin/sh'}: ${there(needed) ? 'there' : 'not there'}`].join(
        '\n',
      ),
    });
  },
});

const verdictOf = (
  absent: number,
  all: number,
  { alternatives, applets }: { readonly alternatives: boolean; readonly applets: boolean },
): (typeof verdicts)[number] => {
  if (absent === 0) return 'all-there';
  if (applets) return 'applet-perhaps';
  return alternatives && absent < all ? 'some-there' : 'none-there';
};
