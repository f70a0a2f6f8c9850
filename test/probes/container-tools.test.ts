import { describe, expect, test } from 'vitest';
import { blindOutcomes } from '../../src/core/outcome.ts';
import type { FileStat, Reply } from '../../src/core/target.ts';
import { containerTools } from '../../src/probes/container-tools.ts';
import { inspectedAs } from './inspected.ts';
import { absent, data, failed, file, json, told, type Answers } from './told.ts';

const path = 'GET /containers/shop-web-1/json';
const none = failed('not-found');
const at = (place: string) => `in shop-web-1: stat ${place}`;

type Asked = {
  readonly tools: readonly string[];
  readonly shell?: string;
  readonly alternatives?: boolean;
};

/** Every place that is looked at and not told is empty. */
const ask = (asked: Asked, there: Readonly<Record<string, Partial<FileStat> | Reply>>) => {
  const places = [
    '/bin/sh',
    '/bin/busybox',
    ...(asked.shell === undefined || asked.shell.startsWith('/')
      ? [asked.shell ?? '/bin/sh']
      : [`/usr/bin/${asked.shell}`, `/bin/${asked.shell}`]),
    ...asked.tools.flatMap((tool) => {
      if (tool.startsWith('/')) return [tool];
      return tool.includes('/') ? [`/app/${tool}`] : [`/usr/bin/${tool}`, `/bin/${tool}`];
    }),
  ];
  const answers: Answers = Object.fromEntries(
    places.map((place) => {
      const given = there[place];
      const reply = given === undefined ? none : 'ok' in given ? given : file(given);
      return [at(place), [reply, reply, reply]];
    }),
  );
  return told(
    containerTools,
    { container: 'shop-web-1', ...asked },
    { [path]: json(inspectedAs({ config: { WorkingDir: '/app' } })), ...answers },
  );
};

describe('programs of a container', () => {
  const sh = { '/bin/sh': {} };
  test.each<[string, Asked, Readonly<Record<string, Partial<FileStat>>>]>([
    ['all-there', { tools: ['curl'] }, { '/bin/curl': {} }],
    ['all-there', { tools: [] }, {}],
    ['all-there', { tools: ['/check.sh'] }, { '/check.sh': {} }],
    ['all-there', { tools: ['bin/check'] }, { '/app/bin/check': {} }],
    ['all-there', { tools: ['curl'] }, { '/usr/bin/curl': { type: 'link', target: 'curl8' } }],
    ['none-there', { tools: ['curl'] }, { '/usr/bin/curl': { type: 'directory' } }],
    ['none-there', { tools: ['curl'] }, sh],
    ['none-there', { tools: ['curl', 'grep'] }, { ...sh, '/bin/grep': {} }],
    ['some-there', { tools: ['curl', 'wget'], alternatives: true }, { '/bin/wget': {} }],
    ['none-there', { tools: ['curl', 'wget'], alternatives: true }, sh],
    ['no-shell', { tools: ['curl'], shell: '/bin/sh' }, { '/bin/curl': {} }],
    ['no-shell', { tools: ['curl'], shell: 'bash' }, { ...sh, '/bin/curl': {} }],
    ['none-there', { tools: ['curl'], shell: '/bin/sh' }, sh],
    [
      'applet-perhaps',
      { tools: ['wget'], shell: '/bin/sh' },
      { '/bin/sh': { type: 'link', target: '/bin/busybox' } },
    ],
    [
      'applet-perhaps',
      { tools: ['wget'], shell: '/bin/sh' },
      { '/bin/sh': { size: 77 }, '/bin/busybox': { size: 77 } },
    ],
    ['none-there', { tools: ['wget'] }, { '/bin/sh': { type: 'link', target: '/bin/busybox' } }],
  ])('%s: %j (%#)', async (verdict, asked, there) => {
    expect(data(await ask(asked, there))).toMatchObject({ verdict });
  });

  test('are named where they are, and where they are not', async () => {
    const found = data(await ask({ tools: ['curl', 'wget'] }, { '/bin/curl': {} }));
    expect(found).toMatchObject({
      absent: ['wget'],
      excerpt: 'curl: /bin/curl\nwget: in no folder of /usr/bin:/bin\n/bin/sh: not there',
    });
  });

  test.each(blindOutcomes)('are not missing where one folder is %s', async (outcome) => {
    const answer = await ask({ tools: ['curl'] }, { '/usr/bin/curl': failed(outcome) });
    expect(answer).toMatchObject({ outcome });
  });

  test('are there, whatever another folder would have said', async () => {
    const there = { '/usr/bin/curl': failed('permission'), '/bin/curl': {} };
    expect(data(await ask({ tools: ['curl'] }, there))).toMatchObject({ verdict: 'all-there' });
  });

  test('of a container that is gone', async () => {
    const asked = { container: 'shop-web-1', tools: [] };
    expect(await told(containerTools, asked, { [path]: absent() })).toMatchObject({
      outcome: 'not-found',
    });
  });
});
