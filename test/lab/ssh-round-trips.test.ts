import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isRoot, warn } from './folder.ts';
import { attempt } from './ssh-client.ts';
import { slowLink } from './slow-link.ts';
import { startSshd } from './sshd.ts';

const attempts = 4;

/** The best times to a connection, and to the first answer of a command, at this round trip. */
const measure = async (roundTripMs: number) => {
  const link = await slowLink(roundTripMs);
  const sshd = await startSshd({ hostKeys: ['ed25519'], at: link });
  const best = { connected: Infinity, answered: Infinity };
  try {
    for (let count = 0; count < attempts; count += 1) {
      const started = performance.now();
      const result = await attempt(sshd);
      if (!result.ok) throw new Error(result.failure.message);
      best.connected = Math.min(best.connected, performance.now() - started);
      const opened = await result.connection.start('echo');
      if (!opened.ok) throw new Error(opened.detail);
      const { stdout } = opened.channel;
      await new Promise((resolve) => stdout.once('data', resolve));
      best.answered = Math.min(best.answered, performance.now() - started);
      stdout.resume();
      await result.connection.close();
    }
  } finally {
    await sshd.stop();
    await link.stop();
  }
  return best;
};

it('a host is connected and authenticated within 7.5 round trips', async () => {
  if (!isRoot || !existsSync('/dev/net/tun')) {
    warn('no round trips are counted: that needs root and /dev/net/tun.');
    return;
  }
  // What both take beside the link, on a machine however busy, is taken away with the difference.
  const [near, far] = [await measure(200), await measure(600)];
  const trips = (from: number, to: number) => (to - from) / (600 - 200);
  const connected = trips(near.connected, far.connected);
  const answered = trips(near.answered, far.answered);
  console.log(
    `round trips: connected ${connected.toFixed(2)}, first answer ${answered.toFixed(2)}; ` +
      `at 200 ms ${near.connected.toFixed(0)} and ${near.answered.toFixed(0)} ms`,
  );
  expect(connected).toBeLessThanOrEqual(7.5);
  expect(answered).toBeLessThanOrEqual(11);
});
