import { describe, expect, test } from 'vitest';
import { healthTest } from '../../src/formats/health-test.ts';
import { contradicts, healthWords } from '../../src/formats/health-words.ts';

const read = (line: string | readonly string[], env: Record<string, string> = {}) =>
  healthTest(typeof line === 'string' ? ['CMD-SHELL', line] : line, {
    env: new Map(Object.entries(env)),
  });

describe('a health check asks', () => {
  test.each([
    ['curl -fsS http://127.0.0.1:8000/ || exit 1', 'http 127.0.0.1:8000 /'],
    ['timeout 5 curl -f https://localhost/up && echo ok', 'https localhost:443 /up'],
    [['CMD', 'sh', '-c', 'wget -q localhost:80/x'], 'http localhost:80 /x'],
    ['nc -z 127.0.0.1 6379', 'tcp 127.0.0.1:6379 '],
    ['nc -z -w 3 127.0.0.1 6379', 'tcp 127.0.0.1:6379 '],
    ["bash -c '</dev/tcp/localhost/8000'", 'tcp localhost:8000 '],
    ['curl -f http://localhost:${PORT:-8080}/healthz', 'http localhost:9090 /healthz'],
    ['curl -f http://localhost:${OTHER:-8080}/healthz', 'http localhost:8080 /healthz'],
    ['curl -f http://[::1]:5000?ready=1', 'http [::1]:5000 /?ready=1'],
    ['curl -f http://app:s3cret@localhost:5000/x#y', 'http localhost:5000 /x'],
    ['curl -s "http://localhost:5000/a?b=c&d=e"', 'http localhost:5000 /a?b=c&d=e'],
    ['redis-cli -a $PASSWORD ping', 'tcp 127.0.0.1:6379 '],
    ['redis-cli -h cache -p 6380 ping', 'tcp cache:6380 '],
    ['pg_isready -h 127.0.0.1 -U app', 'tcp 127.0.0.1:5432 '],
    [
      ['CMD', 'python3', '-c', "r.urlopen('http://127.0.0.1:8000/', timeout=5)"],
      'http 127.0.0.1:8000 /',
    ],
    ['curl http://localhost:80/a || wget http://localhost:80/a', 'http localhost:80 /a'],
  ])('%j: %s', (line, asked) => {
    const { url } = read(line, { PORT: '9090' });
    expect(`${url?.scheme} ${url?.host}:${url?.port} ${url?.path}`).toBe(asked);
  });

  test.each([
    'curl -f http://localhost:$UNSET/',
    'pg_isready -U app',
    'curl http://localhost:80/a && curl http://localhost:81/b',
    '/healthcheck.sh',
    'curl -f "http://{host}:{port}/"',
  ])('nothing that can be told: %s', (line) => {
    expect(read(line).url).toBeUndefined();
  });

  test('without a shell, a variable stands for itself', () => {
    const check = read(['CMD', 'curl', 'http://localhost:$PORT/'], { PORT: '80' });
    expect([check.url, check.stray]).toEqual([undefined, ['http://localhost:$PORT/']]);
  });
});

describe('a health check cannot do without', () => {
  test.each([
    [['CMD', 'wget', '-qO-', 'http://localhost:3000/health'], ['wget'], false],
    ['curl -fsS http://127.0.0.1:8000/ || exit 1', ['curl'], false],
    ['curl -fsS localhost > /dev/null 2>&1 || exit 1', ['curl'], false],
    ['timeout 5 curl -f https://localhost/up && echo ok', ['curl'], false],
    [['CMD', 'sh', '-c', 'wget -q localhost:80/x'], ['wget'], false],
    ['pg_isready -U app | grep -q accepting', ['pg_isready', 'grep'], false],
    ['curl a || wget b', ['curl', 'wget'], true],
    ['curl a || wget b || exit 1', ['curl', 'wget'], true],
    ['cd /app && A=1 ./check --all', ['./check'], false],
    ['if ! curl -f a; then exit 1; fi', ['curl'], false],
    ['test -f /tmp/ready && curl -f a', [], false],
    ['[ -f /tmp/ready ] || exit 1', [], false],
    ['curl a; curl b', [], false],
    ['curl a && wget b || nc c', [], false],
    ['$CHECK', [], false],
  ])('%j: %j', (line, tools, alternatives) => {
    expect(read(line)).toMatchObject({ tools, alternatives });
  });

  test.each([
    ['curl -f localhost', '/bin/sh'],
    [['CMD', 'bash', '-c', 'true'], 'bash'],
    [['CMD', 'curl', '-f', 'localhost'], undefined],
  ])('%j: the shell %s', (line, shell) => {
    expect(read(line).shell).toBe(shell);
  });

  test('the shell that the image names', () => {
    const shell = ['/bin/bash', '-c'];
    expect(healthTest(['CMD-SHELL', 'true'], { shell }).shell).toBe('/bin/bash');
  });
});

