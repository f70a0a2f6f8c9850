import type { Fault } from '../../fault.ts';
import { declare, up } from '../../services.ts';
export const fault: Fault = {
  about: 'The worker belongs to a profile that nobody asked for, and the api calls it.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, {
      api: { environment: { WORKER_URL: 'http://worker:8080/' } },
      worker: { profiles: ['jobs'] },
    });
    await up(ground);
    return { inputs: { service: 'worker', project: ground.dir } };
  },
  expect: {
    diagnosis: 'profile-inactive',
    confidence: 'confirmed',
    evidence: ['belongs to jobs'],
    ruledOut: ['not-in-project', 'scaled-to-zero', 'dependency-unhealthy', 'port-taken', 'running'],
  },
  notCures: [
    {
      what: 'Running `docker compose up -d` again',
      apply: (ground) => ground.compose(['up', '-d']),
    },
    {
      what: 'Giving another profile',
      apply: (ground) => ground.compose(['--profile', 'nosuch', 'up', '-d']),
    },
  ],
};
