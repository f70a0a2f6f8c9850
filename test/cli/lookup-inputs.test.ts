import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ask, program, scratch } from './program.ts';

const refused = 'FATAL:  password authentication failed for user "shop"';
const some = `starting\n${refused}\nstopping\n`;

const written = (name: string, bytes: string | Uint8Array): string => {
  const file = path.join(scratch(), name);
  writeFileSync(file, bytes);
  return file;
};

/** What it answers about a file, as JSON. */
const about = async (file: string) => {
  const { stdout, stderr, exitCode } = await ask(['lookup', '--json', '--file', file]);
  const told = stdout === '' ? { matches: [] } : JSON.parse(stdout);
  return { bytes: told.bytes, matches: told.matches, stderr, exitCode };
};

const oneMatch = [{ flow: 'p1000-auth', count: 1, first: { line: 2 }, inputs: { user: 'shop' } }];

describe('a log is read', () => {
  test.each<[string, Uint8Array]>([
    ['gzip', gzipSync(some)],
    [
      'gzip of two parts, as rotation joins them',
      Buffer.concat([gzipSync('starting\n'), gzipSync(some.slice(9))]),
    ],
    ['zstd', zstdCompressSync(some)],
    [
      'zstd of two frames',
      Buffer.concat([zstdCompressSync('starting\n'), zstdCompressSync(some.slice(9))]),
    ],
    ['gzip of UTF-16', gzipSync(Buffer.from(`\ufeff${some}`, 'utf16le'))],
    ['Windows lines', Buffer.from(some.replaceAll('\n', '\r\n'))],
    [
      'broken UTF-8',
      Buffer.concat([Buffer.from([0xc3, 0x28, 0xf0, 0x9f, 10]), Buffer.from(some.slice(9))]),
    ],
    ['NULs', Buffer.concat([Buffer.from('\0\0\0\n'), Buffer.from(some.slice(9))])],
  ])('%s', async (_, bytes) => {
    expect(await about(written('app.log', bytes))).toMatchObject({
      matches: oneMatch,
      stderr: '',
      exitCode: 0,
    });
  });

  test('through a pipe that is compressed', async () => {
    const { stdout } = await ask(['lookup', '--json'], { input: zstdCompressSync(some) });
    expect(JSON.parse(stdout)).toMatchObject({ bytes: some.length, matches: oneMatch });
  });

  test('of a container, with the container whose it is', async () => {
    const id = '0123456789abcdef'.repeat(4);
    const folder = path.join(scratch(), 'containers', id);
    spawnSync('mkdir', ['-p', folder]);
    const file = path.join(folder, `${id}-json.log`);
    const line = { log: 'Health check failed\n', stream: 'stderr', time: '2026-03-01T10:00:00Z' };
    writeFileSync(file, `${JSON.stringify(line)}\n`.repeat(5000));
    const { matches } = await about(file);
    expect(matches).toMatchObject([
      { flow: 'health-check-fails', count: 5000, inputs: { container: id.slice(0, 12) } },
    ]);
  });

  test('of a journal, as it is exported and as JSON, with the container that it names', async () => {
    const words = 'container cart is unhealthy';
    const entry = [
      '__CURSOR=s=1',
      '__REALTIME_TIMESTAMP=1772359200000000',
      'CONTAINER_NAME=shop-api-1',
      'MESSAGE=curl: not found',
      '_PID=1',
    ];
    const exported = written('journal.export', `${entry.join('\n')}\n\n${entry.join('\n')}\n\n`);
    expect((await about(exported)).matches).toMatchObject([
      {
        count: 2,
        first: { line: 4, text: 'curl: not found' },
        inputs: { container: 'shop-api-1' },
      },
    ]);
    const json = { MESSAGE: 'curl: not found', CONTAINER_NAME: 'shop-api-1' };
    expect((await about(written('j.json', `${JSON.stringify(json)}\n`))).matches).toMatchObject([
      { first: { text: 'curl: not found' }, inputs: { container: 'shop-api-1' } },
    ]);
    // What the words name counts for more than whose line it is.
    const named = JSON.stringify({ ...json, MESSAGE: words });
    expect((await about(written('n.json', `${named}\n`))).matches).toMatchObject([
      { inputs: { container: 'cart' } },
    ]);
  });

  test('of several containers that do not agree, with none', async () => {
    const line = (name: string) =>
      JSON.stringify({ MESSAGE: 'curl: not found', CONTAINER_NAME: name });
    const { matches } = await about(
      written('j.json', `${line('a')}\n${line('b')}\n${line('a')}\n`),
    );
    expect(matches).toMatchObject([{ count: 3, inputs: {} }]);
    expect(matches[0].next).toEqual(['deploy-doctor', 'run', 'health-check-fails']);
  });

  test('of GitHub Actions, with and without job and step', async () => {
    const time = '2026-03-01T10:00:00.1234567Z';
    const both = `\ufeff${time} ${refused}\nbuild\tRun docker compose up\t${time} ${refused}\n`;
    expect((await about(written('ci.log', both))).matches).toMatchObject([
      { count: 2, last: { text: refused }, inputs: { user: 'shop' } },
    ]);
  });

  test('that a terminal of 80 columns broke, beside lines that it did not break', async () => {
    const long =
      'psql: error: connection to server at "db" failed: FATAL:  password authentication failed for user "shop"';
    const broken = long.match(/.{1,80}/g)?.join('\n') ?? '';
    const { matches } = await about(
      written('paste.txt', `$ ./migrate\n${broken}\nsh: 1: /srv/run.sh: Text file busy\n`),
    );
    expect(matches).toMatchObject([
      { flow: 'p1000-auth', count: 1, first: { line: 2 }, inputs: { user: 'shop' } },
      { flow: 'text-file-busy', first: { line: 4 }, inputs: { file: '/srv/run.sh' } },
    ]);
  });
});