describe('a health check looks at', () => {
  test.each([
    ['curl -f localhost', 'all'],
    ['curl -sSf localhost || exit 1', 'all'],
    ['curl --fail-with-body localhost || kill 1', 'all'],
    ['wget -qO- localhost', 'all'],
    ['nc -z localhost 80', 'all'],
    ['curl -s localhost', 'connection'],
    ['curl -s -o /dev/null localhost || exit 1', 'connection'],
    ['redis-cli ping || true', 'nothing'],
    ['curl -f localhost ; exit 0', 'nothing'],
    ['curl -f localhost | cat', 'nothing'],
    ['curl -f localhost || echo failed', 'nothing'],
    ['true', 'nothing'],
    ['curl -f localhost || exit 1; echo ok', 'unknown'],
    ['set -e; curl -f localhost; echo ok', 'unknown'],
    ['curl -f localhost && echo ok', 'unknown'],
    ['curl -s localhost | grep ok', 'unknown'],
    ['/healthcheck.sh', 'unknown'],
    [['CMD', 'python3', '-c', "urllib.request.urlopen('http://localhost')"], 'all'],
    [['CMD', 'python3', '-c', 'try: urlopen(x)\nexcept: pass'], 'unknown'],
  ])('%j: %s', (line, minds) => {
    expect(read(line).minds).toBe(minds);
  });

  test.each([
    ['curl -fsS -m 3 localhost', 3000],
    ['curl -f --max-time 2.5 localhost', 2500],
    ['wget -q -T 4 localhost', 4000],
    ['timeout 7 /check', 7000],
    ['curl -f localhost', undefined],
  ])('%s: the clock, %s ms', (line, ms) => {
    expect(read(line).ownLimitMs).toBe(ms);
  });
});

