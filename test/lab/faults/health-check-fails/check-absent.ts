import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'The worker waits until the database is healthy, and the database has no health check.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const plain = { image: 'lab/busybox', command: ['sleep', 'infinity'], stop_grace_period: '0s' };
    const worker = { ...plain, depends_on: { db: { condition: 'service_healthy' } } };
    await ground.write('compose.yaml', JSON.stringify({ services: { db: plain, worker } }));
    const { stderr } = await ground.compose(['up', '-d'], { reject: false });
    if (!stderr.includes('has no healthcheck configured')) throw new Error(stderr);
    return { inputs: { container: `${ground.name}-db-1` } };
  },
  expect: {
    diagnosis: 'check-absent',
    confidence: 'confirmed',
    evidence: ['worker-1'],
    ruledOut: ['passes', 'application-not-listening'],
  },
};