describe('what is shown of a long line', () => {
  test('is 4 kB, also where characters take several bytes', async () => {
    const { matches } = await about(
      written('long.log', `${'中'.repeat(50_000)} ${refused} ${'文'.repeat(50_000)}\n`),
    );
    expect(matches).toHaveLength(1);
    expect(matches[0].first.text).toContain(refused);
    expect(Buffer.byteLength(matches[0].first.text)).toBeLessThanOrEqual(4096);
  });
});

describe('it is said in words, with exit code 2, that', () => {
  test.each<[string, () => string, RegExp]>([
    ['a folder is one', () => scratch(), /is a folder/],
    ['a file is not there', () => path.join(scratch(), 'none.log'), /Cannot read .*ENOENT/],
    [
      'xz is unpacked by another program',
      () => written('a.xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2])),
      /xzcat .*a\.xz \| deploy-doctor lookup/,
    ],
    [
      'bzip2 is, too',
      () => written('a.bz2', 'BZh91AY&SY'),
      /bzcat .*a\.bz2 \| deploy-doctor lookup/,
    ],
  ])('%s', async (_, file, words) => {
    const { stderr, exitCode } = await about(file());
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain('bug');
    expect(exitCode).toBe(2);
  });

  test.runIf(process.getuid?.() === 0)('a file may not be read', () => {
    const folder = scratch();
    chmodSync(folder, 0o755);
    const file = path.join(folder, 'secret.log');
    writeFileSync(file, some, { mode: 0o600 });
    const { stderr, status } = spawnSync(
      'setpriv',
      ['--reuid=65534', '--clear-groups', process.execPath, program, 'lookup', '--file', file],
      { env: { HOME: '/nonexistent' } },
    );
    expect(stderr.toString()).toMatch(/Cannot read .*EACCES/);
    expect(status).toBe(2);
  });
});

test.each([
  ['gzip', gzipSync(some.repeat(5000))],
  ['zstd', zstdCompressSync(some.repeat(5000))],
])(
  'a %s log that was cut off is told as far as it goes, and said to be damaged',
  async (_, whole) => {
    const cut = whole.subarray(0, Math.floor(whole.length * 0.9));
    const { matches, stderr, exitCode } = await about(written('cut', cut));
    expect(stderr).toMatch(/is damaged after \d+ unpacked bytes/);
    expect(exitCode).toBe(matches.length > 0 ? 0 : 1);
  },
);

test('a file that grows is read as far as it went when it was opened', async () => {
  const file = written('grows.log', '');
  appendFileSync(file, `${refused}\n`.repeat(200_000));
  const size = statSync(file).size;
  const grower = spawn('sh', [
    '-c',
    `while :; do echo "$1" >> "$0"; done`,
    file,
    'x'.repeat(50_000),
  ]);
  onTestFinished(async () => {
    grower.kill('SIGKILL');
    await once(grower, 'close');
  });
  const { bytes } = await about(file);
  expect(bytes).toBeGreaterThanOrEqual(size);
  expect(bytes).toBeLessThanOrEqual(statSync(file).size);
});

/** The program with its standard input in our hands. */
const running = (args: readonly string[]) => {
  const child = spawn(process.execPath, [program, ...args], {
    env: { HOME: scratch(), PATH: process.env['PATH'] },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const said = (words: RegExp) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (words.test(stderr)) resolve();
      };
      child.stderr.on('data', look);
      look();
    });
  const end = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, end, said };
};

