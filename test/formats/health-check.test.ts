import { describe, expect, test } from 'vitest';
import { healthTest } from '../../src/formats/health-test.ts';
import { healthWords } from '../../src/formats/health-words.ts';

describe('a health check, read', () => {
  test.each([
    [['CMD', 'wget', '-qO-', 'http://localhost:3000/health'], ['wget'], 3000, '/health'],
    [['CMD-SHELL', 'curl -fsS http://127.0.0.1:8000/ || exit 1'], ['curl'], 8000, '/'],
    [['CMD-SHELL', 'timeout 5 curl -f https://localhost/up && echo ok'], ['curl'], 443, '/up'],
    [['CMD', 'sh', '-c', 'wget -q localhost:80/x'], ['wget'], 80, '/x'],
    [['CMD-SHELL', 'nc -z 127.0.0.1 6379'], ['nc'], 6379, ''],
    [['CMD-SHELL', 'curl -f http://localhost:${PORT:-8080}/healthz'], ['curl'], 9090, '/healthz'],
    [['CMD-SHELL', 'curl -f http://[::1]:5000/'], ['curl'], 5000, '/'],
    [
      ['CMD-SHELL', 'pg_isready -U app | grep -q accepting'],
      ['pg_isready', 'grep'],
      undefined,
      undefined,
    ],
    [['CMD-SHELL', 'curl -f http://localhost:$UNSET/'], ['curl'], undefined, undefined],
  ])('%j', (words, tools, port, path) => {
    const read = healthTest(words, new Map([['PORT', '9090']]));
    expect(read.tools).toEqual(tools);
    expect([read.url?.port, read.url?.path]).toEqual([port, path]);
  });

  test.each([
    [['CMD', 'curl -f http://localhost/'], true],
    [['CMD', 'curl', '-f', 'http://localhost/', '||', 'exit', '1'], true],
    [['CMD-SHELL', 'curl -f http://localhost/ || exit 1'], false],
    [['CMD', 'sh', '-c', 'a || b'], false],
  ])('%j has shell words without a shell: %s', (words, malformed) => {
    expect(healthTest(words).malformed).toBe(malformed);
  });

  test.each([
    ['curl -f http://localhost/ > /dev/null 2>&1', true, false],
    ['curl -f http://localhost/ 2>&1 >/dev/null', true, false],
    ['redis-cli ping || true', false, true],
    ['curl -f http://localhost/ ; exit 0', false, true],
    ['curl -f http://localhost/ || exit 1', false, false],
  ])('%s: discards its output %s, always ends with 0 %s', (line, discards, alwaysZero) => {
    expect(healthTest(['CMD-SHELL', line])).toMatchObject({ discards, alwaysZero });
  });
});

describe("a failed check's words", () => {
  const program = healthTest(['CMD', 'wget', 'http://localhost/']);
  const shell = healthTest(['CMD-SHELL', 'wget http://localhost/ || exit 1']);
  const whole = healthTest(['CMD', 'curl -f http://localhost:80/']);
  const stray = healthTest(['CMD', 'curl', '-f', 'http://localhost/', '||', 'exit', '1']);
  const engine = 'OCI runtime exec failed: exec failed: unable to start container process: ';
  test.each([
    [
      program,
      -1,
      `${engine}exec: "wget": executable file not found in $PATH: unknown`,
      'tool-missing',
    ],
    [shell, 127, '/bin/sh: 1: wget: not found', 'tool-missing'],
    [shell, 1, '/bin/sh: 1: wget: not found\n', 'tool-missing'],
    [shell, 1, 'sh: wget: not found', 'tool-missing'],
    [
      shell,
      -1,
      `${engine}exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown`,
      'no-shell',
    ],
    [
      whole,
      -1,
      `${engine}exec: "curl -f http://localhost:80/": stat curl -f http://localhost:80/: no such file or directory: unknown`,
      'malformed',
    ],
    [stray, 6, 'curl: (6) Could not resolve host: ||', 'malformed'],
    [stray, 28, 'curl: (28) Operation timed out', 'timeout'],
    [program, -1, 'Health check exceeded timeout (1s)', 'timeout'],
    [
      shell,
      7,
      "curl: (7) Failed to connect to localhost port 3000 after 0 ms: Couldn't connect to server",
      'refused',
    ],
    [shell, 1, "wget: can't connect to remote host (127.0.0.1): Connection refused", 'refused'],
    [shell, 22, 'curl: (22) The requested URL returned error: 404', 'client-error'],
    [shell, 1, 'wget: server returned error: HTTP/1.1 503 Service Unavailable', 'server-error'],
    [shell, 1, '', 'silent'],
    [shell, 1, 'something else', 'other'],
  ])('%#: %s', (check, exit, output, failure) => {
    expect(healthWords(exit, output, check).failure).toBe(failure);
  });
});
