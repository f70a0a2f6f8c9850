import { z } from 'zod';
import { found } from '../core/outcome.ts';
import { defineProbe, type Context } from '../core/probe.ts';
import type { Inspected } from '../formats/inspect.ts';
import {
  byClient,
  elsewhere,
  firstCheck,
  minding,
  moreTime,
  oneLine,
  type CheckWritten,
} from './reading/check-written.ts';
import { composeEdit, composeFiles, editData, settingsUnder } from './reading/compose-edit.ts';
import { inspectContainer, type Read } from './reading/container.ts';

const changes = ['client', 'first', 'one-line', 'address', 'time', 'minding'] as const;

const args = z.object({
  container: z.string(),
  change: z
    .enum(changes)
    .describe(
      '`client`: the same page, by a program that is there; `first`: where there is no check; `one-line`: for a shell to read; `address`: another port, name or page; `time`: more of it; `minding`: to fail when what is asked fails',
    ),
  port: z.number().optional(),
  host: z.string().optional().describe('`loopback`: the one that it is heard at'),
  path: z.string().optional(),
});

export const composeCheckEdit = defineProbe({
  name: 'compose.check-edit',
  doc: "Works out how a service's health check is to be written in its compose file, from what is measured in the container.",
  trace: "a line in the application's access log",
  args,
  data: z.object(editData),
  missing: 'no compose file declares the container, or it is gone',
  run: async (asked, context) => {
    const read = await inspectContainer(context, asked.container, true);
    if (!read.ok) return read.failure;
    const project = await composeFiles(context, read.value);
    if (!project.ok) return project.failure;
    const written = await checkFor(context, read.value, asked);
    if (!written.ok) return written.failure;
    const { health, because } = written.value;
    const edit = composeEdit(project.value, settingsUnder(project.value, 'healthcheck', health));
    return edit.ok ? found({ ...edit.value, because: [...because] }) : edit.failure;
  },
});

const checkFor = (
  context: Context,
  seen: Inspected,
  { change, ...to }: z.output<typeof args>,
): Promise<Read<CheckWritten>> => {
  switch (change) {
    case 'client':
      return byClient(context, seen, false);
    case 'first':
      return firstCheck(context, seen);
    case 'one-line':
      return oneLine(context, seen);
    case 'address':
      return elsewhere(context, seen, to);
    case 'time':
      return moreTime(context, seen);
    case 'minding':
      return minding(context, seen);
  }
};
