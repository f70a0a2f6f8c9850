import type { Fault } from '../../fault.ts';
import { declare, up } from '../../services.ts';

export const fault: Fault = {
  about: 'Nothing says a word of it: only that the api has a setting that leads to the worker.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await declare(ground, {
      api: { environment: { WORKER_URL: 'http://worker:8080/' } },
      worker: { profiles: ['jobs'] },
      // Nobody refers to this one, and it may well be meant so.
      debug: { profiles: ['tools'] },
    });
    await up(ground);
    return {};
  },
  expect: {
    diagnosis: 'profile-inactive',
    confidence: 'likely',
    evidence: ['worker belongs to jobs'],
    ruledOut: ['not-in-project', 'scaled-to-zero', 'running'],
  },
};
