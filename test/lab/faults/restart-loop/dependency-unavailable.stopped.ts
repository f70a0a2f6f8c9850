import type { Fault } from '../../fault.ts';
import { loops, service } from '../../loops.ts';

export const fault: Fault = {
  about: 'The database is stopped: in this network nothing has its name.',
  images: ['lab/postgres', 'lab/busybox'],
  async arrange(ground) {
    const container = await service(
      ground,
      {
        image: 'lab/postgres',
        entrypoint: ['psql', 'postgresql://app@db:5432/shop', '-c', 'select 1'],
      },
      { db: { image: 'lab/busybox', stop_grace_period: '0s', command: ['sleep', '1000'] } },
    );
    await ground.compose(['stop', 'db']);
    await loops(ground, container, 4);
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'dependency-unavailable',
    confidence: 'confirmed',
    evidence: ['could not translate host name "db"'],
    ruledOut: ['configuration-missing', 'command-rejected'],
  },
};
