import { describe } from 'vitest';
import { sshTransport } from '../../src/transports/ssh.ts';
import { startEngine } from '../lab/engine.ts';
import { openGround } from '../lab/ground.ts';
import { hostOf } from '../transports/ssh-host.ts';
import { keepsTheContract, prepare, type Place } from './transport-suite.ts';

/** The ways to the engine of a host, by what its server allows. */
const hosts: readonly {
  readonly name: string;
  readonly key: string;
  readonly options: string[];
}[] = [
  { name: 'its socket', key: 'socket', options: [] },
  {
    name: 'docker system dial-stdio, for no sockets are forwarded',
    key: 'stdio',
    options: ['AllowStreamLocalForwarding no'],
  },
  {
    name: 'the batch, for there is no second session either',
    key: 'batch',
    options: ['AllowStreamLocalForwarding no', 'MaxSessions 1'],
  },
];

const engine = await startEngine();
if (!engine) throw new Error('no engine to ask');

describe.each(hosts)('a container behind a real sshd, by $name', ({ key, options }) => {
  keepsTheContract(async (): Promise<Place> => {
    const ground = await openGround(engine, `transport/sshd-${key}`);
    const container = `${ground.name}-place`;
    const image = await ground.image('lab/busybox');
    const command = [
      'sh',
      '-c',
      `mkdir /place && cd /place && umask 022 && ${prepare} sleep 100000`,
    ];
    await ground.docker(['run', '-d', '--init', '--name', container, image, ...command]);
    await ground.until('the files are made', async () => {
      const made = ['exec', container, 'tail', '-c', '3', '/place/big'];
      const { stdout } = await ground.docker(made, { reject: false });
      return stdout === 'end' ? true : undefined;
    });
    const host = await hostOf({ options });
    const transport = sshTransport(host.connection, { docker: engine.socket });
    return {
      transport,
      folder: '/place',
      in: container,
      ...(key === 'batch' && { noInput: /needs a session of its own/ }),
      close: async () => {
        await transport.close();
        await host.stop();
        await ground.close();
      },
    };
  });
});
