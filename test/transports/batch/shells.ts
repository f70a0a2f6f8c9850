import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { localConnection } from '../../../src/transports/local-connection.ts';
import { hostNeeds } from '../../lab/parts.ts';
import type { SshConnection } from '../../../src/transports/ssh-connection.ts';

type Env = Readonly<Record<string, string>>;
export type FarShell = {
  readonly name: string;
  /** Each request is on a channel of its own. */
  readonly apart?: true;
  enter(env?: Env): Promise<SshConnection>;
};

/** The shells that a host's `sh` may be, each with only its own tools where it has any. */
export const shells: readonly FarShell[] = [
  { name: 'dash', enter: (env) => host({ sh: '#!/bin/sh\nexec dash "$@"\n' }, env) },
  {
    name: 'bash --posix',
    enter: (env) => host({ sh: '#!/bin/sh\nexec bash --posix "$@"\n' }, env),
  },
  { name: 'busybox ash', enter: busybox },
  {
    name: 'dash without base64 and od',
    apart: true,
    enter: (env) => {
      const missing = '#!/bin/sh\nexit 127\n';
      return host({ sh: '#!/bin/sh\nexec dash "$@"\n', base64: missing, od: missing }, env);
    },
  },
  {
    name: 'dash without base64, stat and GNU find',
    enter: (env) => {
      const missing = '#!/bin/sh\nexit 127\n';
      const programs = { base64: missing, stat: missing, find: missing };
      return host({ sh: '#!/bin/sh\nexec dash "$@"\n', ...programs }, env);
    },
  },
];

/** Everything that busybox has, and nothing else before it. */
async function busybox(env?: Env): Promise<SshConnection> {
  await hostNeeds();
  const folder = await mkdtemp(join(tmpdir(), 'dd-busybox-'));
  await execa('busybox', ['--install', '-s', folder]);
  return host({}, { PATH: `${folder}:${process.env['PATH'] ?? ''}`, ...env });
}

/** A connection to this machine, on whose PATH these programs come first. */
export async function host(
  programs: Readonly<Record<string, string>>,
  { PATH = process.env['PATH'] ?? '', ...env }: Env = {},
): Promise<SshConnection> {
  const folder = await mkdtemp(join(tmpdir(), 'dd-shell-'));
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(join(folder, name), text, { mode: 0o755 });
  }
  return localConnection({
    label: 'a host',
    env: { HOME: '/root', ...env, PATH: `${folder}:${PATH}` },
  });
}