describe('an input that stalls', () => {
  test('ends after the time that was given, with what it held', async () => {
    const { child, end } = running(['lookup', '--json', '--timeout', '0.5']);
    child.stdin.write(some);
    const { code, stdout, stderr } = await end;
    expect(JSON.parse(stdout)).toMatchObject({ matches: oneMatch });
    expect(stderr).toContain('was silent for too long');
    expect(code).toBe(0);
  });

  test('is said to be silent, and an interruption tells what it held', async () => {
    const { child, end, said } = running(['lookup', '--json']);
    child.stdin.write(some);
    await said(/says nothing: still waiting/);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await end;
    expect(JSON.parse(stdout)).toMatchObject({ matches: oneMatch });
    expect(stderr).toContain('Interrupted');
    expect(code).toBe(130);
  });

  test('as a named pipe that nobody writes into ends as well', async () => {
    const pipe = path.join(scratch(), 'pipe');
    spawnSync('mkfifo', [pipe]);
    const { end } = running(['lookup', '--file', pipe, '--timeout', '0.5']);
    const { code, stderr } = await end;
    expect(stderr).toContain('was silent for too long: this is what 0 bytes held');
    expect(code).toBe(1);
  });

  test('as a named pipe into which somebody writes late is read to its end', async () => {
    const pipe = path.join(scratch(), 'pipe');
    spawnSync('mkfifo', [pipe]);
    const { end } = running(['lookup', '--json', '--file', pipe]);
    const writer = spawn('sh', ['-c', 'exec 3>"$0"; sleep 0.2; printf %s "$1" >&3', pipe, some]);
    onTestFinished(() => void writer.kill());
    const { code, stdout } = await end;
    expect(JSON.parse(stdout)).toMatchObject({ bytes: some.length, matches: oneMatch });
    expect(code).toBe(0);
  });

  test('for a time that is none is refused', async () => {
    const { stderr, exitCode } = await ask(['lookup', '--timeout', 'soon'], { input: some });
    expect(stderr).toContain('no number of seconds');
    expect(exitCode).toBe(2);
  });
});

test('one line without an end ends when somebody has enough', async () => {
  const { child, end } = running(['lookup', '--json', '--file', '/dev/zero']);
  // It has begun to read once the kernel has counted something.
  for (;;) {
    const read = /^rchar: (\d+)/m.exec(readFileSync(`/proc/${child.pid}/io`, 'utf8'));
    if (Number(read?.[1]) > 50_000_000) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill('SIGINT');
  const { code, stdout } = await end;
  expect(JSON.parse(stdout).matches).toEqual([]);
  expect(code).toBe(130);
});

test('words made to keep an expression busy are answered', async () => {
  const lines = [
    `container ${'a.-'.repeat(200_000)} is healthy is unhealthy`,
    `connection to server at ${'"'.repeat(100_000)} port failed: Connection refused`,
    `env: '${"/'".repeat(100_000)}: Text file busy`,
    `exec ${'/a:'.repeat(100_000)} text file busy`,
    'DETAIL: Role "'.repeat(50_000),
  ];
  const file = written('bombs.log', `${lines.join('\n')}\n${refused}\n`);
  const { matches, exitCode } = await about(file);
  expect(matches).toEqual(
    expect.arrayContaining([expect.objectContaining({ flow: 'p1000-auth' })]),
  );
  expect(exitCode).toBe(0);
});

test('a reader that stops reading ends it without a complaint', () => {
  const file = written('many.log', `${refused}\n`);
  const { stdout, stderr } = spawnSync(
    'sh',
    [
      '-c',
      `"$0" "$1" lookup < "$2" | head -1; "$0" "$1" lookup --file "$2" | less -F -X | cat`,
      process.execPath,
      program,
      file,
    ],
    { env: { HOME: scratch(), PATH: process.env['PATH'] } },
  );
  expect(stdout.toString()).toMatch(/^p1000-auth {2}/);
  expect(stderr.toString().replace(/.*less: not found\n/, '')).toBe('');
});

test('a descriptor that somebody has read from is read from there', () => {
  const file = written('two.log', `${refused}\n${'x'.repeat(2000)}\n`);
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, 'y'.repeat(refused.length));
  const { stdout } = spawnSync(process.execPath, [program, 'lookup', '--json'], {
    stdio: [descriptor, 'pipe', 'pipe'],
    env: { HOME: scratch() },
  });
  closeSync(descriptor);
  expect(JSON.parse(stdout.toString())).toMatchObject({ matches: [], bytes: 2002 });
});
