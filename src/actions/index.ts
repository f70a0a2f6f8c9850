import type { AnyAction } from '../core/action.ts';
import { binaryInstall } from './binary-install.ts';
import { command } from './command.ts';
import { composeBuild } from './compose-build.ts';
import { composeDropMount } from './compose-drop-mount.ts';
import { composeRunOnce } from './compose-run-once.ts';
import { composeSetVariable } from './compose-set-variable.ts';
import { composeUp } from './compose-up.ts';
import { containerConnect } from './container-connect.ts';
import { containerDisconnect } from './container-disconnect.ts';
import { containerMakeAgain } from './container-make-again.ts';
import { containerRestart } from './container-restart.ts';
import { containerStart } from './container-start.ts';
import { containerStop } from './container-stop.ts';
import { containerUpdate } from './container-update.ts';
import { envFileSet } from './env-file-set.ts';
import { fileChmod } from './file-chmod.ts';
import { fileRemove } from './file-remove.ts';
import { fileReplace } from './file-replace.ts';
import { fileRestore } from './file-restore.ts';
import { fileUnixLines } from './file-unix-lines.ts';
import { folderMake } from './folder-make.ts';
import { folderRemoveEmpty } from './folder-remove-empty.ts';
import { imagePull } from './image-pull.ts';
import { imageTag } from './image-tag.ts';
import { imageUntag } from './image-untag.ts';
import { manual } from './manual.ts';
import { packageInstall } from './package-install.ts';
import { packageRemove } from './package-remove.ts';
import { postgresAddHbaEntry } from './postgres-add-hba-entry.ts';
import { postgresCreateDatabase } from './postgres-create-database.ts';
import { postgresCreateRole } from './postgres-create-role.ts';
import { postgresDropDatabase } from './postgres-drop-database.ts';
import { postgresDropRole } from './postgres-drop-role.ts';
import { postgresDump } from './postgres-dump.ts';
import { postgresLetLogin } from './postgres-let-login.ts';
import { postgresReload } from './postgres-reload.ts';
import { postgresRemoveDump } from './postgres-remove-dump.ts';
import { postgresRestore } from './postgres-restore.ts';
import { postgresSetPassword } from './postgres-set-password.ts';
import { postgresSetVerifier } from './postgres-set-verifier.ts';
import { processEnd } from './process-end.ts';
import { processWait } from './process-wait.ts';
import { projectLock } from './project-lock.ts';
import { projectUnlock } from './project-unlock.ts';
import { redisSetPassword } from './redis-set-password.ts';
import { revertArm } from './revert-arm.ts';
import { revertDisarm } from './revert-disarm.ts';
import { rollBack } from './roll-back.ts';
import { serviceDisable } from './service-disable.ts';
import { serviceEnable } from './service-enable.ts';
import { serviceStart } from './service-start.ts';
import { serviceStop } from './service-stop.ts';
import { sourceEdit } from './source-edit.ts';
import { userAddToGroup } from './user-add-to-group.ts';
import { userRemoveFromGroup } from './user-remove-from-group.ts';

/** Every action that a fix may call. */
export const actions: readonly AnyAction[] = [
  binaryInstall,
  command,
  composeBuild,
  composeDropMount,
  composeRunOnce,
  composeSetVariable,
  composeUp,
  containerConnect,
  containerDisconnect,
  containerMakeAgain,
  containerRestart,
  containerStart,
  containerStop,
  containerUpdate,
  envFileSet,
  fileChmod,
  fileRemove,
  fileReplace,
  fileRestore,
  fileUnixLines,
  folderMake,
  folderRemoveEmpty,
  imagePull,
  imageTag,
  imageUntag,
  manual,
  packageInstall,
  packageRemove,
  postgresAddHbaEntry,
  postgresCreateDatabase,
  postgresCreateRole,
  postgresDropDatabase,
  postgresDropRole,
  postgresDump,
  postgresLetLogin,
  postgresReload,
  postgresRemoveDump,
  postgresRestore,
  postgresSetPassword,
  postgresSetVerifier,
  processEnd,
  processWait,
  projectLock,
  projectUnlock,
  redisSetPassword,
  revertArm,
  revertDisarm,
  rollBack,
  serviceDisable,
  serviceEnable,
  serviceStart,
  serviceStop,
  sourceEdit,
  userAddToGroup,
  userRemoveFromGroup,
];
