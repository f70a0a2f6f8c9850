import { describe, expect, test } from 'vitest';
import type { Reply } from '../../src/core/target.ts';
import { composeDrift } from '../../src/probes/compose-drift.ts';
import { composeImages } from '../../src/probes/compose-images.ts';
import { composeService } from '../../src/probes/compose-service.ts';
import { imageRegistry } from '../../src/probes/image-registry.ts';
import { inspectedAs } from './inspected.ts';
import { absent, data, failed, json, told, type Answers } from './told.ts';

const labels = (service: string) => ({
  'com.docker.compose.project': 'shop',
  'com.docker.compose.service': service,
  'com.docker.compose.project.working_dir': '/srv/shop',
  'com.docker.compose.project.config_files': '/srv/shop/compose.yaml',
});
const ran = (stdout: string, stderr = '', exit = 0): Reply => ({
  ...{ ok: true, exit },
  stdout: new TextEncoder().encode(stdout),
  stderr: new TextEncoder().encode(stderr),
});

const list = 'GET /containers/json?all=1';
const version = 'docker compose version --short';
const base = '-p shop --project-directory /srv/shop -f /srv/shop/compose.yaml';
const config = `docker compose --profile "*" ${base} config --format json`;
const services = `docker compose ${base} config --services`;
const listed = json([
  { Id: 'a1', Names: ['/shop-api-1'], State: 'running', Status: 'Up', Labels: labels('api') },
]);
const declared = (more: object = {}) =>
  ran(JSON.stringify({ name: 'shop', services: { api: { image: 'shop/api:1' }, ...more } }));
const there = { 'GET /networks': json([]), 'GET /volumes': json({ Volumes: null }) };
const project = {
  [list]: listed,
  [version]: ran('2.26.1'),
  [config]: declared(),
  [services]: ran('api'),
};
const sought = { service: 'worker', project: '/srv/shop' };

describe('a service of a project', () => {
  const ask = (args: object, answers: Answers) => told(composeService, args, answers);

  test('is looked up in the files, with every profile', async () => {
    const worker = { worker: { image: 'x', profiles: ['jobs'] } };
    const answers = { ...project, ...there, [config]: declared(worker) };
    const seen = data(await ask(sought, answers));
    expect(seen).toMatchObject({
      verdict: 'profile-inactive',
      profiles: ['jobs'],
      project: 'shop',
    });
  });

  test('is known by the name under which its container was sought', async () => {
    const seen = data(await ask({ container: 'shop-wrker-1' }, { ...project, ...there }));
    expect(seen).toMatchObject({ verdict: 'not-in-project', service: 'wrker' });
  });

  test('cannot be told where Compose refuses all, and its words are the finding', async () => {
    const words = 'env file /srv/shop/.env.worker not found: no such file or directory';
    const answers = { ...project, [config]: ran('', words, 14) };
    expect(data(await ask(sought, answers))).toMatchObject({ verdict: 'invalid', why: words });
  });

  test.each<[string, Reply]>([
    ['not-found', ran('', 'open /srv/shop/compose.yaml: no such file or directory', 14)],
    ['permission', ran('', 'open /srv/shop/.env: permission denied', 1)],
    ['timeout', failed('timeout')],
  ])('is %s where the files could not be read', async (outcome, reply) => {
    expect(await ask(sought, { ...project, [config]: reply })).toMatchObject({ outcome });
  });

  test('wants a project where there are several', async () => {
    const other = { ...labels('x'), 'com.docker.compose.project': 'blog' };
    const both = json([
      { Id: 'a1', Names: ['/a'], State: 'running', Status: 'Up', Labels: labels('api') },
      { Id: 'b1', Names: ['/b'], State: 'running', Status: 'Up', Labels: other },
    ]);
    const result = await ask({ service: 'worker' }, { [list]: both });
    expect(result).toMatchObject({ outcome: 'unreadable' });
  });
});

