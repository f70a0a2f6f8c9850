import { expect, test } from 'vitest';
import { ask } from './program.ts';

const at = (second: number): string =>
  `2026-11-20 09:00:${String(second).padStart(2, '0')}.000 UTC`;
const unreached = "PrismaClientInitializationError: Can't reach database server at `db:5432`";
const refused = 'FATAL:  password authentication failed for user "shop"';
const log = [
  `${at(0)} starting`,
  `${at(1)} ${unreached}`,
  `${at(2)} ${unreached}`,
  ...Array.from({ length: 30 }, (_, index) => `${at(5 + index)} [7] ${refused}`),
].join('\n');

test('a timeline tells what ended, what stays, and where to look first', async () => {
  const { stdout, stderr, exitCode } = await ask(['lookup', '--timeline'], { input: log });
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  expect(stdout.replace(/[▁▂▃▄▅▆▇█·]{24}/g, '(bars)')).toBe(
    `2026-11-20T09:00:00Z to 2026-11-20T09:00:34Z, one column is 1.4 s

2026-11-20T09:00:01Z  p1000-auth  reach database server
  (bars)  2 times, lines 2 to 3
  ended by itself; something else came after it

2026-11-20T09:00:05Z  p1000-auth  password authentication failed for user
                                  "<user>
  (bars)  30 times, lines 4 to 33
  stays to the end

Look into first: p1000-auth, password authentication failed for user "<user>
Next: deploy-doctor run p1000-auth -i user=shop
`,
  );
});

test('a timeline as JSON stands beside the matches', async () => {
  const { stdout } = await ask(['lookup', '--timeline', '--json'], { input: log });
  const { matches, timeline } = JSON.parse(stdout);
  expect(matches).toMatchObject([{ flow: 'p1000-auth', count: 32 }]);
  expect(timeline).toMatchObject({
    from: '2026-11-20T09:00:00Z',
    to: '2026-11-20T09:00:34Z',
    texts: [
      { count: 2, first: { line: 2, at: '2026-11-20T09:00:01.000Z' }, state: 'ended' },
      { count: 30, last: { line: 33, at: '2026-11-20T09:00:34.000Z' }, state: 'stays' },
    ],
    root: { flow: 'p1000-auth' },
  });
  const sums = timeline.texts.map(({ counts }: { counts: number[] }) =>
    counts.reduce((sum, each) => sum + each, 0),
  );
  expect(sums).toEqual([2, 30]);
});

test('a timeline of a text on the command line is refused', async () => {
  const { stderr, exitCode } = await ask(['lookup', '--timeline', refused]);
  expect(stderr).toContain('A timeline is told of a log.');
  expect(exitCode).toBe(2);
});
