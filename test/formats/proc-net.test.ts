import { createServer } from 'node:net';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isAny, isLoopback, socketsIn } from '../../src/formats/proc-net.ts';

const listening = (host: string): Promise<{ port: number; close(): void }> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, host, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      resolve({ port: address.port, close: () => server.close() });
    });
  });

test.each([
  ['127.0.0.1', 'tcp', '127.0.0.1'],
  ['0.0.0.0', 'tcp', '0.0.0.0'],
  ['::1', 'tcp6', '::1'],
  ['::', 'tcp6', '::'],
])('a real socket on %s is seen as it is', async (host, table, address) => {
  const server = await listening(host);
  const sockets = socketsIn(readFileSync(`/proc/self/net/${table}`, 'utf8'));
  server.close();
  expect(sockets).toContainEqual(
    expect.objectContaining({ address, port: server.port, state: 'listen' }),
  );
});

test('an IPv4 address inside IPv6 is written as IPv4', () => {
  const row =
    '   0: 0000000000000000FFFF0000050011AC:1F90 00000000000000000000000000000000:0000 0A 0 0 0 0 0 77';
  expect(socketsIn(`header\n${row}`)).toMatchObject([{ address: '172.17.0.5', port: 8080 }]);
});

test('addresses of every host, and of this one alone', () => {
  expect(['0.0.0.0', '::'].every(isAny)).toBe(true);
  expect(['127.0.0.1', '127.0.0.11', '::1'].every(isLoopback)).toBe(true);
  expect(isLoopback('172.17.0.5')).toBe(false);
});
