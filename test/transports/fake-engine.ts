import { once } from 'node:events';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';

/** An engine's version that cannot be run here, as far as it is asked for in a test. */
export const versioned =
  (ApiVersion: string, MinAPIVersion?: string): RequestListener =>
  (request, response) => {
    response.setHeader('content-type', 'application/json');
    const isVersion = request.url === '/version';
    response.end(JSON.stringify(isVersion ? { ApiVersion, MinAPIVersion } : { url: request.url }));
  };

export async function listen(path: string, answer: RequestListener): Promise<Server> {
  const server = createHttp(answer).listen(path);
  await once(server, 'listening');
  return server;
}

/** Takes connections, and then does with them what it is told: nothing, or what is no HTTP. */
export async function listenRaw(path: string, talk: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    talk(socket);
  }).listen(path);
  await once(server, 'listening');
  return server;
}
