import type { AnyProbe } from '../core/probe.ts';
import { containerHealth } from './container-health.ts';
import { containerListens } from './container-listens.ts';
import { containerTools } from './container-tools.ts';
import { deployScript } from './deploy-script.ts';
import { fileDeployed } from './file-deployed.ts';
import { fileExecutable } from './file-executable.ts';
import { fileInterpreter } from './file-interpreter.ts';
import { fileLease } from './file-lease.ts';
import { fileWriters } from './file-writers.ts';
import { httpAnswer } from './http-answer.ts';

/** Every probe there is, by name. One line a probe. */
export const probes: readonly AnyProbe[] = [
  containerHealth,
  containerListens,
  containerTools,
  deployScript,
  fileDeployed,
  fileExecutable,
  fileInterpreter,
  fileLease,
  fileWriters,
  httpAnswer,
];

export const probeNamed = (name: string): AnyProbe | undefined =>
  probes.find((probe) => probe.name === name);
