import { z } from 'zod';
import { found, type Failure } from '../core/outcome.ts';
import { defineProbe } from '../core/probe.ts';
import { composeOf } from '../formats/inspect.ts';
import { composeEdit, composeFiles, editData } from './reading/compose-edit.ts';
import { inspectContainer } from './reading/container.ts';

export const composeWaitingEdit = defineProbe({
  name: 'compose.waiting-edit',
  doc: 'Works out how a service that waits until another is healthy is made to wait for its start only.',
  args: z.object({
    container: z.string().describe('The one that is waited for'),
    waiting: z.array(z.string()).describe('The containers that wait for it'),
  }),
  data: z.object({ ...editData, container: z.string().describe('The one that waits') }),
  missing: 'no compose file declares it, or it is gone',
  run: async ({ container, waiting }, context) => {
    const [name, ...others] = waiting;
    const [waited, seen] = await Promise.all([
      inspectContainer(context, container, true),
      inspectContainer(context, name ?? container, true),
    ]);
    if (!waited.ok) return waited.failure;
    if (!seen.ok) return seen.failure;
    if (name === undefined || others.length > 0) {
      const detail = `${waiting.length} containers wait for it: ${waiting.join(', ')}`;
      return { outcome: 'unreadable', subject: container, detail } satisfies Failure;
    }
    const project = await composeFiles(context, seen.value);
    if (!project.ok) return project.failure;
    const on = composeOf(waited.value).service ?? '';
    const edit = composeEdit(project.value, [
      {
        service: project.value.service,
        path: ['depends_on', on, 'condition'],
        value: 'service_started',
      },
    ]);
    if (!edit.ok) return edit.failure;
    const because = [
      `${name} is started as soon as ${waited.value.Name} has started, ready or not.`,
    ];
    return found({ ...edit.value, container: seen.value.Name, because });
  },
});
