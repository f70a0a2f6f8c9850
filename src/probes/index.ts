import type { AnyProbe } from '../core/probe.ts';
import { appDatabaseUrl } from './app-database-url.ts';
import { appLastError } from './app-last-error.ts';
import { appSettingEdit } from './app-setting-edit.ts';
import { appSettingVariable } from './app-setting-variable.ts';
import { composeCheckEdit } from './compose-check-edit.ts';
import { composeDatabaseUrl } from './compose-database-url.ts';
import { composeDrift } from './compose-drift.ts';
import { composeEnvFiles } from './compose-env-files.ts';
import { composeImages } from './compose-images.ts';
import { composeService } from './compose-service.ts';
import { composeVariableEdit } from './compose-variable-edit.ts';
import { composeWaitingEdit } from './compose-waiting-edit.ts';
import { containerCrashes } from './container-crashes.ts';
import { containerHealth } from './container-health.ts';
import { containerLastWords } from './container-last-words.ts';
import { containerListens } from './container-listens.ts';
import { containerTools } from './container-tools.ts';
import { deployScript } from './deploy-script.ts';
import { dockerAccess } from './docker-access.ts';
import { dockerElsewhere } from './docker-elsewhere.ts';
import { dockerMembership } from './docker-membership.ts';
import { fileDeployed } from './file-deployed.ts';
import { fileExecutable } from './file-executable.ts';
import { fileInterpreter } from './file-interpreter.ts';
import { fileLease } from './file-lease.ts';
import { fileWriters } from './file-writers.ts';
import { httpAnswer } from './http-answer.ts';
import { imageRegistry } from './image-registry.ts';
import { moduleComplaint } from './module-complaint.ts';
import { moduleCovered } from './module-covered.ts';
import { moduleDistribution } from './module-distribution.ts';
import { moduleElsewhere } from './module-elsewhere.ts';
import { moduleNewerImage } from './module-newer-image.ts';
import { moduleSearch } from './module-search.ts';
import { moduleSpec } from './module-spec.ts';
import { networkName } from './network-name.ts';
import { networkNamesake } from './network-namesake.ts';
import { networkStoppedServer } from './network-stopped-server.ts';
import { postgresGiven } from './postgres-given.ts';
import { postgresLogin } from './postgres-login.ts';
import { postgresRefusal } from './postgres-refusal.ts';
import { postgresRole } from './postgres-role.ts';
import { postgresServers } from './postgres-servers.ts';
import { processVariable } from './process-variable.ts';

/** Every probe there is, by name. One line a probe. */
export const probes: readonly AnyProbe[] = [
  appDatabaseUrl,
  appLastError,
  appSettingEdit,
  appSettingVariable,
  composeCheckEdit,
  composeDatabaseUrl,
  composeDrift,
  composeEnvFiles,
  composeImages,
  composeService,
  composeVariableEdit,
  composeWaitingEdit,
  containerCrashes,
  containerHealth,
  containerLastWords,
  containerListens,
  containerTools,
  deployScript,
  dockerAccess,
  dockerElsewhere,
  dockerMembership,
  fileDeployed,
  fileExecutable,
  fileInterpreter,
  fileLease,
  fileWriters,
  httpAnswer,
  imageRegistry,
  moduleComplaint,
  moduleCovered,
  moduleDistribution,
  moduleElsewhere,
  moduleNewerImage,
  moduleSearch,
  moduleSpec,
  networkName,
  networkNamesake,
  networkStoppedServer,
  postgresGiven,
  postgresLogin,
  postgresRefusal,
  postgresRole,
  postgresServers,
  processVariable,
];

export const probeNamed = (name: string): AnyProbe | undefined =>
  probes.find((probe) => probe.name === name);
