import { describe, expect, test } from 'vitest';
import { checksIn } from '../../src/formats/deploy-script.ts';
import { waitsIn } from '../../src/formats/script-wait.ts';

const inside = (container: string, tool: string, byShell = false) => ({
  where: 'container',
  container,
  tool,
  byShell,
});

describe('a deploy script asks', () => {
  test.each([
    ['docker exec shop-web-1 wget -qO- http://localhost/', [inside('shop-web-1', 'wget')]],
    ['docker compose exec -T web curl -f localhost', [inside('web', 'curl')]],
    ['docker-compose -f a.yaml -p shop exec -u app -e A=1 web curl x', [inside('web', 'curl')]],
    ['sudo docker compose --profile x exec web /usr/bin/curl x', [inside('web', '/usr/bin/curl')]],
    [
      "docker exec -i web sh -c 'wget -q x || nc -z x 80'",
      [inside('web', 'wget', true), inside('web', 'nc', true)],
    ],
    ['if ! docker exec $NAME curl -f x >/dev/null 2>&1; then', [inside('$NAME', 'curl')]],
    ['docker exec web bin/rails db:migrate', []],
    ['docker exec web wget', [inside('web', 'wget')]],
    ['# docker exec web wget x', []],
    ['echo "docker exec web wget x"', []],
    ['curl -f https://example.com/health', []],
  ])('%s', (line, expected) => {
    expect(checksIn(line)).toMatchObject(expected);
    expect(checksIn(line)).toHaveLength(expected.length);
  });

  test('by a variable that it sets itself', () => {
    expect(checksIn('C=shop-web-1\ndocker exec "$C" curl -f x')).toMatchObject([
      { line: 2, ...inside('shop-web-1', 'curl') },
    ]);
    expect(checksIn('C=a\nC=b\ndocker exec $C curl x')).toMatchObject([inside('$C', 'curl')]);
  });

  test('on the host, over several lines', () => {
    expect(checksIn('set -e\ncurl -fsS \\\n  http://localhost:3001/health')).toMatchObject([
      { where: 'host', line: 2, url: { port: 3001, path: '/health' } },
    ]);
  });

  test("for the engine's own verdict", () => {
    const line = "docker inspect --format '{{.State.Health.Status}}' shop-web-1";
    expect(checksIn(`until [ "$(${line})" = healthy ]; do sleep 1; done\n${line}`)).toMatchObject([
      { where: 'engine', line: 1 },
      { where: 'engine', line: 2 },
    ]);
  });
});

describe('a deploy script waits', () => {
  const ask = 'curl -fsS -m 2 http://localhost/ && exit 0';
  test.each([
    [`for i in 1 2 3; do ${ask}; sleep 5; done`, 15, 21],
    [`for i in $(seq 1 10); do\n${ask}\nsleep 3\ndone`, 30, 50],
    [`for i in $(seq 10); do\n${ask}\nsleep 3\ndone`, 30, 50],
    [`for i in {1..4}; do\n${ask}\nsleep 0.5\ndone`, 2, 10],
    [`for ((i=0; i<5; i++)); do\n${ask}\nsleep 1\ndone`, 5, 15],
    [`MAX=6\nfor i in $(seq 1 $MAX); do\n${ask}\nsleep 1\ndone`, 6, 18],
    [`MAX_RETRIES=6\nuntil ${ask}; do\nsleep 2\ndone`, 12, 24],
    [`n=0\nuntil ${ask}; do\nn=$((n+1))\n[ $n -ge 4 ] && exit 1\nsleep 2\ndone`, 8, 16],
    [`timeout 60 bash -c 'until ${ask}; do sleep 2; done'`, 60, 60],
    ['docker compose up -d --wait --wait-timeout 30', 30, 30],
    [`docker compose up -d\nsleep 20\nfor i in 1 2; do\n${ask}\nsleep 5\ndone`, 30, 34],
  ])('%j: %s to %s s', (script, least, most) => {
    const [wait] = waitsIn(script);
    expect([wait?.leastMs, wait?.mostMs]).toEqual([least * 1000, most * 1000]);
  });

  test.each([
    ['while true; do date; sleep 5; done'],
    [`for file in *.sql; do ${ask}; sleep 1; done`],
    [`# for i in 1 2 3; do ${ask}; sleep 1; done`],
    [`for i in 1 2 3; do ${ask}; done`],
  ])('nobody knows how long: %s', (script) => {
    expect(waitsIn(script)).toEqual([]);
  });

  test.each([
    ['docker compose up -d\n# now\necho waiting', true],
    ['docker compose up -d\nsleep 3', true],
    ['docker compose up -d\n./migrate.sh', false],
    ['echo begin', false],
  ])('right after the start of the containers (%j): %s', (before, atOnce) => {
    expect(waitsIn(`${before}\nfor i in 1 2; do\n${ask}\nsleep 1\ndone`)).toMatchObject([
      { atOnce },
    ]);
  });
});
