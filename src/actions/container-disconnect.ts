import { defineAction } from '../core/action.ts';
import {
  applyPlace,
  placeArgs,
  previewPlace,
  revertPlace,
  undoPlace,
} from './planning/network-place.ts';

export const containerDisconnect = defineAction({
  name: 'container.disconnect',
  doc: 'Takes a container out of a network; it runs on in the others.',
  args: placeArgs,
  preview: (given, context) => previewPlace(context, given, false),
  undo: (given, context) => undoPlace(context, given, false),
  revert: (given, context) => revertPlace(context, given),
  apply: (given, context) => applyPlace(context, given, false),
});
