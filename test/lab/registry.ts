import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { labDir } from './folder.ts';
import type { Ground } from './ground.ts';
import { unpackPackages } from './packages.ts';

/** One that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Starts a registry on loopback, which is ended with the case; with `users` it wants a login. */
export async function startRegistry(ground: Ground, users?: string): Promise<number> {
  const root = join(labDir, 'registry');
  await unpackPackages('bookworm', ['docker-registry'], root);
  const port = await freePort();
  const config = {
    version: 0.1,
    storage: { filesystem: { rootdirectory: join(ground.dir, 'registry') } },
    http: { addr: `127.0.0.1:${port}` },
    ...(users !== undefined && { auth: { htpasswd: { realm: 'lab', path: users } } }),
  };
  const file = await ground.write('registry.yml', JSON.stringify(config));
  await ground.start([join(root, 'usr/bin/docker-registry'), 'serve', file]);
  await ground.until('the registry answers', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined);
    return answer?.ok || answer?.status === 401 ? true : undefined;
  });
  return port;
}
