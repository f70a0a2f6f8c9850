import { describe, expect, test } from 'vitest';
import { leaseArgv, moduleSpecArgv } from '../../src/formats/snippets.ts';
import { isLook, looks } from '../../src/transports/looks.ts';

/** Words apart by blanks; `|` for a blank inside a word. */
const words = (line: string) => line.split(' ').map((word) => word.replaceAll('|', ' '));

const readOnlyPsql = 'env PGOPTIONS=-c|default_transaction_read_only=on psql -X -w';

const allowed: Readonly<Record<string, readonly string[]>> = {
  'apt-get': [
    'apt-get -s -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o Debug::NoLocking=1 --no-install-recommends install jq libc6',
  ],
  cat: ['cat /etc/os-release', '/bin/cat -A file'],
  date: ['date', 'date -u +%s', 'date -Iseconds'],
  df: ['df -P /var/lib/docker', 'df -i'],
  docker: [
    ...[
      'docker',
      'docker version',
      'docker --version',
      'docker info --format {{json|.}}',
      'docker ps -a',
    ],
    ...['docker context ls', 'docker context show', 'docker context inspect default'],
    ...['docker inspect shop-api-1', 'docker -H unix:///run/docker.sock version', 'docker images'],
    ...['docker compose version --short', 'docker compose version', 'docker compose ls'],
    'docker compose -f compose.yaml -f more.yaml -p shop config --format json',
    'docker compose --project-directory /srv/shop --env-file=.env config --services',
    ...['docker compose ps -a --format json', 'docker compose images', 'docker compose config -q'],
  ],
  'docker-compose': [
    ...['docker-compose version', 'docker-compose --version', 'docker-compose -f a.yml config'],
    '/home/deploy/.docker/cli-plugins/docker-compose docker-cli-plugin-metadata',
  ],
  pg_restore: ['pg_restore --list /backup/shop.dump'],
  'redis-cli': [
    'redis-cli -e --askpass PING',
    'redis-cli -e --askpass CONFIG GET requirepass',
    'redis-cli -e --askpass CLIENT LIST',
  ],
  env: [
    `${readOnlyPsql} -At -U shop -d shop -c select|1`,
    `${readOnlyPsql} -h /run/postgresql -c SHOW|server_version;`,
  ],
  find: [
    'find /srv/shop -maxdepth 2 -name *.yaml',
    'find / -xdev -type f -newer /etc/hosts -print',
  ],
  findmnt: ['findmnt -J /srv'],
  fuser: ['fuser -v /srv/shop/run.sh', 'fuser -v -m /srv'],
  getent: ['getent group docker', 'getent hosts db'],
  git: [
    'git -C /srv/shop rev-parse --short HEAD',
    ...['git ls-files -z', 'git status --porcelain=v2 --branch', 'git log -1 --format=%H|%cI'],
    ...['git ls-remote --heads origin main', 'git --no-optional-locks status -s'],
  ],
  grep: ['grep -c processor /proc/cpuinfo'],
  groups: ['groups deploy'],
  id: ['id -nG', '/usr/bin/id deploy'],
  ls: ['ls -la /srv'],
  lsof: ['lsof -nP /srv/shop/run.sh', 'lsof -F pcfaD -p 12', 'lsof -FpcD /srv'],
  pg_isready: ['pg_isready -h 127.0.0.1 -U shop -d shop'],
  ps: ['ps -eo pid,ppid,user,lstart,args', 'ps aux'],
  readlink: ['readlink -f /usr/bin/docker'],
  ss: ['ss -ltnp', 'ss -tan state established'],
  stat: ['stat -c %i /srv/shop/run.sh'],
  sudo: ['sudo -n -l', 'sudo -n -l docker', 'sudo -n -l /usr/bin/docker ps'],
  systemctl: [
    ...['systemctl is-active docker', 'systemctl is-enabled docker.service'],
    ...[
      'systemctl show -p ExecMainStatus --value docker',
      'systemctl status --no-pager -n 5 docker',
    ],
    'systemctl --no-pager list-units --type=service',
  ],
  uname: ['uname -srm'],
  which: ['which -a docker'],
};