describe("a failed check's words", () => {
  const url = 'http://localhost:3000/';
  const program = read(['CMD', 'wget', url]);
  const shell = read(`wget ${url} || exit 1`);
  const whole = read(['CMD', `curl -f ${url}`]);
  const stray = read(['CMD', 'curl', '-f', url, '||', 'exit', '1']);
  const listed = read(['CMD-SHELL', 'curl', '-f', url]);
  const variable = read(['CMD', 'curl', 'http://localhost:$PORT/']);
  const two = read(`curl -f ${url} || wget -qO- ${url}`);
  const named = read('curl -f http://web:3000/');
  const script = read('/healthcheck.sh');
  const engine = 'OCI runtime exec failed: exec failed: unable to start container process: ';
  test.each([
    [
      program,
      `${engine}exec: "wget": executable file not found in $PATH: unknown`,
      'tool-missing wget',
    ],
    [shell, '/bin/sh: 1: wget: not found', 'tool-missing wget'],
    [shell, 'sh: wget: not found', 'tool-missing wget'],
    [shell, '/bin/bash: line 1: wget: command not found', 'tool-missing wget'],
    [script, '/healthcheck.sh: line 3: curl: command not found', 'tool-missing curl'],
    [script, '/healthcheck.sh: 3: curl: not found', 'tool-missing curl'],
    [script, "env: 'bash': No such file or directory", 'tool-missing bash'],
    [
      shell,
      `${engine}exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown`,
      'no-shell /bin/sh',
    ],
    [script, `${engine}exec: "/healthcheck.sh": permission denied`, 'cannot-start /healthcheck.sh'],
    [
      script,
      `${engine}exec /healthcheck.sh: no such file or directory`,
      'cannot-start /healthcheck.sh',
    ],
    [script, `${engine}exec /check: exec format error`, 'cannot-start /check'],
    [script, '/bin/sh: 1: /healthcheck.sh: Permission denied', 'cannot-start /healthcheck.sh'],
    [whole, `${engine}exec: "curl -f ${url}": stat curl -f ${url}: no such file`, 'malformed'],
    [
      read(['CMD', 'redis-cli ping']),
      `${engine}exec: "redis-cli ping": executable file not found in $PATH`,
      'malformed redis-cli ping',
    ],
    [stray, 'curl: (6) Could not resolve host: ||', 'malformed'],
    [listed, "curl: try 'curl --help' for more information", 'malformed'],
    [variable, 'curl: (3) URL using bad/illegal format or missing URL', 'malformed'],
    [
      stray,
      '<html>503 || no</html>\ncurl: (22) The requested URL returned error: 404',
      'malformed',
    ],
    [stray, 'curl: (28) Operation timed out', 'timeout'],
    [program, 'Health check exceeded timeout (1s)', 'timeout'],
    [
      two,
      'sh: curl: not found\nwget: server returned error: HTTP/1.1 404 Not Found',
      'client-error',
    ],
    [two, 'sh: curl: not found\nsh: wget: not found', 'tool-missing curl'],
    [shell, "curl: (7) Failed to connect to localhost port 3000 after 0 ms: Couldn't", 'refused'],
    [
      shell,
      "wget: can't connect to remote host (127.0.0.1): Connection refused",
      'refused',
      'IPv4',
    ],
    [shell, "wget: can't connect to remote host: Connection refused", 'refused', 'IPv6'],
    [shell, 'connect ECONNREFUSED ::1:3000', 'refused', 'IPv6'],
    [shell, 'connect ECONNREFUSED ::1:3000\nconnect ECONNREFUSED 127.0.0.1:3000', 'refused'],
    [script, 'connect ECONNREFUSED 172.18.0.2:5432', 'other'],
    [shell, 'curl: (22) The requested URL returned error: 404', 'client-error'],
    [shell, 'HTTP request sent, awaiting response... HTTP/1.1 301\nHTTP/1.1 200 OK', 'other'],
    [shell, 'wget: server returned error: HTTP/1.1 503 Service Unavailable', 'server-error'],
    [shell, 'urllib.error.HTTPError: HTTP Error 302: Found', 'redirect'],
    [named, 'curl: (6) Could not resolve host: web', 'name'],
    [named, '{"error":"getaddrinfo ENOTFOUND db"}', 'other'],
    [named, '<urlopen error [Errno -2] Name or service not known>', 'name'],
    [shell, '', 'silent'],
    [shell, 'something else', 'other'],
  ])('%#: %s', (check, output, failure, family?: string) => {
    const words = healthWords(1, output, check);
    expect(`${words.failure} ${words.tool ?? ''}`.trim()).toContain(failure);
    expect(words.family).toBe(family);
  });

  test.each([
    [read('redis-cli ping'), 'NOAUTH Authentication required.', true],
    [read('redis-cli -a x ping'), 'Warning: …\nWRONGPASS invalid username-password pair', true],
    [read('redis-cli ping'), 'PONG', false],
    [read(`curl -f ${url} || true`), 'curl: (22) The requested URL returned error: 500', true],
    [read(`curl -f ${url} || true`), '', false],
    [two, 'curl: (7) Failed to connect to localhost port 3000', false],
    [read(`curl -s ${url}`), '{"cache":"connect ECONNREFUSED 172.18.0.4:6379"}', false],
  ])('%#: after exit 0, %s contradicts it: %s', (check, output, expected) => {
    expect(contradicts(output, check)).toBe(expected);
  });
});
