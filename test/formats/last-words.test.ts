import { describe, expect, test } from 'vitest';
import { complaintsOf, isConfiguration, standsIn } from '../../src/formats/last-words.ts';

describe('a complaint', () => {
  test.each<[string, string, string]>([
    ['argument', '*', "portainer: error: expected NAME=VALUE got '*', try --help"],
    ['argument', '-f', "unknown shorthand flag: 'f' in -f"],
    ['argument', '--detach', 'unknown flag: --detach'],
    ['argument', '--nosuch', 'unknown option --nosuch'],
    ['argument', '--workers', 'serve: error: unrecognized arguments: --workers=4'],
    ['argument', '-Z', "httpd: invalid option -- 'Z'"],
    ['argument', '-foo', 'flag provided but not defined: -foo'],
    ['argument', '--foo', "error: unexpected argument '--foo' found"],
    ['argument', '--foo', 'Error: No such option: --foo'],
    ['argument', '--foo', 'node: bad option: --foo'],
    ['argument', 'servr', "error: argument cmd: invalid choice: 'servr' (choose from 'serve')"],
    ['program', '/serve', 'exec /serve: exec format error'],
    ['program', '/e/alembic', 'exec /e/alembic: no such file or directory'],
    ['folder', '', 'Error: EISDIR: illegal operation on a directory, read'],
    ['folder', '/app/s.json', "IsADirectoryError: [Errno 21] Is a directory: '/app/s.json'"],
    ['folder', '/etc/x.conf', 'pread() "/etc/x.conf" failed (21: Is a directory)'],
    ['folder', '/etc/x.yml', 'read /etc/x.yml: is a directory'],
    ['variable', 'SHOP_KEY', 'sh: SHOP_KEY: parameter not set'],
    ['variable', 'SHOP_KEY', 'error: Environment variable not found: SHOP_KEY.'],
    ['variable', 'SHOP_KEY', 'missing required environment variable SHOP_KEY'],
    ['variable', 'SHOP_KEY', 'Error: SHOP_KEY is not set'],
    ['variable', 'SHOP_KEY', './run.sh: line 3: SHOP_KEY: unbound variable'],
    ['variable', 'POSTGRES_PASSWORD', 'You must specify POSTGRES_PASSWORD to a non-empty value'],
    ['file', '/app/c.yml', "FileNotFoundError: [Errno 2] No such file or directory: '/app/c.yml'"],
    ['file', '/app/c.json', "ENOENT: no such file or directory, open '/app/c.json'"],
    ['file', '/etc/n.conf', 'open() "/etc/n.conf" failed (2: No such file or directory)'],
    ['file', '/etc/a.yml', 'open /etc/a.yml: no such file or directory'],
    ['refused', '192.0.2.5', 'Error: connect ECONNREFUSED 192.0.2.5:5432'],
    [
      'refused',
      'db',
      'connection to server at "db" (192.0.2.2), port 5432 failed: Connection refused',
    ],
    ['refused', 'db', "Can't reach database server at `db`:`5432`"],
    ['refused', 'redis', 'redis.exceptions.ConnectionError: Error 111 connecting to redis:6379.'],
    ['refused', '192.0.2.3', 'dial tcp 192.0.2.3:6379: connect: connection refused'],
    ['name', 'db', 'could not translate host name "db" to address: Name or service not known'],
    ['name', 'cache', 'Error: getaddrinfo ENOTFOUND cache'],
    ['name', 'api', 'nginx: [emerg] host not found in upstream "api" in /etc/nginx/nginx.conf:4'],
    ['name', 'db', 'dial tcp: lookup db on 127.0.0.11:53: no such host'],
  ])('about %s %s: %s', (about, word, line) => {
    expect(complaintsOf(['starting', line])).toMatchObject([{ about, word }]);
  });

  test('that a key is missing is about a variable where it is looked up in the environment', () => {
    const line = "KeyError: 'SHOP_KEY'";
    expect(complaintsOf(['    os.environ["SHOP_KEY"]', line])).toMatchObject([
      { word: 'SHOP_KEY' },
    ]);
    expect(complaintsOf(['    prices["SHOP_KEY"]', line])).toEqual([]);
  });

  test('comes last line first', () => {
    const lines = ['Error: getaddrinfo ENOTFOUND cache', 'unknown flag: --x', 'bye'];
    expect(complaintsOf(lines).map(({ about }) => about)).toEqual(['argument', 'name']);
  });

  test.each(['ready to accept connections', 'GET /flags 200', 'no such user: 7'])(
    'is none: %s',
    (line) => {
      expect(complaintsOf([line])).toEqual([]);
    },
  );
});

test.each<[boolean, string, readonly string[]]>([
  [true, '*', ['portainer', '-H', '*']],
  [true, '--workers', ['serve', '--workers=4']],
  [true, '-Z', ['sh', '-c', 'httpd -fZ']],
  [false, '--workers', ['serve', '--workers-max=4']],
  [false, '-Z', ['httpd', '--Z-level']],
  [false, '--x', []],
])('%s: %s stands in %j', (is, word, command) => {
  expect(standsIn(word, command)).toBe(is);
});

test('settings are told from code and data', () => {
  const all = [
    '/app/settings.json',
    '/etc/shop',
    '/app/.env.production',
    '/app/main.py',
    '/data/7',
  ];
  expect(all.filter(isConfiguration)).toEqual(all.slice(0, 3));
});
