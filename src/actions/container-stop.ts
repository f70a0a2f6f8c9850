import { defineAction } from '../core/action.ts';
import { applyRun, containerArgs, previewRun, undoRun } from './planning/container-run.ts';

export const containerStop = defineAction({
  name: 'container.stop',
  doc: 'Stops a container; it stays, and can be started again.',
  args: containerArgs,
  preview: ({ container }, context) => previewRun(context, container, 'stopped'),
  undo: ({ container }, context) => undoRun(context, container, 'stopped'),
  apply: ({ container }, context) => applyRun(context, container, 'stopped'),
});
