import { z } from 'zod';
import { defineAction, type PlanContext, type Preview } from '../core/action.ts';
import { withVariable } from '../formats/compose-variable.ts';
import { secretText, valueOf } from './planning/call-schemas.ts';
import { composeEdit } from './planning/compose-edit.ts';
import type { Read } from '../probes/reading/container.ts';
import type { Rewrite } from './planning/file-write.ts';
import { rewriting } from './planning/rewriting.ts';

const args = z.object({
  /** A container of the service; it keeps what it has until it is made anew. */
  container: z.string(),
  name: z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a variable'),
  value: secretText,
});

const rewriteOf = async (
  { container, name, value: given }: z.output<typeof args>,
  context: PlanContext,
  earlier: readonly Preview[] = [],
): Promise<Read<Rewrite>> => {
  const read = valueOf(context, given);
  if (!read.ok) return read;
  const { value } = read;
  const change = (text: string, service: string) => withVariable(text, service, { name, value });
  return composeEdit(context, { container, earlier, change });
};

export const composeSetVariable = defineAction({
  name: 'compose.set-variable',
  doc: "Gives a variable a value in a service's environment, in the project's compose file.",
  args,
  ...rewriting<z.output<typeof args>>(rewriteOf, {
    done: (path) => `${path} says so now.`,
    already: (path) => `${path} already says so.`,
  }),
});
