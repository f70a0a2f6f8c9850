import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** How a link ends: closed in good order, reset, or silent for ever. */
export type Ending = 'fin' | 'rst' | 'silence';

/** A port of this machine that leads to another one, until it is cut. */
export type CutLink = {
  readonly port: number;
  /** What came from the far end over the connections that stand, all in all. */
  passed(): number;
  /** Ends what stands now; what connects afterwards gets through. */
  cut(how: Ending): void;
  /** The same, once so many more bytes have come from the far end. */
  cutAfter(bytes: number, how: Ending): void;
  stop(): Promise<void>;
};

type Pair = { readonly near: Socket; readonly far: Socket };

export const startCutLink = async (port: number): Promise<CutLink> => {
  const pairs = new Set<Pair>();
  const sockets = new Set<Socket>();
  let planned: { left: number; readonly how: Ending } | undefined;
  let passed = 0;

  const cut = (how: Ending): void => {
    planned = undefined;
    for (const pair of pairs) {
      pairs.delete(pair);
      const { near, far } = pair;
      for (const socket of [near, far]) socket.removeAllListeners('data').pause();
      if (how === 'silence') continue;
      if (how === 'rst') near.resetAndDestroy();
      else near.end();
      far.destroy();
    }
  };
  const fromFar = (near: Socket, bytes: Buffer): void => {
    const part = planned && bytes.length >= planned.left ? bytes.subarray(0, planned.left) : bytes;
    passed += part.length;
    if (planned) planned.left -= part.length;
    if (part.length > 0) near.write(part);
    if (planned?.left === 0) cut(planned.how);
  };
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const pair = { near, far };
    pairs.add(pair);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (!pairs.delete(pair)) return;
        near.end();
        far.end();
      });
    }
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes: Buffer) => fromFar(near, bytes));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    passed: () => passed,
    cut,
    cutAfter: (bytes, how) => {
      if (bytes === 0) cut(how);
      else planned = { left: bytes, how };
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
