import type { Fault } from '../../fault.ts';
import { becomes, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The first way of the check is refused, in so many words, and the second one passes.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/busybox',
      command: ['sh', '-c', 'mkdir /www; echo ok > /www/index.html; httpd -f -p 8080 -h /www'],
      test: 'wget -qO- http://127.0.0.1:9/ || wget -qO- http://127.0.0.1:8080/index.html',
    });
    await becomes(ground, container, 'healthy');
    return { inputs: { container } };
  },
  expect: { outcome: 'healthy', diagnosis: 'passes' },
};
