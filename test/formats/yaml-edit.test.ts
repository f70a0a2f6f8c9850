import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { setInYaml } from '../../src/formats/yaml-edit.ts';

const block = [
  '# the shop',
  'services:',
  '  web: # the pages',
  '    image: shop/web   # pinned elsewhere',
  '    healthcheck:',
  '      test:',
  '        - CMD',
  '        - curl',
  "      interval: '5s' # often",
  '',
  '  db:',
  '    image: postgres',
  '',
].join('\n');

const edited = (text: string, path: readonly (string | number)[], value: unknown): string => {
  const made = setInYaml(text, path, value);
  if (!made.ok) throw new Error(made.problem);
  return made.text;
};

describe('a value in a YAML text', () => {
  test.each<[string, string, readonly (string | number)[], unknown, string]>([
    [
      'a block list becomes a line, and the comment behind the next key stays',
      block,
      ['services', 'web', 'healthcheck', 'test'],
      ['CMD', 'wget', '-O-'],
      block.replace('        - CMD\n        - curl\n', '        ["CMD","wget","-O-"]\n'),
    ],
    [
      'a scalar keeps the comment behind it',
      block,
      ['services', 'web', 'image'],
      'shop/web:2',
      block.replace('image: shop/web   #', 'image: "shop/web:2"   #'),
    ],
    [
      'a new key stands before the first, as deep as that',
      block,
      ['services', 'db', 'healthcheck', 'interval'],
      '9s',
      block.replace(
        '    image: postgres',
        '    healthcheck: {"interval":"9s"}\n    image: postgres',
      ),
    ],
    [
      'JSON stays JSON',
      '{"services": {"web": {"image": "a"}}}',
      ['services', 'web', 'healthcheck'],
      { test: 'x' },
      '{"services": {"web": {"healthcheck": {"test":"x"},"image": "a"}}}',
    ],
    [
      'an item of a list',
      'environment:\n  - A=1\n  - B=2 # both\n',
      ['environment', 1],
      'B=3',
      'environment:\n  - A=1\n  - "B=3" # both\n',
    ],
    [
      'line ends of another system stay',
      'a:\r\n  b: 1\r\n  c: 2\r\n',
      ['a', 'd'],
      3,
      'a:\r\n  d: 3\r\n  b: 1\r\n  c: 2\r\n',
    ],
  ])('%s', (_, text, path, value, wanted) => {
    const made = edited(text, path, value);
    expect(made).toBe(wanted);
    const found = path.reduce<unknown>(
      (at, key) => (at as Readonly<Record<string | number, unknown>>)[key],
      parse(made),
    );
    expect(found).toEqual(value);
  });

  it.each([
    ['what an anchor shares', 'x: &x {a: 1}\nservices: {web: *x}\n', ['services', 'web', 'a']],
    [
      'what bears the anchor',
      'services:\n  web: &x\n    a: 1\n  db: *x\n',
      ['services', 'web', 'a'],
    ],
    ['what is no YAML', 'a: [1', ['a']],
    ['what is no map', 'a: 1\n', ['a', 'b']],
    ['a key that stands twice', 'a: 1\na: 2\n', ['a']],
  ])('leaves %s alone', (_, text, path) => {
    expect(setInYaml(text, path, 2)).toMatchObject({ ok: false });
  });

  it('leaves alone what a merge would change with it', () => {
    const text = 'x: &x {test: a, interval: 1s}\nweb:\n  healthcheck:\n    <<: *x\n';
    // The merged interval must stay: a test of its own is added beside the merge.
    expect(edited(text, ['web', 'healthcheck', 'test'], 'b')).toContain(
      '    test: "b"\n    <<: *x\n',
    );
    const shared = 'x: &x {healthcheck: {test: a, interval: 1s}}\nweb:\n  <<: *x\n';
    expect(setInYaml(shared, ['web', 'healthcheck', 'test'], 'b')).toMatchObject({ ok: false });
  });
});
