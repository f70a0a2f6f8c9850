import type { Fault } from '../../fault.ts';
import { asks, becomes, ok, server, startChecked, status } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The deploy script asks a port of the host that belongs to another, broken program.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(ok),
      test: asks('http://127.0.0.1:8000/'),
      ports: ['127.0.0.2::8000'],
    });
    const published = (await ground.docker(['port', container, '8000/tcp'])).stdout.trim();
    const port = published.slice(published.lastIndexOf(':') + 1);
    // The same port number, at another address of the host.
    const other = ['--name', `${ground.name}-other`, '-p', `127.0.0.1:${port}:8000`];
    await ground.docker(['run', '-d', ...other, 'lab/python', ...server(status(500))]);
    const file = await ground.write('deploy.sh', `curl -fsS http://localhost:${port}/ || exit 1\n`);
    await becomes(ground, container, 'healthy');
    const url = `http://127.0.0.1:${port}/`;
    await ground.until('the other program answers', async () => {
      const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
      return answer?.status === 500 ? true : undefined;
    });
    return { inputs: { container, file } };
  },
  expect: { diagnosis: null, evidence: ['no part of this container'] },
};
