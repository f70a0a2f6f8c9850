import { defineAction } from '../core/action.ts';
import { applyPlace, placeArgs, previewPlace, undoPlace } from './planning/network-place.ts';

export const containerConnect = defineAction({
  name: 'container.connect',
  doc: 'Gives a container a place in a network, with the names that it answers to there.',
  args: placeArgs,
  preview: (given, context) => previewPlace(context, given, true),
  undo: (given, context) => undoPlace(context, given, true),
  apply: (given, context) => applyPlace(context, given, true),
});
