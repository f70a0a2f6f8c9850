import { describe, expect, it } from 'vitest';
import { shellLines } from '../../src/core/commands.ts';
import type { Request } from '../../src/core/target.ts';

const docker = (path: string, query?: Readonly<Record<string, string>>): Request => ({
  kind: 'docker',
  method: 'GET',
  path,
  ...(query && { query }),
});

const id = 'dfc7dab682e4d4fdb23ebef689626268b3bdff156264594bd9637af9286c4ca4';

const asked: readonly (readonly [Request, string])[] = [
  [docker('/containers/shop-api-1/json'), 'docker inspect shop-api-1'],
  [docker('/containers/json', { all: '1' }), 'docker ps -a'],
  [
    docker(`/containers/${id}/logs`, { timestamps: '1', tail: '2000', stdout: '1' }),
    'docker logs -t --tail 2000 dfc7dab682e4',
  ],
  [docker('/containers/shop-api-1/top'), 'docker top shop-api-1'],
  [docker('/images/shop%2Fapi%3A1/json'), 'docker image inspect shop/api:1'],
  [docker('/volumes/shop_data'), 'docker volume inspect shop_data'],
  [docker('/networks/shop_default'), 'docker network inspect shop_default'],
  [docker('/version'), 'docker version'],
  [
    docker('/containers/shop-api-1/archive', { path: '/etc/odd name' }),
    "docker cp 'shop-api-1:/etc/odd name' - | tar tv",
  ],
  [
    docker('/distribution/shop/json', { x: '1' }),
    "curl -sS --unix-socket /var/run/docker.sock 'http://localhost/distribution/shop/json?x=1'",
  ],
  [
    { kind: 'read', path: '/run/secrets/db', in: 'shop-db-1', maxBytes: 4096 },
    'docker cp -L shop-db-1:/run/secrets/db - | tar xO | head -c 4096',
  ],
  [
    { kind: 'read', path: '/var/log/syslog', from: 'end', maxBytes: 10 },
    'tail -c 10 /var/log/syslog',
  ],
  [{ kind: 'stat', path: "/srv/it's", follow: true }, "stat -L '/srv/it'\\''s'"],
  [{ kind: 'stat', path: '/w', in: id }, 'docker cp dfc7dab682e4:/w - | tar tv'],
  [{ kind: 'list', path: '/srv' }, 'ls -la /srv'],
  [
    { kind: 'exec', argv: ['python3', '-c', 'import a'], in: 'shop-api-1', as: 'app', cwd: '/app' },
    "docker exec -u app -w /app shop-api-1 python3 -c 'import a'",
  ],
  [{ kind: 'exec', argv: ['docker', 'compose', 'ls'] }, 'docker compose ls'],
  [
    { kind: 'http', method: 'HEAD', url: 'http://127.0.0.1:8000/?a=1&b=2' },
    "curl -sS -I 'http://127.0.0.1:8000/?a=1&b=2'",
  ],
  [{ kind: 'dial', host: '192.0.2.1', port: 5432 }, 'nc -vz -w 3 192.0.2.1 5432'],
  [
    {
      kind: 'postgres',
      host: '/proc/7/root/run/.s.PGSQL.5432',
      port: 5432,
      user: 'a',
      database: 'b',
    },
    "psql -h /proc/7/root/run -p 5432 -U a -d b -c 'select 1'",
  ],
  [{ kind: 'clock' }, 'date'],
  [{ kind: 'wait', ms: 1500 }, 'sleep 2'],
];

describe('a request, as a person would ask it', () => {
  it.each(asked)('%j', (request, line) => {
    expect(shellLines(request)).toEqual([line]);
  });
});
