import type { AnyAction } from '../core/action.ts';
import { envFileSet } from './env-file-set.ts';
import { fileChmod } from './file-chmod.ts';
import { fileRemove } from './file-remove.ts';
import { fileReplace } from './file-replace.ts';
import { fileRestore } from './file-restore.ts';
import { folderMake } from './folder-make.ts';
import { folderRemoveEmpty } from './folder-remove-empty.ts';
import { manual } from './manual.ts';
import { postgresCreateRole } from './postgres-create-role.ts';
import { postgresDropRole } from './postgres-drop-role.ts';
import { postgresSetPassword } from './postgres-set-password.ts';
import { postgresSetVerifier } from './postgres-set-verifier.ts';

/** Every action that a fix may call. */
export const actions: readonly AnyAction[] = [
  envFileSet,
  fileChmod,
  fileRemove,
  fileReplace,
  fileRestore,
  folderMake,
  folderRemoveEmpty,
  manual,
  postgresCreateRole,
  postgresDropRole,
  postgresSetPassword,
  postgresSetVerifier,
];
