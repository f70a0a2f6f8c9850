import type { IncomingMessage } from 'node:http';
import { collectStart } from './collected.ts';
import type { Endpoint } from './docker-endpoint.ts';
import { engineRefusal } from './docker-refusal.ts';
import { codeOf, wordsOf, type Refusal } from './failure.ts';

/**
 * Shows the body of an answer as it comes, until there is enough of it. One that breaks off is no
 * answer: what came of it would look like a shorter one.
 */
export const eachPiece = async (
  response: IncomingMessage,
  endpoint: Endpoint,
  take: (piece: Uint8Array) => 'more' | 'enough',
): Promise<Refusal | undefined> => {
  try {
    for await (const piece of response as AsyncIterable<Uint8Array>) {
      if (take(piece) === 'enough') break;
    }
    return undefined;
  } catch (error) {
    return brokenOff(error, endpoint);
  }
};

/** Its first bytes: an answer that is known to be short. */
export const shortBody = async (
  response: IncomingMessage,
  endpoint: Endpoint,
  maxBytes: number,
): Promise<{ readonly ok: true; readonly bytes: Uint8Array } | Refusal> => {
  const body = collectStart(maxBytes);
  const broken = await eachPiece(response, endpoint, (piece) => {
    body.add(piece);
    return 'more';
  });
  return broken ?? { ok: true, bytes: body.bytes() };
};

const brokenOff = (error: unknown, endpoint: Endpoint): Refusal => {
  const words = `the answer broke off: ${wordsOf(error)}`;
  return engineRefusal(Object.assign(new Error(words), { code: codeOf(error) }), endpoint);
};
