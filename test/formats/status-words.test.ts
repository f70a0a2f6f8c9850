import { expect, test } from 'vitest';
import { exitIn, upSecondsIn } from '../../src/formats/status-words.ts';

test.each<[string, number | undefined, number | undefined]>([
  ['Up Less than a second', 0, undefined],
  ['Up 1 second', 1, undefined],
  ['Up 8 seconds (health: starting)', 8, undefined],
  ['Up About a minute', 60, undefined],
  ['Up 3 hours (unhealthy)', 10_800, undefined],
  ['Up About an hour', 3600, undefined],
  ['Up 2 weeks (Paused)', 1_209_600, undefined],
  ['Exited (137) 5 days ago', undefined, 137],
  ['Restarting (1) 2 seconds ago', undefined, 1],
  ['Created', undefined, undefined],
  ['Dead', undefined, undefined],
])('%s', (status, up, exit) => {
  expect(upSecondsIn(status)).toBe(up);
  expect(exitIn(status)).toBe(exit);
});
