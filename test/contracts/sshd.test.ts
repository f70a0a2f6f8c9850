import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe } from 'vitest';
import { sshTransport } from '../../src/transports/ssh.ts';
import { hostOf, type HostChoice } from '../transports/ssh-host.ts';
import { keepsTheContract, prepare, type Place } from './transport-suite.ts';

const hosts: readonly (HostChoice & { readonly name: string })[] = [
  { name: 'reached by ssh2' },
  { name: 'reached by the system’s ssh', ssh: 'openssh' },
  { name: 'whose login shell is fish', shell: '/usr/bin/fish' },
  { name: 'whose login shell is csh', shell: '/bin/tcsh' },
  { name: 'whose login shell prints a banner', banner: 'Welcome.\\nNo line’s end' },
  { name: 'of one session', options: ['MaxSessions 1'] },
  {
    name: 'that forwards nothing and gives no terminal',
    options: ['AllowTcpForwarding no', 'AllowStreamLocalForwarding no', 'PermitTTY no'],
  },
  {
    name: 'that forces a shell upon every command',
    options: ['ForceCommand sh -c "$SSH_ORIGINAL_COMMAND"'],
  },
];

describe.each(hosts)('a host $name', (choice) => {
  keepsTheContract(async (): Promise<Place> => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'dd-contract-')));
    await execa('chmod', ['755', folder]);
    await execa('sh', ['-c', `umask 022; ${prepare}`], { cwd: folder });
    const host = await hostOf(choice);
    const transport = sshTransport(host.connection);
    return {
      transport,
      folder,
      close: async () => {
        await transport.close();
        await host.stop();
        await rm(folder, { recursive: true });
      },
    };
  });
});
