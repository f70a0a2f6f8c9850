import { z } from 'zod';
import { defineAction, type PlanContext, type Preview } from '../core/action.ts';
import { withoutMount } from '../formats/compose-mount.ts';
import { absolutePath } from './planning/call-schemas.ts';
import { composeEdit } from './planning/compose-edit.ts';
import type { Read } from '../probes/reading/container.ts';
import type { Rewrite } from './planning/file-write.ts';
import { rewriting } from './planning/rewriting.ts';

const args = z.object({
  /** A container of the service; it keeps its mounts until it is made anew. */
  container: z.string(),
  /** Where it is mounted. */
  destination: absolutePath,
});

const rewriteOf = async (
  { container, destination }: z.output<typeof args>,
  context: PlanContext,
  earlier: readonly Preview[] = [],
): Promise<Read<Rewrite>> => {
  const change = (text: string, service: string) => withoutMount(text, service, destination);
  return composeEdit(context, { container, earlier, takesAway: true, change });
};

export const composeDropMount = defineAction({
  name: 'compose.drop-mount',
  doc: "Takes one mount out of a service, in the project's compose file; a volume keeps what it holds.",
  args,
  ...rewriting<z.output<typeof args>>(rewriteOf, {
    done: (path) => `${path} says so now.`,
    already: (path) => `${path} already says so.`,
  }),
});
