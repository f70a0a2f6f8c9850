import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FileStat, Reply, Request, Transport } from '../../src/core/target.ts';

/** A place that every transport is asked about: files made by `prepare`, in a folder. */
export type Place = {
  readonly transport: Transport;
  readonly folder: string;
  /** The container that is asked about, if it is one. */
  readonly in?: string;
  /** Nothing can be sent to a program there, and the words for that. */
  readonly noInput?: RegExp;
  close(): Promise<void>;
};

export type Good = Extract<Reply, { ok: true }>;
export type Bad = Extract<Reply, { ok: false }>['failure'];

const never = new AbortController().signal;

export async function ask(transport: Transport, request: Request, signal = never): Promise<Reply> {
  const [reply] = transport.send([{ request, signal }]);
  return reply!;
}

export function good(reply: Reply): Good {
  expect(reply, JSON.stringify(reply)).toMatchObject({ ok: true });
  return reply as Good;
}

export function bad(reply: Reply): Bad {
  expect(reply).toMatchObject({ ok: false });
  return (reply as Extract<Reply, { ok: false }>).failure;
}

export const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

/** Run by `sh` in an empty folder, of busybox or of any system. */
export const prepare = `
  printf 'héllo wörld\\n' > plain
  printf 0123456789 > digits
  : > empty
  mkdir folder folder/below
  echo inner > folder/below/inner
  ln -s plain link
  ln -s link twice
  ln -s gone dangling
  ln -s loop loop
  mkfifo pipe
  printf x > special
  chmod 4755 special
  chmod 1777 folder
  chmod 640 digits
  printf 'not a program' > no-program
  chmod 644 no-program
  head -c 3000000 /dev/zero > big
  printf end >> big
`;

