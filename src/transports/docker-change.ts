import { isSecret } from '../core/probe.ts';
import { changeWords } from '../core/request-words.ts';
import type { Change } from '../core/change.ts';
import type { Reply } from '../core/target.ts';
import { collectEnd } from './collected.ts';
import { eachPiece } from './docker-body.ts';
import { jsonOf, type Client } from './docker-client.ts';
import { refusal } from './failure.ts';
import { headersOf } from './local-network.ts';
import { defaultBytes } from './within.ts';

type DockerChange = Extract<Change, { readonly kind: 'docker-change' }>;

/**
 * One call that changes something, sent once. The status is the answer; a pull or a build that goes
 * wrong says so in the last lines of its stream, with the status of success.
 */
export const changeEngine = async (
  { method, path, query, body, ...change }: DockerChange,
  client: Client,
  signal: AbortSignal,
): Promise<Reply> => {
  if (isSecret(body)) throw new Error('docker-change: a secret came to the wire unrevealed');
  if (!/^(\/[\w.:%@+=~-]+)+$/.test(path) || /\/(\.|%2e){1,2}(\/|$)/i.test(path)) {
    const words = changeWords({ ...change, method, path });
    return refusal('unreadable', words, 'not a path of the Engine API');
  }
  const head = await client.ask({ method, path, query, body, signal });
  if (!head.ok) return head;
  const { response } = head;
  const kept = collectEnd(defaultBytes);
  const broken = await eachPiece(response, client.endpoint, (piece) => {
    kept.add(piece);
    return 'more';
  });
  // It may have been made all the same: that is for whoever asked to find out.
  if (broken) return broken;
  const stdout = kept.bytes();
  const about = {
    ok: true as const,
    status: response.statusCode ?? 0,
    headers: headersOf(response),
  };
  const json = kept.truncated ? undefined : jsonOf(stdout);
  return json === undefined ? { ...about, stdout } : { ...about, json };
};