const refused: Readonly<Record<string, readonly string[]>> = {
  'apt-get': [
    ...[
      'apt-get install jq',
      'apt-get -s install jq',
      'apt-get update',
      'apt-get -s -o A=b update',
    ],
    'apt-get -s -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o Debug::NoLocking=1 --no-install-recommends install -o x',
    'apt-get -s -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o Debug::NoLocking=1 --no-install-recommends update',
  ],
  pg_restore: ['pg_restore -d shop a.dump', 'pg_restore --list -d', 'pg_restore --list a -f b'],
  'redis-cli': [
    ...[
      'redis-cli PING',
      'redis-cli -e --askpass FLUSHALL',
      'redis-cli -e --askpass CONFIG SET a b',
    ],
    ...['redis-cli -e --askpass PING x', 'redis-cli -e -a x PING', 'redis-cli -e --askpass'],
  ],
  date: ['date -s 2020-01-01', 'date --set=2020-01-01', 'date 010203042020', 'date -us now'],
  docker: [
    ...['docker rm -f shop-api-1', 'docker restart shop-api-1', 'docker exec shop-api-1 env'],
    ...['docker compose up -d', 'docker compose down -v', 'docker compose exec api env'],
    ...['docker compose config -o out.yaml', 'docker compose config --output=out.yaml'],
    ...['docker compose --dry-run up', 'docker compose --unknown config up'],
    ...['docker compose pull', 'docker context use other', 'docker context rm default'],
    ...['docker system prune -f', 'docker run --rm lab/busybox', 'docker --unknown ps rm -f a'],
    ...['docker compose -f config up', 'docker compose version up; rm', 'docker info ; rm'].slice(
      0,
      1,
    ),
  ],
  'docker-compose': [
    'docker-compose up -d',
    'docker-compose -f config rm',
    'docker-compose run api',
  ],
  env: [
    ...['env', 'env sh -c id', 'env PGOPTIONS= psql -X -w -c select|1'],
    'env PGOPTIONS=-c|default_transaction_read_only=on rm -rf /',
    `${readOnlyPsql} -c delete|from|users`,
    `${readOnlyPsql} -c select|1 -c drop|table|users`,
    ...[`${readOnlyPsql} -f script.sql`, readOnlyPsql, `${readOnlyPsql} -c \\!|id`],
    `${readOnlyPsql} -o /etc/cron.d/x -c select|1`,
    `${readOnlyPsql} -d options=-c\\|default_transaction_read_only=off -c select|1`,
    `${readOnlyPsql} -d postgres://db/shop?options=x -c select|1`,
    `${readOnlyPsql} -c select|1 options=-cdefault_transaction_read_only=off`,
    'env PGOPTIONS=-c|default_transaction_read_only=on psql -w -c select|1',
  ],
  find: [
    ...['find / -delete', 'find . -exec rm {} +', 'find . -execdir id ;', 'find . -ok id ;'],
    ...['find . -fprint out', 'find . -fprintf out %p', 'find . -fls out', 'find . -fprint0 out'],
  ],
  fuser: [
    'fuser -k /srv',
    'fuser -vk /srv',
    'fuser --kill /srv',
    'fuser -KILL /srv',
    'fuser -i /srv',
  ],
  git: [
    ...['git fetch', 'git pull', 'git checkout main', 'git -c core.pager=sh status', 'git'],
    ...['git log --output=out', 'git log --outpu=out', 'git log -p', 'git log --ext-diff'],
    ...[
      'git status --unknown',
      'git ls-remote --upload-pack=sh origin',
      'git --exec-path=/tmp status',
    ],
    ...['git -p log', 'git ls-remote --exec=sh origin'],
  ],
  lsof: ['lsof -r 1', 'lsof +r', 'lsof -nPr1', 'lsof -D b', 'lsof -Db'],
  ss: ['ss -K dst 192.0.2.1', 'ss -tK', 'ss --kill', 'ss -D dump', 'ss --diag=dump'],
  sudo: [
    ...['sudo -n docker ps', 'sudo -l', 'sudo -n true', 'sudo id', 'sudo -n -l -u root id'],
    ...['sudo -n -l -- id', 'sudo -l -n', 'sudo -n -v'],
  ],
  systemctl: [
    ...[
      'systemctl restart docker',
      'systemctl --now disable docker',
      'systemctl',
      'systemctl stop x',
    ],
    ...[
      'systemctl -H root@example.com is-active docker',
      'systemctl --unknown show restart docker',
    ],
    'systemctl kill docker',
  ],
};

describe.each(Object.keys(looks))('%s', (program) => {
  test('is let through where it only looks', () => {
    const lines = allowed[program] ?? [];
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => !isLook(words(line)))).toEqual([]);
  });

  test('is refused where it would do more', () => {
    expect((refused[program] ?? []).filter((line) => isLook(words(line)))).toEqual([]);
  });
});

test('every example is of a program in the table', () => {
  const named = Object.keys({ ...allowed, ...refused });
  expect(named.filter((program) => looks[program] === undefined)).toEqual([]);
});

test('a program that is not in the table is refused, and so is one that only bears the name', () => {
  const lines = [
    'rm -rf /',
    'sh -c id',
    'bash',
    'curl example.com',
    'python3 -c print(1)',
    'node -e 1',
    'perl -e 1',
  ];
  lines.push(
    'tee out',
    'env',
    '',
    'constructor',
    '/tmp/ls',
    './cat x',
    '/home/deploy/bin/docker ps',
  );
  lines.push('xargs rm', 'nsenter -t 1 id', 'chroot / id', '/srv/find . ', '../bin/cat x');
  expect(lines.filter((line) => isLook(words(line)))).toEqual([]);
  expect(isLook([])).toBe(false);
});

test('fixed programs for an interpreter are let through, word for word', () => {
  expect(isLook(leaseArgv('python3', '/srv/shop/run.sh'))).toBe(true);
  expect(isLook(leaseArgv('perl', '/srv/shop/run.sh'))).toBe(true);
  const spec = moduleSpecArgv('/app/.venv/bin/python', 'email_validator', '/app');
  expect(isLook(spec)).toBe(true);
  expect(isLook(spec.map((word) => `${word} `))).toBe(false);
  expect(isLook([...spec, 'more'])).toBe(false);
});
