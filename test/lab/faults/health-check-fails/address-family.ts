import type { Fault } from '../../fault.ts';
import { becomes, startChecked } from '../../checked-service.ts';

const serve = "require('http').createServer((_, page) => page.end('ok')).listen(8000, '0.0.0.0')";
const ask = [
  "require('http').get('http://localhost:8000/', (page) => process.exit(page.statusCode === 200 ? 0 : 1))",
  ".on('error', (error) => { console.error(error.message); process.exit(1); })",
].join('');

export const fault: Fault = {
  about: 'The server listens on IPv4 alone, and the check asks localhost, which is ::1 first.',
  images: ['lab/node'],
  async arrange(ground) {
    // Debian has this file: without it, only the first line of /etc/hosts about a name counts.
    const multi = await ground.write('host.conf', 'multi on\n');
    const container = await startChecked(ground, {
      image: 'lab/node',
      command: ['node', '-e', serve],
      test: ['CMD', 'node', '-e', ask],
      timeout: 20,
      more: {
        volumes: [`${multi}:/etc/host.conf:ro`],
        sysctls: { 'net.ipv6.conf.all.disable_ipv6': '0' },
        // As Node 18 does by default.
        environment: { NODE_OPTIONS: '--no-network-family-autoselection' },
      },
    });
    await becomes(ground, container, 'unhealthy');
    return { inputs: { container } };
  },
  expect: {
    diagnosis: 'address-family',
    confidence: 'confirmed',
    evidence: ['ECONNREFUSED ::1:8000', '0.0.0.0:8000'],
    ruledOut: ['wrong-port', 'application-not-listening', 'tool-missing', 'loopback-only'],
  },
};
