import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { localConnection } from '../../../src/transports/local-connection.ts';
import type { SshConnection } from '../../../src/transports/ssh-connection.ts';

/** The shells that a host's `sh` may be, each with only its own tools where it has any. */
export const shells: readonly { readonly name: string; enter(): Promise<SshConnection> }[] = [
  { name: 'dash', enter: () => host({ sh: '#!/bin/sh\nexec dash "$@"\n' }) },
  { name: 'bash --posix', enter: () => host({ sh: '#!/bin/sh\nexec bash --posix "$@"\n' }) },
  { name: 'busybox ash', enter: busybox },
];

/** Everything that busybox has, and nothing else before it. */
async function busybox(): Promise<SshConnection> {
  const folder = await mkdtemp(join(tmpdir(), 'dd-busybox-'));
  await execa('busybox', ['--install', '-s', folder]);
  return host({}, `${folder}:${process.env['PATH'] ?? ''}`);
}

/** A connection to this machine, on whose PATH these programs come first. */
export async function host(
  programs: Readonly<Record<string, string>>,
  path = process.env['PATH'] ?? '',
): Promise<SshConnection> {
  const folder = await mkdtemp(join(tmpdir(), 'dd-shell-'));
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(join(folder, name), text, { mode: 0o755 });
  }
  const env = { PATH: `${folder}:${path}`, HOME: '/root' };
  return localConnection({ label: 'a host', env });
}
