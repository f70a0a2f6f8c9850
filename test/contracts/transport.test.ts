import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe } from 'vitest';
import type { Transport } from '../../src/core/target.ts';
import { programEnv } from '../../src/transports/connect.ts';
import { dockerTransport } from '../../src/transports/docker.ts';
import { localTransport } from '../../src/transports/local.ts';
import { recording } from '../../src/transports/recording.ts';
import { remembering } from '../../src/transports/remembering.ts';
import { revealing } from '../../src/transports/revealing.ts';
import { startEngine, type Engine } from '../lab/engine.ts';
import { openGround } from '../lab/ground.ts';
import { keepsTheContract, prepare, type Place } from './transport-suite.ts';

const env = programEnv(process.env, { url: 'unix:///nowhere', because: 'a test' });

async function here(dress: (transport: Transport) => Transport = (same) => same): Promise<Place> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'dd-contract-')));
  await execa('sh', ['-c', `umask 022; ${prepare}`], { cwd: folder });
  const transport = dress(localTransport({ env }));
  return {
    transport,
    folder,
    close: async () => {
      await transport.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function inContainer(engine: Engine): Promise<Place> {
  const ground = await openGround(engine, `transport/contract-${engine.name}`);
  const container = `${ground.name}-place`;
  const image = await ground.image('lab/busybox');
  const command = ['sh', '-c', `mkdir /place && cd /place && umask 022 && ${prepare} sleep 100000`];
  await ground.docker(['run', '-d', '--init', '--name', container, image, ...command]);
  await ground.until('the files are made', async () => {
    const made = ['exec', container, 'tail', '-c', '3', '/place/big'];
    const { stdout } = await ground.docker(made, { reject: false });
    return stdout === 'end' ? true : undefined;
  });
  const transport = dockerTransport({ url: `unix://${engine.socket}`, because: 'a test' });
  return {
    transport,
    folder: '/place',
    in: container,
    close: async () => {
      await transport.close();
      await ground.close();
    },
  };
}

describe('this machine', () => keepsTheContract(() => here()));

describe('this machine, remembered, recorded and revealed', () => {
  const dress = (wire: Transport) =>
    remembering(
      recording(
        revealing(wire, () => undefined),
        () => undefined,
      ),
    );
  keepsTheContract(() => here(dress));
});

const newer = await startEngine({ version: '26' });
const standing = await startEngine();
for (const engine of [standing, newer]) {
  if (!engine) continue;
  describe(`a container of engine ${engine.version}`, () => {
    keepsTheContract(() => inContainer(engine));
  });
}
