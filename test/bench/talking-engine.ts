import { createHash } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';

const everyMs = 50;
/** As long as a line of an access log that just fits a terminal of 80 columns with its time. */
function words(n: number): string {
  // No two lines alike: what a line has in common with the one before it need not be drawn.
  const noise = createHash('sha256').update(String(n)).digest('hex');
  return `GET /orders/${String(n).padStart(6, '0')} ${noise.slice(0, 48)}`;
}

/**
 * An engine with one container that writes twenty lines a second. It stands in for a real one,
 * whose own work would be measured too.
 */
export function talkingEngine(socket: string) {
  const startedMs = Date.now();
  const last = () => Math.floor((Date.now() - startedMs) / everyMs);
  const answer: RequestListener = (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://engine');
    const path = pathname.replace(/^\/v[\d.]+/, '');
    response.setHeader('content-type', 'application/json');
    if (path === '/version') return response.end(JSON.stringify(version));
    if (path === '/containers/json') return response.end(JSON.stringify([container(startedMs)]));
    if (path.endsWith('/logs')) {
      const since = Number(searchParams.get('since') ?? 0) * 1000;
      const first = Math.max(0, last() - 2000, Math.ceil((since - startedMs) / everyMs));
      response.setHeader('content-type', 'application/vnd.docker.multiplexed-stream');
      for (let n = first; n <= last(); n++) response.write(frame(startedMs, n));
      return response.end();
    }
    response.statusCode = 404;
    return response.end('{"message":"this engine only talks"}');
  };
  const server = createServer(answer).listen(socket);
  return { last, close: () => server.close() };
}

const version = {
  Version: '26.1.5',
  ApiVersion: '1.45',
  MinAPIVersion: '1.24',
  Os: 'linux',
  Arch: 'amd64',
};

const container = (startedMs: number) => ({
  Id: 'c'.repeat(64),
  Names: ['/shop-web-1'],
  Image: 'shop-web',
  State: 'running',
  Status: 'Up 1 minute',
  Created: Math.floor(startedMs / 1000),
  Labels: {},
});

function frame(startedMs: number, n: number): Buffer {
  const at = new Date(startedMs + n * everyMs).toISOString();
  const line = Buffer.from(`${at} ${words(n)}\n`);
  const head = Buffer.alloc(8);
  head[0] = 1;
  head.writeUInt32BE(line.length, 4);
  return Buffer.concat([head, line]);
}
