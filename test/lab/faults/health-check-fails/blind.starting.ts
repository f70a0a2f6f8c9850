import type { Fault } from '../../fault.ts';
import { asks, server, startChecked, status } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'It answers with 503 while it warms up, within the time that its check allows.',
  images: ['lab/python'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/python',
      command: server(status(503)),
      test: asks('http://127.0.0.1:8000/'),
      startPeriod: 300,
    });
    await ground.until('a check has failed', async () => {
      const format = '{{range .State.Health.Log}}{{.ExitCode}} {{end}}';
      const { stdout } = await ground.docker(['inspect', '--format', format, container]);
      return stdout.includes('1') ? true : undefined;
    });
    return { inputs: { container } };
  },
  expect: { diagnosis: null },
};