/** What every transport promises, whatever is behind it. */
export function keepsTheContract(open: () => Promise<Place>): void {
  let place: Place;
  beforeAll(async () => {
    place = await open();
  }, 120_000);
  afterAll(() => place.close());

  type Asked = Request extends infer R
    ? R extends { in?: string }
      ? Omit<R, 'in'>
      : never
    : never;
  const about = (request: Asked): Request => ({
    ...request,
    ...(place.in === undefined ? {} : { in: place.in }),
  });
  const send = (request: Asked, signal?: AbortSignal) =>
    ask(place.transport, about(request), signal);
  const sh = (script: string) => send({ kind: 'exec', argv: ['sh', '-c', script] });
  const at = (name: string) => `${place.folder}/${name}`;

  test('exit status, standard output and error come apart', async () => {
    const reply = good(await sh('echo out; echo err >&2; exit 3'));
    expect(reply.exit).toBe(3);
    expect(text(reply.stdout)).toBe('out\n');
    expect(text(reply.stderr)).toBe('err\n');
    expect(reply.truncated).toBeUndefined();
  });

  test('standard input reaches the command, to its end', async () => {
    const answer = await send({ kind: 'exec', argv: ['cat'], stdin: 'first\nläst' });
    if (place.noInput) {
      expect(bad(answer)).toMatchObject({
        outcome: 'unreachable',
        detail: expect.stringMatching(place.noInput),
      });
      return;
    }
    const reply = good(answer);
    expect(text(reply.stdout)).toBe('first\nläst');
  });

  test('a command without standard input sees its end at once', async () => {
    expect(good(await send({ kind: 'exec', argv: ['cat'] })).exit).toBe(0);
  });

  test('words are handed on as they are, without a shell', async () => {
    const words = ['$HOME', 'a b', '', "it's", '*', 'ünï—✓', '-n', '\\', 'two\nlines'];
    const argv = ['sh', '-c', 'for word; do printf "<%s>" "$word"; done', 'sh', ...words];
    const reply = good(await send({ kind: 'exec', argv }));
    expect(text(reply.stdout)).toBe(words.map((word) => `<${word}>`).join(''));
  });

  test('output beyond a mebibyte is cut and said so, and the exit status is still known', async () => {
    const reply = good(await sh('head -c 3000000 /dev/zero; exit 4'));
    expect(reply).toMatchObject({ exit: 4, truncated: true });
    expect(reply.stdout).toHaveLength(1024 * 1024);
  });

  test('a program that is not there is a missing tool, with the words of whoever looked', async () => {
    const failure = bad(await send({ kind: 'exec', argv: ['no-such-program', '--version'] }));
    expect(failure).toMatchObject({ outcome: 'tool-missing', subject: 'no-such-program' });
    expect(failure.detail).toMatch(/no-such-program/);
    const byPath = bad(await send({ kind: 'exec', argv: [at('no-such-program')] }));
    expect(byPath.outcome).toBe('tool-missing');
  });

  test('a shell that misses a program is an answer: the shell was there', async () => {
    expect(good(await sh('no-such-program')).exit).toBe(127);
  });

  test('a file without the right to be run is no missing tool', async () => {
    const failure = bad(await send({ kind: 'exec', argv: [at('no-program')] }));
    expect(failure.outcome).toBe('permission');
    expect(failure.detail).toMatch(/permission denied|EACCES/i);
  });

  test('a working folder is entered, and one that is not there is no missing tool', async () => {
    const argv = ['sh', '-c', 'pwd'];
    const reply = good(await send({ kind: 'exec', argv, cwd: at('folder') }));
    expect(text(reply.stdout)).toBe(`${at('folder')}\n`);
    const failure = bad(await send({ kind: 'exec', argv, cwd: at('gone') }));
    expect(failure.outcome).toBe('unreadable');
  });

  test('a command that does not end in time is a timeout', async () => {
    const started = performance.now();
    const failure = bad(await send({ kind: 'exec', argv: ['sleep', '60'], timeoutMs: 400 }));
    expect(failure).toMatchObject({ outcome: 'timeout', unblock: ['timeout'] });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('the operator can stop a command, before it is sent and while it runs', async () => {
    const operator = new AbortController();
    const running = send({ kind: 'exec', argv: ['sleep', '60'] }, operator.signal);
    setImmediate(() => operator.abort());
    expect(bad(await running).outcome).toBe('stopped');
    const late = await send({ kind: 'exec', argv: ['true'] }, operator.signal);
    expect(bad(late).outcome).toBe('stopped');
  });

  test('a slow request delays no other of its batch', async () => {
    const operator = new AbortController();
    const [slow, quick] = place.transport.send([
      { request: about({ kind: 'exec', argv: ['sleep', '60'] }), signal: operator.signal },
      { request: about({ kind: 'read', path: at('plain') }), signal: never },
    ]);
    expect(text(good(await quick!).stdout)).toBe('héllo wörld\n');
    operator.abort();
    await slow;
  });

  test('a file is read from its start or its end, bounded and said so', async () => {
    const path = at('digits');
    expect(text(good(await send({ kind: 'read', path })).stdout)).toBe('0123456789');
    const start = good(await send({ kind: 'read', path, maxBytes: 4 }));
    expect([text(start.stdout), start.truncated]).toEqual(['0123', true]);
    const end = good(await send({ kind: 'read', path, maxBytes: 4, from: 'end' }));
    expect([text(end.stdout), end.truncated]).toEqual(['6789', true]);
    const whole = good(await send({ kind: 'read', path, maxBytes: 10, from: 'end' }));
    expect([text(whole.stdout), whole.truncated]).toEqual(['0123456789', undefined]);
    const empty = good(await send({ kind: 'read', path: at('empty') }));
    expect([text(empty.stdout), empty.truncated]).toEqual(['', undefined]);
  });

  test('a long file is read as far as the default bound', async () => {
    const start = good(await send({ kind: 'read', path: at('big') }));
    expect([start.stdout?.length, start.truncated]).toEqual([1024 * 1024, true]);
    const end = good(await send({ kind: 'read', path: at('big'), from: 'end' }));
    expect(end.stdout?.length).toBe(1024 * 1024);
    expect(text(end.stdout?.subarray(-3))).toBe('end');
  });

  test('reading follows links', async () => {
    const reply = good(await send({ kind: 'read', path: at('twice') }));
    expect(text(reply.stdout)).toBe('héllo wörld\n');
  });

  test('what is not there is not found, under a file as well, and links to nothing too', async () => {
    for (const name of ['gone', 'plain/below', 'gone/below', 'dangling']) {
      const path = at(name);
      expect(bad(await send({ kind: 'read', path })).outcome, name).toBe('not-found');
      expect(bad(await send({ kind: 'stat', path, follow: true })).outcome, name).toBe('not-found');
      expect(bad(await send({ kind: 'list', path })).outcome, name).toBe('not-found');
    }
  });

  test('a process that has ended has no environment, which is not blindness', async () => {
    if (place.in !== undefined) return; // every host of this suite is this machine; containers are not
    const parent = execa('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], { reject: false });
    try {
      const { value: pid } = await parent[Symbol.asyncIterator]().next();
      while (!(await execa('cat', [`/proc/${pid}/stat`])).stdout.includes(') Z ')) await sleep(5);
      const reply = await send({ kind: 'read', path: `/proc/${pid}/environ` });
      // Linux 6.16 and later: ESRCH; before, nothing to read.
      if (reply.ok) expect(text(reply.stdout)).toBe('');
      else expect(reply.failure.outcome).toBe('not-found');
    } finally {
      parent.kill();
      await parent;
    }
  });

  test('what is no file is not read, and nothing hangs', async () => {
    for (const [name, type] of [
      ['folder', 'directory'],
      ['pipe', 'fifo'],
    ] as const) {
      const failure = bad(await send({ kind: 'read', path: at(name) }));
      expect(failure.outcome).toBe('unreadable');
      expect(failure.detail).toContain(type);
    }
  });

  test('a loop of links is no knowledge about the file', async () => {
    const failure = bad(await send({ kind: 'read', path: at('loop') }));
    expect(failure.outcome).toBe('unreadable');
    expect(failure.detail).toMatch(/ELOOP|too many links/);
  });

  test('stat tells type, size, permissions, age, and where a link points as written', async () => {
    const stat = async (name: string, follow?: true) => {
      const request = { kind: 'stat' as const, path: at(name), ...(follow && { follow }) };
      return good(await send(request)).json as FileStat;
    };
    expect(await stat('digits')).toMatchObject({
      name: 'digits',
      type: 'file',
      size: 10,
      mode: 0o640,
    });
    expect(await stat('folder')).toMatchObject({ type: 'directory', mode: 0o1777 });
    expect(await stat('special')).toMatchObject({ type: 'file', mode: 0o4755 });
    expect(await stat('pipe')).toMatchObject({ type: 'fifo' });
    expect(await stat('twice')).toMatchObject({ name: 'twice', type: 'link', target: 'link' });
    expect(await stat('dangling')).toMatchObject({ type: 'link', target: 'gone' });
    const followed = await stat('twice', true);
    expect(followed).toMatchObject({ name: 'twice', type: 'file', size: 14 });
    expect(followed.target).toBeUndefined();
    const age = Date.now() / 1000 - followed.mtime;
    expect(age).toBeGreaterThan(-5);
    expect(age).toBeLessThan(600);
    expect(followed.mtime).toBe(Math.floor(followed.mtime));
  });

  test('list tells the first level of a folder, by name', async () => {
    const reply = good(await send({ kind: 'list', path: place.folder }));
    const entries = reply.json as FileStat[];
    expect(reply.truncated).toBeUndefined();
    expect(entries.map(({ name }) => name)).toEqual(
      [
        ...['big', 'dangling', 'digits', 'empty', 'folder', 'link', 'loop'],
        ...['no-program', 'pipe', 'plain', 'special', 'twice'],
      ].sort(),
    );
    const named = (name: string) => entries.find((entry) => entry.name === name);
    expect(named('digits')).toMatchObject({ type: 'file', size: 10, mode: 0o640, uid: 0, gid: 0 });
    expect(named('folder')).toMatchObject({ type: 'directory' });
    expect(named('twice')).toMatchObject({ type: 'link', target: 'link' });
    const below = good(await send({ kind: 'list', path: at('folder') })).json as FileStat[];
    expect(below.map(({ name }) => name)).toEqual(['below']);
  });

  test('a file is no folder to list', async () => {
    expect(bad(await send({ kind: 'list', path: at('plain') })).outcome).toBe('unreadable');
  });
}
