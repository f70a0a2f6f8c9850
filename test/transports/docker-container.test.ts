import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FileStat, Request, Transport } from '../../src/core/target.ts';
import { ask, bad, good, text } from '../contracts/transport-suite.ts';
import { startEngine } from '../lab/engine.ts';
import { openGround, type Ground } from '../lab/ground.ts';
import { engineWays } from './engine-ways.ts';

const newer = await startEngine({ version: '26' });
const standing = await startEngine();
const engines = [standing, newer].filter((engine) => engine !== undefined);
const ways = engines.flatMap((engine) =>
  engineWays.map((way) => ({ engine, way, version: engine.version, name: way.name })),
);

describe.each(ways)('engine $version, by $name', ({ engine, way }) => {
  let ground: Ground & { close(): Promise<void> };
  let transport: Transport;
  const send = (request: Request) => ask(transport, request);

  beforeAll(async () => {
    ground = await openGround(engine, `transport/inside-${engine.name}-${way.key}`);
    await ground.image('lab/busybox');
    transport = await way.open(engine.socket);
  }, 120_000);
  afterAll(async () => {
    await transport.close();
    await ground.close();
  });

  /** Starts a container, and waits until its script has said `ready`. */
  async function run(name: string, script: string, ...options: string[]): Promise<string> {
    const container = `${ground.name}-${name}`;
    const argv = ['lab/busybox', 'sh', '-c', script];
    await ground.docker(['run', '-d', '--name', container, ...options, ...argv]);
    await ground.until(`${container} is ready`, async () => {
      const { stdout, stderr } = await ground.docker(['logs', container]);
      return `${stdout}${stderr}`.includes('ready') ? true : undefined;
    });
    return container;
  }
  const logsOf = (container: string, more: Record<string, string> = {}): Request => ({
    kind: 'docker',
    method: 'GET',
    path: `/containers/${container}/logs`,
    query: { stdout: '1', stderr: '1', ...more },
  });

  test('a container that is gone is not a file that is missing', async () => {
    for (const request of [
      { kind: 'stat', path: '/etc', in: 'nobody-there' },
      { kind: 'read', path: '/etc/passwd', in: 'nobody-there' },
      { kind: 'list', path: '/etc', in: 'nobody-there' },
      { kind: 'exec', argv: ['true'], in: 'nobody-there' },
    ] as const) {
      const failure = bad(await send(request));
      expect(failure).toMatchObject({
        outcome: 'unreachable',
        subject: 'container nobody-there',
      });
      expect(failure.detail).toMatch(/no such container/i);
    }
  });

  test('logs come without frames, both streams in the order of arrival', async () => {
    const script = 'echo one; sleep 0.2; echo twö >&2; sleep 0.2; echo three; echo ready';
    const container = await run('logs', script);
    const reply = good(await send(logsOf(container)));
    expect(text(reply.stdout)).toBe('one\ntwö\nthree\nready\n');
    expect(reply.stderr).toBeUndefined();
    const tail = good(await send(logsOf(container, { tail: '1', stderr: '0' })));
    expect(text(tail.stdout)).toBe('ready\n');
  });

  test('logs of a container with a terminal come as they are', async () => {
    const container = await run('tty', 'echo one; echo two >&2; echo ready', '-t');
    const reply = good(await send(logsOf(container)));
    expect(text(reply.stdout)).toBe('one\r\ntwo\r\nready\r\n');
  });

  test('of a log that is too long the end is kept', async () => {
    const container = await run('chatter', 'seq 1 40000; echo ready');
    const request = { ...logsOf(container), maxBytes: 1000 } as Request;
    const reply = good(await send(request));
    expect(reply.truncated).toBe(true);
    expect(reply.stdout).toHaveLength(1000);
    expect(text(reply.stdout)).toMatch(/\n39999\n40000\nready\n$/);
  });

  test('logs that are not there have a status and the engine’s words', async () => {
    const reply = good(await send(logsOf('nobody-there')));
    expect(reply).toMatchObject({ status: 404 });
    expect(JSON.stringify(reply.json)).toMatch(/no such container/i);
  });

  test('events come as JSON lines', async () => {
    const container = await run('events', 'echo ready');
    const query = {
      since: '0',
      until: String(Math.ceil(Date.now() / 1000)),
      filters: JSON.stringify({ container: [container] }),
    };
    const reply = good(await send({ kind: 'docker', method: 'GET', path: '/events', query }));
    const lines = text(reply.stdout).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { status: string }).status)).toContain('start');
  });

  test('files of a container that has ended are still there', async () => {
    const container = await run('ended', 'echo kept > /kept; echo ready');
    await ground.docker(['wait', container]);
    expect(text(good(await send({ kind: 'read', path: '/kept', in: container })).stdout)).toBe(
      'kept\n',
    );
    const failure = bad(await send({ kind: 'exec', argv: ['true'], in: container }));
    expect(failure).toMatchObject({ outcome: 'unreadable', subject: `container ${container}` });
    expect(failure.detail).toContain('is not running');
  });

  test('in a paused or restarting container no process is started', async () => {
    const paused = await run('paused', 'echo ready; sleep 1000');
    await ground.docker(['pause', paused]);
    const whilePaused = bad(await send({ kind: 'exec', argv: ['true'], in: paused }));
    expect(whilePaused).toMatchObject({ outcome: 'unreadable' });
    expect(whilePaused.detail).toContain('is paused');
    await ground.docker(['unpause', paused]);

    const looping = await run('looping', 'echo ready; exit 1', '--restart', 'always');
    const failure = await ground.until('it is restarting', async () => {
      const reply = await send({ kind: 'exec', argv: ['true'], in: looping });
      return !reply.ok && reply.failure.detail.includes('restart') ? reply.failure : undefined;
    });
    expect(failure.outcome).toBe('unreadable');
    expect(failure.detail).toContain('is restarting, wait until the container is running');
  });

  test('what the engine cannot show is not called missing', async () => {
    const options = ['--tmpfs', '/scratch', '--mount', 'type=tmpfs,destination=/quick'];
    const script = 'touch /scratch/there /quick/there; echo ready; sleep 1000';
    const container = await run('hidden', script, ...options);
    for (const path of ['/proc/1/environ', '/sys/class', '/scratch/there', '/quick/there']) {
      const reply = await send({ kind: 'stat', path, in: container });
      if (reply.ok) continue;
      expect(reply.failure.outcome, path).toBe('unreadable');
      expect(reply.failure.detail).toMatch(/^the engine does not show/);
    }
    const missing = await send({ kind: 'stat', path: '/scratchy', in: container });
    expect(bad(missing).outcome).toBe('not-found');
  });

  test('files in volumes and bind mounts are the container’s', async () => {
    const path = await ground.write('bound/file', 'from the host\n');
    const bind = `${path.replace(/\/file$/, '')}:/bound:ro`;
    const volume = `${ground.name}-data:/data`;
    const script = 'echo in the volume > /data/file; echo ready; sleep 1000';
    const container = await run('mounts', script, '-v', bind, '-v', volume);
    const read = async (file: string) =>
      text(good(await send({ kind: 'read', path: file, in: container })).stdout);
    expect(await read('/bound/file')).toBe('from the host\n');
    expect(await read('/data/file')).toBe('in the volume\n');
  });

  test('links are followed inside the container, not on the host', async () => {
    const script = [
      'mkdir -p /deep/er /other; echo inner > /other/file',
      'ln -s /other /deep/er/folder; ln -s ../../../../../../other/file /deep/up',
      'ln -s /deep/er/folder/file /absolute; echo ready; sleep 1000',
    ].join('; ');
    const container = await run('links', script);
    for (const path of ['/deep/er/folder/file', '/deep/up', '/absolute']) {
      const reply = good(await send({ kind: 'read', path, in: container }));
      expect(text(reply.stdout), path).toBe('inner\n');
    }
    const listed = good(await send({ kind: 'list', path: '/deep/er/folder', in: container }));
    expect((listed.json as FileStat[]).map(({ name }) => name)).toEqual(['file']);
  });

  test('a folder with more below it than may be looked through says so', async () => {
    const script =
      'mkdir /much && cd /much && mkdir a && touch b z && for i in $(seq 1 40); do head -c 1048576 /dev/zero > a/$i; done; echo ready; sleep 1000';
    const container = await run('much', script);
    const reply = good(await send({ kind: 'list', path: '/much', in: container }));
    expect(reply.truncated).toBe(true);
    expect((reply.json as FileStat[]).map(({ name }) => name)).toEqual(['a']);
    const root = good(await send({ kind: 'list', path: '/bin', in: container }));
    expect(root.truncated).toBeUndefined();
  });

  test('the root folder and its entries are told', async () => {
    const container = await run('root', 'echo ready; sleep 1000');
    const stat = good(await send({ kind: 'stat', path: '/', in: container }));
    expect(stat.json).toMatchObject({ type: 'directory' });
    const names = (
      good(await send({ kind: 'list', path: '/', in: container })).json as FileStat[]
    ).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['bin', 'etc', 'proc', 'tmp']));
  });

  test('another user in the container is whom it is asked as', async () => {
    const container = await run('user', 'echo ready; sleep 1000');
    const exec = { kind: 'exec', argv: ['id', '-u'], in: container } as const;
    expect(text(good(await send({ ...exec, as: '1234' })).stdout)).toBe('1234\n');
    const failure = bad(await send({ ...exec, as: 'nobody-of-that-name' }));
    expect(failure.outcome).toBe('unreadable');
    expect(failure.detail).toContain('unable to find user nobody-of-that-name');
  });

  test('a program’s own words are not taken for the runtime’s', async () => {
    const container = await run('words', 'echo ready; sleep 1000');
    const script = 'echo "exec: wget: executable file not found in \\$PATH"; exit 126';
    const reply = good(await send({ kind: 'exec', argv: ['sh', '-c', script], in: container }));
    expect(reply.exit).toBe(126);
  });

  test('a command that goes on says that it cannot be ended', async () => {
    const container = await run('endless', 'echo ready; sleep 1000');
    const exec = { kind: 'exec', argv: ['sleep', '5'], in: container, timeoutMs: 300 } as const;
    const failure = bad(await send(exec));
    expect(failure.outcome).toBe('timeout');
    expect(failure.detail).toContain('may still run');
  });
});
