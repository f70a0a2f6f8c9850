import { describe, expect, it, test } from 'vitest';
import { blindOutcomes } from '../../src/core/outcome.ts';
import { networkName } from '../../src/probes/network-name.ts';
import { askOn, type FakeContainer, type FakeHost } from './fake-host.ts';
import { data, failed } from './told.ts';

const net = 'shop_default';
const old = '2026-11-20T09:00:00Z';
const api: FakeContainer = {
  networks: { [net]: { ip: '172.18.0.3' } },
  labels: project('shop', 'api'),
};
const db: FakeContainer = {
  command: ['docker-entrypoint.sh', 'postgres'],
  networks: { [net]: { ip: '172.18.0.2', aliases: ['db'] } },
  labels: project('shop', 'db'),
  processes: [{ pid: 42, command: 'postgres' }],
  listens: [5432],
};

function project(name: string, service: string) {
  return { 'com.docker.compose.project': name, 'com.docker.compose.service': service };
}

const ask = (
  containers: Record<string, FakeContainer>,
  args: object = {},
  more: Partial<FakeHost> = {},
) =>
  askOn({ containers, ...more }, networkName, {
    container: 'api',
    host: 'db',
    port: 5432,
    ...args,
  });

describe('a name', () => {
  it('is the container that bears it as an alias in a shared network', async () => {
    expect(data(await ask({ api, db }))).toMatchObject({
      verdict: 'container',
      container: 'db',
      address: '172.18.0.2',
      from: '172.18.0.3',
    });
  });

  it.each(['DB', `db.${net}`])('may be written as %s', async (host) => {
    expect(data(await ask({ api, db }, { host }))).toMatchObject({ verdict: 'container' });
  });

  it('may be an address of that network', async () => {
    expect(data(await ask({ api, db }, { host: '172.18.0.2' }))).toMatchObject({ container: 'db' });
  });

  it('stands for several servers where two bear it', async () => {
    const second = {
      ...db,
      networks: { [net]: { ip: '172.18.0.9', aliases: ['db'] } },
      processes: [{ pid: 43, command: 'postgres' }],
    };
    expect(data(await ask({ api, db, second }))).toMatchObject({
      verdict: 'several',
      containers: ['db', 'second'],
    });
  });

  it('stands for one server where it shares two networks', async () => {
    const both = {
      [net]: { ip: '172.18.0.2', aliases: ['db'] },
      back: { ip: '172.19.0.2', aliases: ['db'] },
    };
    const caller = {
      ...api,
      networks: { [net]: { ip: '172.18.0.3' }, back: { ip: '172.19.0.3' } },
    };
    expect(data(await ask({ api: caller, db: { ...db, networks: both } }))).toMatchObject({
      verdict: 'container',
    });
  });

  it('may belong to another project', async () => {
    const theirs = { ...db, labels: project('crm', 'db') };
    expect(data(await ask({ api, db: theirs }))).toMatchObject({ verdict: 'other-project' });
  });

  it('means nothing in the default bridge, which has no resolver', async () => {
    const on = (ip: string, aliases: string[] = []) => ({ networks: { bridge: { ip, aliases } } });
    const host = { dial: { 'db:5432': 'name-unknown' } } as const;
    const result = await ask(
      { api: on('172.17.0.3'), db: { ...db, ...on('172.17.0.2', ['db']) } },
      {},
      host,
    );
    expect(result).toMatchObject({ outcome: 'not-found' });
  });

  it('may stand in the hosts file of the container', async () => {
    const caller = { ...api, files: { '/etc/hosts': '10.9.8.7 db # by hand\n' } };
    expect(
      data(await ask({ api: caller }, {}, { dial: { '10.9.8.7:5432': 'connected' } })),
    ).toMatchObject({
      verdict: 'elsewhere',
      address: '10.9.8.7',
    });
  });

  it('may be a machine elsewhere', async () => {
    const host = { dial: { 'db.example.com:5432': 'connected' } } as const;
    expect(data(await ask({ api }, { host: 'db.example.com' }, host))).toMatchObject({
      verdict: 'elsewhere',
    });
  });
});

