import type { Fault } from '../../fault.ts';
import { service, stateOf } from '../../loops.ts';

export const fault: Fault = {
  about: 'The check is wrong, and a watcher restarts whatever is unhealthy.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const container = await service(ground, {
      init: true,
      command: ['httpd', '-f', '-p', '8080'],
      healthcheck: {
        test: ['CMD', 'wget', '-qO-', 'http://127.0.0.1:9090/'],
        ...{ interval: '1s', retries: 1 },
      },
    });
    const first = await stateOf(ground, container);
    const watch = `while :; do
      [ "$(docker inspect -f '{{.State.Health.Status}}' ${container})" = unhealthy ] &&
        docker restart -t 0 ${container}
      sleep 0.2
    done`;
    await ground.start(['sh', '-c', watch], { env: { ...ground.env } });
    let starts = 0;
    let last = first.StartedAt;
    await ground.until('it was restarted three times', async () => {
      const { StartedAt } = await stateOf(ground, container);
      if (StartedAt !== last) starts += 1;
      last = StartedAt;
      return starts >= 3 ? true : undefined;
    });
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'health-restarter',
    confidence: 'confirmed',
    evidence: ['after it became unhealthy'],
    ruledOut: ['killed-from-outside', 'out-of-memory', 'exits-cleanly', 'stable'],
  },
};
