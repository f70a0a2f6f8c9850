import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe } from 'vitest';
import { sshTransport } from '../../src/transports/ssh.ts';
import { keepsTheContract, prepare, type Place } from './transport-suite.ts';
import { shells } from '../transports/batch/shells.ts';

describe.each(shells)('a host whose sh is $name', ({ enter }) => {
  keepsTheContract(async (): Promise<Place> => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'dd-contract-')));
    await execa('sh', ['-c', `umask 022; ${prepare}`], { cwd: folder });
    const transport = sshTransport(await enter());
    return {
      transport,
      folder,
      close: async () => {
        await transport.close();
        await rm(folder, { recursive: true });
      },
    };
  });
});
