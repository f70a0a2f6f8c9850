import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findEndpoint } from '../../src/transports/docker-endpoint.ts';
import { programEnv } from '../../src/transports/connect.ts';

let home: string;
const config = () => join(home, '.docker');
const folderOf = (kind: string, name: string) =>
  join(config(), 'contexts', kind, createHash('sha256').update(name).digest('hex'));

async function addContext(name: string, docker: Record<string, unknown>): Promise<void> {
  await mkdir(folderOf('meta', name), { recursive: true });
  const meta = { Name: name, Metadata: {}, Endpoints: { docker } };
  await writeFile(join(folderOf('meta', name), 'meta.json'), JSON.stringify(meta));
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dd-home-'));
  await addContext('rootless', { Host: 'unix:///run/user/1000/docker.sock' });
  await addContext('secure', { Host: 'tcp://192.0.2.7:2376', SkipTLSVerify: true });
  await mkdir(join(folderOf('tls', 'secure'), 'docker'), { recursive: true });
  await writeFile(join(config(), 'config.json'), '{"currentContext": "rootless"}');
});
afterAll(() => rm(home, { recursive: true }));

const find = (docker: string | undefined, more: Record<string, string> = {}) =>
  findEndpoint(docker, { HOME: home, ...more });

describe('the engine that is asked', () => {
  test('is what --docker names: a socket, an address or a context', async () => {
    const env = { DOCKER_HOST: 'unix:///other.sock' };
    expect((await find('/run/my.sock', env)).url).toBe('unix:///run/my.sock');
    expect((await find('tcp://192.0.2.9:2375', env)).url).toBe('tcp://192.0.2.9:2375');
    expect((await find('rootless', env)).url).toBe('unix:///run/user/1000/docker.sock');
    expect((await find('default', env)).url).toMatch(/docker\.sock$/);
  });

  test('is that of DOCKER_HOST, else of DOCKER_CONTEXT, else the current context', async () => {
    const both = { DOCKER_HOST: 'unix:///a.sock', DOCKER_CONTEXT: 'secure' };
    expect(await find(undefined, both)).toMatchObject({
      url: 'unix:///a.sock',
      because: 'DOCKER_HOST',
    });
    const named = await find(undefined, { DOCKER_HOST: '', DOCKER_CONTEXT: 'secure' });
    expect(named.url).toBe('tcp://192.0.2.7:2376');
    expect(await find(undefined)).toMatchObject({
      url: 'unix:///run/user/1000/docker.sock',
      because: `docker context "rootless", from ${join(config(), 'config.json')}`,
    });
  });

  test('is the default socket where nothing is configured', async () => {
    const empty = { HOME: join(home, 'nobody') };
    const { url, problem } = await findEndpoint(undefined, empty);
    expect(url).toBe('unix:///var/run/docker.sock');
    expect(problem).toBeUndefined();
  });

  test('has the keys of its context, or of DOCKER_CERT_PATH', async () => {
    expect((await find('secure')).tls).toEqual({
      folder: join(folderOf('tls', 'secure'), 'docker'),
      verify: false,
    });
    const env = {
      DOCKER_HOST: 'tcp://192.0.2.7:2376',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: '/keys',
    };
    expect((await find(undefined, env)).tls).toEqual({ folder: '/keys', verify: true });
    expect((await find(undefined, { ...env, DOCKER_TLS_VERIFY: '' })).tls).toBeUndefined();
  });

  test('is none where the context does not exist: the words say who named it', async () => {
    const { problem } = await find(undefined, { DOCKER_CONTEXT: 'gone' });
    expect(problem).toMatch(
      /^there is no docker context "gone" \(named by DOCKER_CONTEXT\): .*meta\.json/,
    );
  });

  test('is found although config.json is broken, as by the docker CLI, and it is said', async () => {
    const broken = await mkdtemp(join(tmpdir(), 'dd-config-'));
    await writeFile(join(broken, 'config.json'), '{"currentContext": ');
    const { url, because, problem } = await find(undefined, { DOCKER_CONFIG: broken });
    expect(url).toBe('unix:///var/run/docker.sock');
    expect(problem).toBeUndefined();
    expect(because).toContain(`cannot read ${join(broken, 'config.json')}`);
    await rm(broken, { recursive: true });
  });
});

test('the docker CLI finds the same context and the same address', async () => {
  const cli = async (env: Record<string, string>, ...argv: string[]) => {
    const { PATH = '' } = process.env;
    const own = { PATH, HOME: home, ...env };
    return (await execa('docker', argv, { env: own, extendEnv: false })).stdout.trim();
  };
  for (const env of [
    {},
    { DOCKER_CONTEXT: 'secure' },
    { DOCKER_HOST: 'unix:///a.sock', DOCKER_CONTEXT: 'secure' },
    { DOCKER_HOST: '', DOCKER_CONTEXT: 'secure' },
  ]) {
    const context = await cli(env, 'context', 'show');
    const inspect = ['context', 'inspect', context, '-f', '{{.Endpoints.docker.Host}}'];
    expect((await find(undefined, env)).url).toBe(await cli(env, ...inspect));
  }
});

test('programs ask the same engine: its address, without the context that led to it', async () => {
  const given = { HOME: home, DOCKER_CONTEXT: 'secure', DOCKER_CONFIG: config(), GH_TOKEN: 'x' };
  const env = programEnv(given, await find(undefined, given));
  expect(env).toMatchObject({
    DOCKER_HOST: 'tcp://192.0.2.7:2376',
    DOCKER_TLS: '1',
    DOCKER_CONFIG: config(),
  });
  expect(env.DOCKER_CERT_PATH).toMatch(/\/tls\/[0-9a-f]{64}\/docker$/);
  expect(env).not.toHaveProperty('DOCKER_CONTEXT');
  expect(env).not.toHaveProperty('GH_TOKEN');
  expect(env.PATH).toContain('/usr/sbin');
});
