import { z } from 'zod';
import {
  defineAction,
  isFailure,
  type ActionContext,
  type Action,
  type Applied,
  type Blast,
  type Call,
  type Preview,
} from '../core/action.ts';
import { found, type ProbeResult } from '../core/outcome.ts';
import { composeUp, formerContainer } from './compose-up.ts';
import { fileReplace } from './file-replace.ts';
import { imageTag } from './image-tag.ts';
import { absolutePath } from './planning/call-schemas.ts';

const args = z.object({
  /** Names of images, each with the id that it meant when that was recorded. */
  images: z.array(z.object({ tag: z.string(), image: z.string() })).default([]),
  /** Files of the configuration, each with the copy that was kept of it. */
  files: z.array(z.object({ path: absolutePath, copy: absolutePath })).default([]),
  /** Containers whose services are made anew afterwards, in this order. */
  containers: z.array(z.string()).min(1),
});

/** In the order of a deployment: what a service is made from, then the service. */
const callsOf = ({ images, files, containers }: z.output<typeof args>): readonly Part[] => [
  ...images.map((each) => ({ action: imageTag, with: each })),
  ...files.map(({ path, copy }) => ({ action: fileReplace, with: { path, from: copy } })),
  ...containers.map((container) => ({ action: composeUp, with: { container } })),
];

type Part = { readonly action: Action; readonly with: Call['with'] };

const parsed = ({ action, with: given }: Part) => action.args.parse(given) as never;

export const rollBack = defineAction({
  name: 'roll-back',
  doc: 'Goes back to recorded images and configuration: names, files, then the services made anew.',
  args,
  preview: async (given, context) => {
    const shown: Preview[] = [];
    for (const part of callsOf(given)) {
      const preview = await part.action.preview(parsed(part), context, shown);
      if (isFailure(preview)) return preview;
      shown.push(preview);
    }
    const state = Object.assign(
      {},
      ...shown.toReversed().map((each) => each.state),
    ) as Preview['state'];
    const isDone = shown.every(({ nothingToDo }) => nothingToDo !== undefined);
    const nothingToDo = 'images, files and containers are as they were recorded';
    return {
      shows: isDone ? [nothingToDo] : shown.flatMap(({ shows }) => shows),
      state,
      touches: shown.flatMap(({ touches }) => touches),
      blast: together(shown.map(({ blast }) => blast)),
      ...(isDone && { nothingToDo }),
    };
  },
  undo: async (given, context) => {
    const back: Call[] = [];
    // A service has nothing to be done yet: what it is made from changes with the calls before it.
    for (const part of callsOf(given)) {
      const undo =
        'container' in part.with
          ? await formerContainer(context, String(part.with['container']))
          : await part.action.undo(parsed(part), context);
      if (isFailure(undo) || 'irreversible' in undo) return undo;
      back.unshift(...undo);
    }
    return back;
  },
  apply: async (given, context) => applied(callsOf(given), context),
});

const applied = async (
  parts: readonly Part[],
  context: ActionContext,
): Promise<ProbeResult<Applied>> => {
  const done: string[] = [];
  for (const part of parts) {
    const result = await part.action.apply(parsed(part), context);
    if (result.outcome !== 'found') {
      const before = done.length === 0 ? 'nothing was changed before it' : done.join(' ');
      return { ...result, detail: `${result.detail} (${before})` };
    }
    if (result.data.nothingToDo === undefined) done.push(result.data.summary);
  }
  if (done.length > 0) return found({ summary: done.join(' ') });
  return found({ summary: 'All was as it was recorded.', nothingToDo: true as const });
};

const together = (all: readonly Blast[]): Blast => {
  const of = (part: (blast: Blast) => readonly string[]) => [...new Set(all.flatMap(part))];
  return {
    restarts: of(({ restarts }) => restarts),
    dependents: of(({ dependents }) => dependents),
    ports: of(({ ports }) => ports),
    volumes: of(({ volumes }) => volumes),
    lost: of(({ lost }) => lost),
    connections: of(({ connections }) => connections),
    downtime: all.map(({ downtime }) => downtime).findLast((each) => each !== 'none') ?? 'none',
  };
};
