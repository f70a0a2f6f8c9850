import type { PlanContext, Preview } from '../../core/action.ts';
import type { Edited } from '../../formats/compose-edit.ts';
import { joined } from '../../formats/paths.ts';
import { inspectContainer, refused, type Read } from '../../probes/reading/container.ts';
import { failure } from './call-schemas.ts';
import { composeProject } from '../../probes/reading/compose-project.ts';
import type { Rewrite } from './file-write.ts';
import { standingFile } from './standing-file.ts';

export type ComposeEdit = {
  /** A container of the service. */
  readonly container: string;
  readonly earlier?: readonly Preview[];
  /** It takes something away: where no file has it, all is already so. */
  readonly takesAway?: true;
  change(text: string, service: string): Edited;
};

/**
 * The change of the one file of a container's project in which it can be made. The files are asked
 * from the last, which wins, to the first.
 */
export const composeEdit = async (
  context: PlanContext,
  { container, earlier = [], takesAway, change }: ComposeEdit,
): Promise<Read<Rewrite>> => {
  const inspected = await inspectContainer(context, container, true);
  if (!inspected.ok) return inspected;
  const project = await composeProject(context, inspected.value);
  if (!project.ok) return project;
  const { folder, files, service } = project.value;
  const words: string[] = [];
  const untouched: Rewrite[] = [];
  for (const name of files.toReversed()) {
    const path = joined(folder, name);
    const file = await standingFile(context, path, earlier);
    if (!file.ok) return file;
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(file.value.bytes);
    const edited = change(text, service);
    if (edited.ok) {
      const bytes = new TextEncoder().encode(edited.text);
      return { ok: true, value: { file: file.value, bytes } };
    }
    if (!edited.absent) return refused(failure(path, edited.words));
    untouched.push({ file: file.value, bytes: file.value.bytes });
    words.push(`${path}: ${edited.words}`);
  }
  const [last] = untouched;
  if (takesAway && last) return { ok: true, value: last };
  return refused(failure(inspected.value.Name, words.join('; '), 'not-found'));
};
