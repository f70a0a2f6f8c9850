import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { scratch } from './program.ts';

/** A Docker engine of these answers; a path that it does not know, it never answers. */
export const engine = async (answers: Readonly<Record<string, unknown>>) => {
  const socket = path.join(scratch(), 'docker.sock');
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const place = (request.url ?? '').replace(/^\/v[\d.]+/, '').replace(/\?.*/, '');
    asked.push(place);
    if (place in answers)
      response
        .setHeader('Api-Version', '1.41')
        .setHeader('Content-Type', 'application/json')
        .end(JSON.stringify(answers[place]));
  });
  await new Promise<void>((ready) => server.listen(socket, ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { DOCKER_HOST: `unix://${socket}`, asked };
};

export const quiet = {
  '/_ping': 'OK',
  '/version': { Version: '20.10.24', ApiVersion: '1.41', Os: 'linux', Arch: 'amd64' },
  '/containers/json': [],
};

const check = (output: string, code: number) => ({
  Status: 'unhealthy',
  FailingStreak: 3,
  Log: [
    {
      Start: '2026-11-20T09:00:05Z',
      End: '2026-11-20T09:00:06Z',
      ExitCode: code,
      Output: output,
    },
  ],
});

const unhealthy = (name: string, StartedAt: string) => ({
  Id: name.repeat(64).slice(0, 64),
  Name: `/${name}`,
  Created: '2026-11-20T08:00:00Z',
  Image: 'sha256:beef',
  State: {
    Status: 'running',
    Running: true,
    Restarting: false,
    OOMKilled: false,
    Pid: 4711,
    ExitCode: 0,
    StartedAt,
    FinishedAt: '0001-01-01T00:00:00Z',
    Health: check(
      'OCI runtime exec failed: exec: "/bin/sh": stat /bin/sh: no such file or directory',
      -1,
    ),
  },
  Config: {
    Image: 'shop',
    Env: ['PATH=/bin'],
    Hostname: name,
    Labels: {},
    Healthcheck: { Test: ['CMD-SHELL', 'curl -f http://127.0.0.1:3000/'] },
  },
  HostConfig: { NetworkMode: 'bridge' },
  NetworkSettings: { Ports: {}, Networks: {} },
});

const listed = (name: string) => ({
  Id: name.repeat(64).slice(0, 64),
  Names: [`/${name}`],
  Image: 'shop',
  State: 'running',
  Status: 'Up 3 minutes (unhealthy)',
  Created: 1,
  Labels: {},
});

/** The time in an answer at which the fixture `breaks.cjs` lets the program fail. */
const breaking = '1999-09-09T09:09:09Z';

/** Two containers whose check has no shell: one is told, at the other the program breaks. */
export const oneBreaks = {
  ...quiet,
  '/containers/json': [listed('a'), listed('b')],
  '/containers/a/json': unhealthy('a', '2026-11-20T09:00:00Z'),
  '/containers/b/json': unhealthy('b', breaking),
};