describe('localhost', () => {
  const local = { host: 'localhost' };
  const hosts = { '/etc/hosts': '127.0.0.1\tlocalhost\n::1\tlocalhost\n' };

  it('is the container itself', async () => {
    const result = data(
      await ask(
        { api: { ...api, files: hosts, processes: [{ pid: 9, command: 'x' }] }, db },
        local,
      ),
    );
    expect(result).toMatchObject({ verdict: 'silent', container: 'api' });
    expect(result['excerpt']).toContain('the container itself');
  });

  const onHost = { host: { NetworkMode: 'host' }, networks: {}, files: hosts };
  it('is the host, where the container uses its network', async () => {
    const host = { dial: { '127.0.0.1:5432': 'connected' } } as const;
    expect(data(await ask({ api: onHost }, local, host))).toMatchObject({ verdict: 'this-host' });
  });

  it('is a container that publishes the port there', async () => {
    const ports = [{ ip: '127.0.0.1', from: 6000, to: 5432 }];
    expect(
      data(await ask({ api: onHost, db: { ...db, ports } }, { ...local, port: 6000 })),
    ).toMatchObject({
      verdict: 'container',
      container: 'db',
      address: '127.0.0.1',
      port: 6000,
    });
  });

  it('is a server that uses the network of the host as well', async () => {
    const server = {
      ...db,
      networks: {},
      host: { NetworkMode: 'host' },
      config: { ExposedPorts: { '5432/tcp': {} } },
    };
    expect(data(await ask({ api: onHost, db: server }, local))).toMatchObject({ container: 'db' });
  });
});

test('the address of the host leads to a port that a container publishes everywhere', async () => {
  const caller = { ...api, files: { '/etc/hosts': '172.18.0.1 host.docker.internal\n' } };
  const elsewhere = { ...db, networks: { other: { ip: '172.30.0.2' } } };
  const at = (ip: string) => ({ ...elsewhere, ports: [{ ip, from: 6000, to: 5432 }] });
  const args = { host: 'host.docker.internal', port: 6000 };
  expect(data(await ask({ api: caller, db: at('0.0.0.0') }, args))).toMatchObject({
    container: 'db',
  });
  // Published on the loopback of the host it is not open to containers.
  const host = { dial: { '172.18.0.1:6000': 'refused' } } as const;
  expect(data(await ask({ api: caller, db: at('127.0.0.1') }, args, host))).toMatchObject({
    verdict: 'silent',
  });
});

describe('nothing answers', () => {
  const unknown = { dial: { 'db:5432': 'name-unknown' } } as const;
  it('where the server has stopped, and its name with it', async () => {
    const result = await ask({ api, db: { ...db, stopped: true } });
    expect(result).toMatchObject({
      outcome: 'not-found',
      detail: 'db is called db, and it is exited',
    });
  });

  it('where the server shares no network', async () => {
    const apart = { ...db, networks: { other: { ip: '172.30.0.2', aliases: ['db'] } } };
    const result = await ask({ api, db: apart }, {}, unknown);
    expect(result).toMatchObject({
      detail: 'db is called db, but it shares no network with the container',
    });
  });

  it('where a container of another project alone has that name', async () => {
    const theirs = {
      ...db,
      networks: { other: { ip: '172.30.0.2', aliases: ['db'] } },
      labels: project('crm', 'db'),
    };
    const result = await ask({ api, crm: theirs }, {}, unknown);
    expect(result).toMatchObject({
      detail: 'nothing is called db in the networks of the container, nor outside',
    });
  });

  it('where the server listens on another port', async () => {
    expect(data(await ask({ api, db: { ...db, listens: [6000] } }))).toMatchObject({
      verdict: 'silent',
    });
  });

  it('yet, where the server started a moment ago', async () => {
    const young = { ...db, listens: [], state: { StartedAt: '2026-11-23T11:59:30Z' } };
    expect(data(await ask({ api, db: young }))).toMatchObject({ verdict: 'starting' });
    const long = { ...db, listens: [], state: { StartedAt: old } };
    expect(data(await ask({ api, db: long }))).toMatchObject({ verdict: 'silent' });
  });

  it('but does at the name that is declared now', async () => {
    const args = { host: 'olddb', 'other-host': 'db', 'other-port': 5432 };
    const host = { dial: { 'olddb:5432': 'name-unknown' } } as const;
    expect(data(await ask({ api, db }, args, host))).toMatchObject({
      verdict: 'declared-answers',
      other: 'listening',
    });
    const gone = { dial: { ...host.dial, 'db:5432': 'name-unknown' } } as const;
    expect(await ask({ api }, args, gone)).toMatchObject({ outcome: 'not-found' });
  });
});

