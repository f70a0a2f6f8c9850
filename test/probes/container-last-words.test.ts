import { expect, test } from 'vitest';
import { containerLastWords } from '../../src/probes/container-last-words.ts';
import { askFake, type FakeContainer } from './fake-container.ts';
import { data } from './told.ts';

const ask = (told: FakeContainer, more: object = {}) =>
  askFake(containerLastWords, { container: 'shop-api-1', ...more }, told);
const bind = (Source: string, Destination: string) => ({ Type: 'bind', Source, Destination });

test.each<[string, string, FakeContainer]>([
  [
    'argument',
    '--workers',
    { command: ['serve', '--workers=4'], log: 'unrecognized arguments: --workers=4' },
  ],
  ['not-executed', '/serve', { command: ['/serve'], log: 'exec /serve: exec format error' }],
  ['variable', 'SHOP_KEY', { log: 'Error: SHOP_KEY is not set' }],
  ['variable', 'SHOP_KEY', { env: ['SHOP_KEY='], log: 'Error: SHOP_KEY is not set' }],
  [
    'file',
    '/app/settings.json',
    { log: "ENOENT: no such file or directory, open 'settings.json'" },
  ],
  ['refused', 'cache', { log: 'Error 111 connecting to cache:6379.' }],
  ['name-unknown', 'db', { log: 'could not translate host name "db" to address' }],
  [
    'folder-for-file',
    '/app/settings.json',
    {
      mounts: [bind('/srv/data', '/data'), bind('/srv/settings.json', '/app/settings.json')],
      files: { '/app/settings.json': { folder: true }, '/data': { folder: true } },
      log: 'Error: EISDIR: illegal operation on a directory, read',
    },
  ],
  // What was said last counts, as far as it is so.
  ['variable', 'SHOP_KEY', { log: 'Error: SHOP_KEY is not set\nunknown flag: --x' }],
])('%s %s', async (verdict, word, told) => {
  expect(data(await ask(told))).toMatchObject({ verdict, word });
});

test.each<[string, FakeContainer]>([
  [
    'an argument that is not in its command',
    { command: ['serve'], log: 'unknown flag: --workers' },
  ],
  ['a variable that it has', { env: ['SHOP_KEY=1'], log: 'Error: SHOP_KEY is not set' }],
  [
    'a file that is there',
    { files: { '/app/s.json': '{}' }, log: 'open /app/s.json: no such file or directory' },
  ],
  ['a file that is code', { log: 'open /app/main.py: no such file or directory' }],
  [
    'a folder of its own',
    { files: { '/app/s.json': { folder: true } }, log: 'read /app/s.json: is a directory' },
  ],
  ['another program', { command: ['/serve'], log: 'exec /other: exec format error' }],
  ['words that nobody knows', { log: 'RuntimeError: the ledger does not balance' }],
  ['nothing at all', { log: '' }],
])('%s is no reason', async (_, told) => {
  expect(await ask(told)).toMatchObject({ outcome: 'unreadable' });
});

test('what was said after the end that is asked about belongs to the next attempt', async () => {
  const log = [
    '2026-11-20T09:00:00Z Error: SHOP_KEY is not set',
    '2026-11-20T09:00:09Z unknown flag: --x',
  ];
  const told = { command: ['serve', '--x'], log: log.join('\n') };
  expect(data(await ask(told, { until: '2026-11-20T09:00:01Z' }))).toMatchObject({
    verdict: 'variable',
  });
  expect(data(await ask(told))).toMatchObject({ verdict: 'argument' });
});
