import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Stands between the program and an engine, and hears every request that is made of it. */
export type EngineEar = {
  readonly host: string;
  /** `GET /v1.41/containers/json`, each as it came. */
  readonly requests: readonly string[];
  close(): Promise<void>;
};

const requestLine =
  /(?:^|\r\n|[}\]\n])((?:GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS) \/\S+) HTTP\/1\.[01]\r\n/g;

export async function listenIn(engine: string, at: string): Promise<EngineEar> {
  const requests: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((from) => {
    const to = connect(engine);
    let before = '';
    from.on('data', (bytes: Buffer) => {
      // A request may begin in the middle of what arrives at once, and its line may arrive in two.
      const text = before + bytes.toString('latin1');
      let end = 0;
      for (const match of text.matchAll(requestLine)) {
        requests.push(match[1] ?? '');
        end = match.index + match[0].length;
      }
      before = text.slice(end).slice(-4096);
    });
    from.pipe(to).pipe(from);
    for (const each of [from, to]) {
      open.add(each);
      each.on('error', () => {});
      each.on('close', () => {
        from.destroy();
        to.destroy();
      });
    }
  }).listen(at);
  await once(server, 'listening');
  return {
    host: `unix://${at}`,
    requests,
    close: async () => {
      for (const each of open) each.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
