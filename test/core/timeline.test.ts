import { describe, expect, test } from 'vitest';
import { createHistogram } from '../../src/core/histogram.ts';
import { sparkline, storyOf, type Story } from '../../src/core/story.ts';
import { timesIn } from '../../src/core/log-time.ts';
import { createTimeline } from '../../src/core/timeline.ts';
import { reading, startScan } from '../../src/scan/scan.ts';
import { busy, finder, flowWith } from '../scan/flows.ts';

const database = flowWith('p1000-auth', [
  { contains: "P1001: Can't reach database server" },
  { contains: 'P1000: Authentication failed against database server' },
]);
const unhealthy = flowWith('health-check-fails', [{ contains: 'container is unhealthy' }]);
const known = finder(database, unhealthy, busy);

const storyIn = (lines: readonly string[]): Story => {
  const text = lines.join('\n');
  const timeline = createTimeline(2026);
  const scanning = startScan(known, timeline);
  const read = reading(Buffer.from(text));
  for (let more; (more = read(scanning.room())) > 0;) scanning.filled(more);
  const { lines: count } = scanning.end();
  const { first: from, last: to } = timesIn(text, 2026);
  return storyOf(timeline.spans(), {
    lines: count,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  });
};

/** One line a second. */
const timed = (...words: readonly string[]): readonly string[] =>
  words.map((each, second) => {
    const at = new Date(Date.UTC(2026, 10, 20, 9) + second * 1000).toISOString();
    return `${at} ${each}`;
  });
const times = (count: number, words: string): readonly string[] =>
  Array.from({ length: count }, () => words);

const unreached = "P1001: Can't reach database server at db";
const refused = 'P1000: Authentication failed against database server at db';
const ill = 'container is unhealthy';
const told = ({ texts }: Story) => texts.map(({ text, state }) => [text.slice(0, 5), state]);

describe('what is looked into first', () => {
  test('is what stays, not what ended by itself before it', () => {
    const story = storyIn(timed(...times(3, unreached), ...times(40, refused)));
    expect(told(story)).toEqual([
      ['P1001', 'ended'],
      ['P1000', 'stays'],
    ]);
    expect(story.root?.text).toMatch(/^P1000/);
  });

  test('is what the program came to, also where the log ends at once', () => {
    const story = storyIn(timed(unreached, unreached, unreached, refused));
    expect(story.root?.text).toMatch(/^P1000/);
  });

  test('is the last word of each round where a start is repeated', () => {
    const rounds = times(10, 'x').flatMap(() => [unreached, 'migrating', refused]);
    const story = storyIn(timed(...rounds));
    expect(told(story)).toEqual([
      ['P1001', 'stays'],
      ['P1000', 'stays'],
    ]);
    expect(story.root?.text).toMatch(/^P1000/);
  });

  test('is the root, not its consequence', () => {
    const story = storyIn(timed('ready', refused, refused, ill, refused, ill, refused, ill));
    expect(story.root).toMatchObject({ flow: 'p1000-auth', count: 4 });
    expect(story.texts.map(({ flow }) => flow)).toEqual(['p1000-auth', 'health-check-fails']);
  });

  test('is no other flow that stopped long before the end', () => {
    const story = storyIn(timed('Text file busy', ...times(60, 'ready'), refused, refused));
    expect(story.root?.flow).toBe('p1000-auth');
    expect(story.texts[0]?.state).toBe('ended');
  });

  test('is what came last where all has stopped, and that is said', () => {
    const story = storyIn(timed(refused, ...times(60, 'ready')));
    expect(story.root).toMatchObject({ flow: 'p1000-auth', state: 'last' });
  });
});

test('lines without times are told in their order', () => {
  const story = storyIn([...times(3, unreached), ...times(97, refused)]);
  expect(story).toMatchObject({ texts: [{ counts: [] }, { counts: [] }] });
  expect(story.from).toBeUndefined();
  expect(story.root?.text).toMatch(/^P1000/);
});

test('a line that says no time has that of the last line before it', () => {
  const [first = '', second = ''] = timed('starting', 'Traceback:');
  const story = storyIn([first, second, '  at connect', refused]);
  expect(story.texts[0]?.first.ms).toBe(Date.parse('2026-11-20T09:00:01Z'));
});

test('a line of an exported journal has the time of its entry', () => {
  const story = storyIn(['__REALTIME_TIMESTAMP=1772359200000000', `MESSAGE=${refused}`, '', '']);
  expect(story.texts[0]?.first.ms).toBe(1772359200000);
});

test('a histogram keeps its sum and its shape over any span of time', () => {
  const histogram = createHistogram();
  const start = Date.UTC(2026, 0, 1);
  const year = 365 * 24 * 3600 * 1000;
  for (let index = 0; index < 1000; index += 1) histogram.add(start + (year / 1000) * index);
  for (let index = 0; index < 1000; index += 1) histogram.add(start + year / 2 + index);
  const columns = histogram.columns(start, start + year, 4);
  expect(columns.reduce((sum, each) => sum + each, 0)).toBe(2000);
  expect(Math.max(...columns)).toBe(columns[2]);
  expect(createHistogram().columns(0, 0, 3)).toEqual([0, 0, 0]);
});

test('a sparkline shows nothing as a dot, and the most as a full bar', () => {
  expect(sparkline([0, 1, 4, 8])).toBe('·▁▄█');
  expect(sparkline([])).toBe('');
});