it('a host that cannot be made out is taken from what another reader sees', async () => {
  const args = { host: '', 'whole-host': 'db', 'whole-port': 5432 };
  expect(data(await ask({ api, db }, args))).toMatchObject({ verdict: 'container', host: 'db' });
  expect(await ask({ api, db }, { host: '' })).toMatchObject({ outcome: 'unreadable' });
});

it('a server that the operator names is taken, whatever the name says', async () => {
  expect(data(await ask({ api, db }, { host: 'nowhere', override: 'db' }))).toMatchObject({
    verdict: 'container',
    container: 'db',
    address: '172.18.0.2',
  });
});

it.each(['/var/run/postgresql', 'a,b'])('%s is not worked out', async (host) => {
  expect(await ask({ api, db }, { host })).toMatchObject({ outcome: 'unreadable' });
});

test.each(blindOutcomes)('a look that ends in %s is no finding', async (outcome) => {
  const list: FakeHost['instead'] = (request) =>
    request.kind === 'docker' && request.path === '/containers/json' ? failed(outcome) : undefined;
  expect(await ask({ api, db }, {}, { instead: list })).toMatchObject({ outcome });
  const resolver: FakeHost['instead'] = (request) =>
    request.kind === 'dial' ? failed(outcome) : undefined;
  expect(await ask({ api }, {}, { instead: resolver })).toMatchObject({ outcome });
});

it('a port that cannot be read from the host is tried', async () => {
  const instead: FakeHost['instead'] = (request) =>
    request.kind === 'read' && request.path.startsWith('/proc') ? failed('permission') : undefined;
  const dial = { '172.18.0.2:5432': 'connected' } as const;
  expect(data(await ask({ api, db }, {}, { instead, dial }))).toMatchObject({
    verdict: 'container',
  });
});

describe('a name that nothing bears now', () => {
  const stopped: FakeContainer = { ...db, stopped: true, networks: {} };
  const unknown = { dial: { 'db:5432': 'name-unknown' } } as const;
  const stranger = { labels: project('crm', 'db'), networks: { crm: { ip: '172.30.0.2' } } };

  it("is told of the project's own container before a stranger's of that name", async () => {
    const containers = { db: stranger, api, 'shop-db-1': stopped };
    const result = await ask(containers, {}, unknown);
    const detail = 'shop-db-1 is called db, and it is exited';
    expect(result).toMatchObject({ outcome: 'not-found', detail });
  });

  it('is told so on a host with more containers than are asked', async () => {
    const crowd = Object.fromEntries(
      Array.from({ length: 220 }, (_, at) => [`other-${String(at)}`, stranger]),
    );
    const containers = { ...crowd, api, 'shop-db-1': stopped };
    expect(await ask(containers, {}, unknown)).toMatchObject({
      detail: 'shop-db-1 is called db, and it is exited',
    });
  });
});

it('an application that is gone does not say that nothing has the name', async () => {
  const answer = await ask({ db }, {});
  expect(answer).toMatchObject({ outcome: 'unreadable', subject: expect.stringContaining('api') });
  const named = await ask({ api }, { override: 'db' });
  expect(named).toMatchObject({ outcome: 'unreadable' });
});
