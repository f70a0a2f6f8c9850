import type { AnyAction } from '../core/action.ts';
import { command } from './command.ts';
import { composeBuild } from './compose-build.ts';
import { composeRunOnce } from './compose-run-once.ts';
import { composeUp } from './compose-up.ts';
import { containerConnect } from './container-connect.ts';
import { containerDisconnect } from './container-disconnect.ts';
import { containerMakeAgain } from './container-make-again.ts';
import { containerRestart } from './container-restart.ts';
import { containerStart } from './container-start.ts';
import { containerStop } from './container-stop.ts';
import { envFileSet } from './env-file-set.ts';
import { fileChmod } from './file-chmod.ts';
import { fileRemove } from './file-remove.ts';
import { fileReplace } from './file-replace.ts';
import { fileRestore } from './file-restore.ts';
import { folderMake } from './folder-make.ts';
import { folderRemoveEmpty } from './folder-remove-empty.ts';
import { imagePull } from './image-pull.ts';
import { imageTag } from './image-tag.ts';
import { imageUntag } from './image-untag.ts';
import { manual } from './manual.ts';
import { postgresAddHbaEntry } from './postgres-add-hba-entry.ts';
import { postgresCreateDatabase } from './postgres-create-database.ts';
import { postgresCreateRole } from './postgres-create-role.ts';
import { postgresDropDatabase } from './postgres-drop-database.ts';
import { postgresDropRole } from './postgres-drop-role.ts';
import { postgresLetLogin } from './postgres-let-login.ts';
import { postgresReload } from './postgres-reload.ts';
import { postgresSetPassword } from './postgres-set-password.ts';
import { postgresSetVerifier } from './postgres-set-verifier.ts';
import { processEnd } from './process-end.ts';
import { processWait } from './process-wait.ts';
import { projectLock } from './project-lock.ts';
import { projectUnlock } from './project-unlock.ts';
import { revertArm } from './revert-arm.ts';
import { revertDisarm } from './revert-disarm.ts';
import { sourceEdit } from './source-edit.ts';

/** Every action that a fix may call. */
export const actions: readonly AnyAction[] = [
  command,
  composeBuild,
  composeRunOnce,
  composeUp,
  containerConnect,
  containerDisconnect,
  containerMakeAgain,
  containerRestart,
  containerStart,
  containerStop,
  envFileSet,
  fileChmod,
  fileRemove,
  fileReplace,
  fileRestore,
  folderMake,
  folderRemoveEmpty,
  imagePull,
  imageTag,
  imageUntag,
  manual,
  postgresAddHbaEntry,
  postgresCreateDatabase,
  postgresCreateRole,
  postgresDropDatabase,
  postgresDropRole,
  postgresLetLogin,
  postgresReload,
  postgresSetPassword,
  postgresSetVerifier,
  processEnd,
  processWait,
  projectLock,
  projectUnlock,
  revertArm,
  revertDisarm,
  sourceEdit,
];
