import type { Fault } from '../../fault.ts';
import { becomes, startChecked } from '../../checked-service.ts';

export const fault: Fault = {
  about: 'The server listens on IPv4 alone, and the check asks localhost, which is ::1 first.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const container = await startChecked(ground, {
      image: 'lab/busybox',
      command: [
        'sh',
        '-c',
        'mkdir /www; echo ok > /www/index.html; httpd -f -p 0.0.0.0:8080 -h /www',
      ],
      test: ['CMD', 'wget', '-q', '-O-', 'http://localhost:8080/'],
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'address-family',
    confidence: 'confirmed',
    evidence: ['refused', '0.0.0.0:8080'],
    ruledOut: ['wrong-port', 'application-not-listening', 'tool-missing', 'loopback-only'],
  },
};
