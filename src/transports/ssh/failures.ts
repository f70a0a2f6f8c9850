import type { SshFailure } from '../ssh-target.ts';

export const hostFailure = (
  kind: SshFailure['kind'],
  message: string,
  next: string,
): SshFailure => ({ kind, message, next });

export const wasStopped = (label: string): SshFailure =>
  hostFailure(
    'stopped',
    `The connection to ${label} was stopped by the operator.`,
    'Connect again when you are ready.',
  );
