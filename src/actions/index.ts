import type { AnyAction } from '../core/action.ts';
import { manual } from './manual.ts';

/** Every action that a fix may call. */
export const actions: readonly AnyAction[] = [manual];