describe('images of a project', () => {
  const more = { worker: { image: 'shop/worker:7' }, built: { build: {} } };
  const ask = (worker: Reply, built: Reply, service = 'worker') =>
    told(
      composeImages,
      { project: 'shop', service },
      {
        ...{ ...project, [config]: declared(more), [services]: ran('api\nworker\nbuilt') },
        'GET /images/shop/api%3A1/json': json({}),
        'GET /images/shop/worker%3A7/json': worker,
        'GET /images/shop-built/json': built,
      },
    );

  test.each<[string, Reply, Reply, string?]>([
    ['own-absent', absent(), json({})],
    ['other-absent', absent(), json({}), 'api'],
    ['own-not-built', json({}), absent(), 'built'],
    ['all-here', json({}), json({})],
    // What is built here `up` makes itself.
    ['all-here', json({}), absent(), 'api'],
  ])('%s', async (verdict, worker, built, service) => {
    expect(data(await ask(worker, built, service))).toMatchObject({ verdict });
  });

  test('one that could not be looked at is none that is absent', async () => {
    expect(await ask(failed('timeout'), json({}))).toMatchObject({ outcome: 'timeout' });
  });
});

test.each<[string, string]>([
  ['unknown', 'manifest unknown: manifest unknown'],
  ['refused', 'Head "https://r/v2/x/manifests/1": no basic auth credentials'],
  ['refused', 'unauthorized: authentication required'],
  ['refused', 'denied: requested access to the resource is denied'],
  ['no-answer', 'Get "https://r/v2/": dial tcp: lookup r on 192.0.2.53:53: no such host'],
  ['no-answer', 'Get "http://r/v2/": dial tcp 192.0.2.5:5000: connect: connection refused'],
])('a registry that answers %s: %s', async (answer, message) => {
  const path = 'GET /distribution/shop/api%3A1/json';
  const result = await told(
    imageRegistry,
    { image: 'shop/api:1' },
    { [path]: json({ message }, 500) },
  );
  expect(data(result)).toMatchObject({ answer, words: message });
});

describe('what is deployed against what is declared', () => {
  const path = 'GET /containers/shop-api-1/json';
  const id = 'c0ffee'.repeat(11).slice(0, 64);
  const image = 'GET /images/shop/api%3A1/json';
  const seen = (more: object) =>
    json(
      inspectedAs({
        name: 'shop-api-1',
        config: { Labels: labels('api'), Cmd: ['serve'], ...more },
      }),
    );
  const ask = (answers: Answers) => told(composeDrift, { container: 'shop-api-1' }, answers);
  const all = (command: object, more: object = {}) => ({
    ...{ [path]: seen(more), [`GET /containers/${id}/json`]: seen(more), [version]: ran('2.26.1') },
    [config]: declared({ api: { image: 'shop/api:1', ...command } }),
    [image]: json({ Id: 'sha256:beef', Config: { Env: ['PATH=/usr/bin:/bin'], Cmd: ['serve'] } }),
  });

  test.each<[string, object]>([
    ['same-command', {}],
    ['same-command', { command: ['serve'] }],
    ['other-command', { command: ['serve', '--fast'] }],
    ['other-command', { entrypoint: ['sh'] }],
  ])('%s: %j', async (verdict, command) => {
    expect(data(await ask(all(command)))).toMatchObject({
      verdict,
      image: 'same',
      environment: 'same',
    });
  });

  test('an image that has moved on differs, and so does one that is gone', async () => {
    const moved = json({
      Id: 'sha256:cafe',
      Config: { Env: ['PATH=/usr/bin:/bin'], Cmd: ['serve'] },
    });
    expect(data(await ask({ ...all({}), [image]: moved }))).toMatchObject({ image: 'differs' });
    expect(data(await ask({ ...all({}), [image]: absent() }))).toMatchObject({ image: 'differs' });
  });

  test('nothing declares what Compose did not make', async () => {
    expect(data(await ask({ [path]: seen({ Labels: {} }) }))).toMatchObject({
      verdict: 'no-project',
    });
  });

  test('its files may have dropped it', async () => {
    const web = ran(JSON.stringify({ services: { web: {} } }));
    const { [image]: _, ...answers } = { ...all({}), [config]: web };
    expect(data(await ask(answers))).toMatchObject({ verdict: 'not-declared' });
  });
});
