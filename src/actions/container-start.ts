import { defineAction } from '../core/action.ts';
import { applyRun, containerArgs, previewRun, undoRun } from './planning/container-run.ts';

export const containerStart = defineAction({
  name: 'container.start',
  doc: 'Starts a container that is stopped, as it was made.',
  args: containerArgs,
  preview: ({ container }, context) => previewRun(context, container, 'running'),
  undo: ({ container }, context) => undoRun(context, container, 'running'),
  apply: ({ container }, context) => applyRun(context, container, 'running'),
});
