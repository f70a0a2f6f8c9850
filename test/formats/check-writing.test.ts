import { expect, test } from 'vitest';
import {
  asShellLine,
  askingOtherwise,
  checkBy,
  checkClients,
  withOwnLimit,
} from '../../src/formats/check-writing.ts';
import { healthTest } from '../../src/formats/health-test.ts';

const url = { scheme: 'http', host: 'localhost', port: 3000, path: '/health' } as const;

test.each(checkClients)(
  'a check by %s asks that page, minds the answer, and needs no shell',
  (client) => {
    const test = checkBy(client, { scheme: 'http', port: 8000, path: '/live?x=1' });
    const read = healthTest(test ?? []);
    expect(read).toMatchObject({ form: 'CMD', stray: [], tools: [client] });
    expect(read.url).toMatchObject({ host: '127.0.0.1', port: 8000, path: '/live?x=1' });
    expect(read).not.toHaveProperty('shell');
    expect(checkBy(client, { scheme: 'http', port: 8000, path: "/'+evil+'" })).toBeUndefined();
  },
);

test.each<[readonly string[], string | undefined]>([
  [['CMD', 'curl -f http://x/'], 'curl -f http://x/'],
  [['CMD', 'curl', '-f', 'http://x/', '||', 'exit', '1'], 'curl -f http://x/ || exit 1'],
  [['CMD', 'wget', '-qO-', 'http://x:$PORT/a?b=1&c=2'], 'wget -qO- "http://x:$PORT/a?b=1&c=2"'],
  [['CMD', 'echo', "it's", 'a b'], "echo 'it'\\''s' 'a b'"],
  [['CMD-SHELL', 'curl', '-f', 'http://x/'], 'curl -f http://x/'],
  [['CMD'], undefined],
])('%j is meant as the line %s', (words, line) => {
  expect(asShellLine(words)).toBe(line);
});

test.each<[readonly string[], object, readonly string[] | undefined]>([
  [
    ['CMD', 'curl', 'http://localhost:3000/health'],
    { port: 8000 },
    ['CMD', 'curl', 'http://localhost:8000/health'],
  ],
  [
    ['CMD-SHELL', 'curl -f http://localhost:3000/health || exit 1'],
    { host: '127.0.0.1' },
    ['CMD-SHELL', 'curl -f http://127.0.0.1:3000/health || exit 1'],
  ],
  [
    ['CMD', 'node', '-e', "get('http://localhost/health')"],
    { path: '/' },
    ['CMD', 'node', '-e', "get('http://localhost/')"],
  ],
  [['CMD-SHELL', 'curl http://localhost:$PORT/health'], { port: 8000 }, undefined],
  [['CMD', 'nc', '-z', 'localhost', '3000'], { port: 8000 }, undefined],
  [['CMD-SHELL', 'curl http://localhost/a || curl http://localhost/b'], { port: 8000 }, undefined],
])('%j asked otherwise: %j', (words, change, wanted) => {
  expect(askingOtherwise(words, url, change)).toEqual(wanted);
});

test.each<[readonly string[], readonly string[] | undefined]>([
  [
    ['CMD', 'python3', '-c', "urlopen('http://x', timeout=2)"],
    ['CMD', 'python3', '-c', "urlopen('http://x', timeout=9)"],
  ],
  [
    ['CMD-SHELL', 'curl -m 2 http://x'],
    ['CMD-SHELL', 'curl -m 9 http://x'],
  ],
  [['CMD', 'curl', 'http://x'], undefined],
])('the limit of the client itself: %j', (words, wanted) => {
  expect(withOwnLimit(words, 9)).toEqual(wanted);
});
