import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Edited } from '../../src/formats/compose-edit.ts';
import { withoutMount } from '../../src/formats/compose-mount.ts';
import { withVariable } from '../../src/formats/compose-variable.ts';

const textOf = (edited: Edited): string => {
  if (!edited.ok) throw new Error(edited.words);
  return edited.text;
};
const set = (text: string, name = 'PATH', value = '/opt/bin:$HOME') =>
  withVariable(text, 'web', { name, value });
const bare = (text: string) => withoutMount(text, 'web', '/app');

describe('a variable of a service', () => {
  it.each([
    [
      'a map',
      'services:\n  web:\n    environment:\n      A: 1 # one\n    image: x\n',
      '      A: 1 # one\n      PATH: "/opt/bin:$$HOME"\n    image: x\n',
    ],
    [
      'a map that has it',
      "services:\n  web:\n    environment:\n      PATH: 'a' # b\n",
      '      PATH: "/opt/bin:$$HOME" # b\n',
    ],
    [
      'a map that has its name alone',
      'services:\n  web:\n    environment:\n      PATH:\n      B: 1\n',
      '      PATH: "/opt/bin:$$HOME"\n      B: 1\n',
    ],
    [
      'a list',
      'services:\n  web:\n    environment:\n    - A=1\n',
      '    - A=1\n    - "PATH=/opt/bin:$$HOME"\n',
    ],
    [
      'a list that has it',
      'services:\n  web:\n    environment:\n      - PATH=a\n      - B\n',
      '      - "PATH=/opt/bin:$$HOME"\n      - B\n',
    ],
    [
      'no final line break',
      'services:\n  web:\n    environment:\n      A: 1',
      '      A: 1\n      PATH: "/opt/bin:$$HOME"',
    ],
    [
      'CR LF',
      'services:\r\n  web:\r\n    environment:\r\n      A: 1\r\n',
      '      A: 1\r\n      PATH: "/opt/bin:$$HOME"\r\n',
    ],
    [
      'no environment',
      '# top\nservices:\n  web:\n    image: x\n',
      '    environment:\n      PATH: "/opt/bin:$$HOME"\n    image: x\n',
    ],
    [
      'JSON',
      '{"services": {"web": {"environment": {"A": "1"}}}}',
      '{"A": "1", "PATH": "/opt/bin:$$HOME"}}}}',
    ],
    [
      'JSON without',
      '{"services": {"web": {"image": "x"}}}',
      '{"environment": {"PATH": "/opt/bin:$$HOME"}, "image": "x"}}}',
    ],
    [
      'an empty map',
      'services: {web: {environment: {}}}\n',
      '{environment: {"PATH": "/opt/bin:$$HOME"}}}\n',
    ],
    [
      'a list in one line',
      'services:\n  web:\n    environment: [A=1]\n',
      '[A=1, "PATH=/opt/bin:$$HOME"]\n',
    ],
  ])('is put into %s', (_, text, end) => {
    expect(textOf(set(text)).endsWith(end), textOf(set(text))).toBe(true);
  });

  it.each([
    ['an alias', 'x: &e {A: 1}\nservices:\n  web:\n    environment: *e\n', /alias/],
    ['a service by alias', 'x: &w {image: a}\nservices:\n  web: *w\n', /alias/],
    ['no such service', 'services:\n  db: {image: x}\n', /no service web/],
    ['the same name twice', 'services:\n  web:\n    environment: [PATH=a, PATH=b]\n', /2 times/],
    ['no YAML', 'services: [\n', /not YAML at line/],
  ])('is not put where there is %s', (_, text, words) => {
    const edited = set(text);
    expect(edited.ok ? '' : edited.words).toMatch(words);
  });

  it('changes nothing else, in any file', () => {
    const name = fc.stringMatching(/^[A-Z_]{1,6}$/);
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('a: b', '- c', '#d', '"', '$x'),
    );
    const entries = fc.dictionary(name, value, { noNullPrototype: true, minKeys: 1 });
    const shape = fc.constantFrom('map', 'list', 'json');
    fc.assert(
      fc.property(entries, shape, name, value, (all, form, wanted, to) => {
        const pairs = Object.entries(all).map(([key, each]) => [key, JSON.stringify(each)]);
        const lines =
          form === 'map'
            ? `\n${pairs.map(([key, each]) => `      ${key}: ${each} # ${key}\n`).join('')}`
            : form === 'list'
              ? `\n${Object.entries(all)
                  .map(([key, each]) => `      - ${JSON.stringify(`${key}=${each}`)}\n`)
                  .join('')}`
              : ` {${pairs.map(([key, each]) => `${JSON.stringify(key)}: ${each}`).join(', ')}}\n`;
        const text = `services:\n  web:\n    environment:${lines}    image: x # y\n`;
        const made = textOf(withVariable(text, 'web', { name: wanted, value: to }));
        const read = parse(made) as { services: { web: { environment: unknown; image: string } } };
        const escaped = to.replaceAll('$', '$$$$');
        const expected = { ...all, [wanted]: escaped };
        expect(read.services.web).toEqual({
          image: 'x',
          environment:
            form === 'list' ? Object.entries(expected).map((each) => each.join('=')) : expected,
        });
        expect(made.split('\n').length - text.split('\n').length).toBe(
          form === 'json' || Object.hasOwn(all, wanted) ? 0 : 1,
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('a mount of a service', () => {
  it.each([
    [
      'of several',
      'services:\n  web:\n    volumes:\n      - a:/a\n      - ./src:/app:ro # code\n      - b:/b\n',
      'services:\n  web:\n    volumes:\n      - a:/a\n      - b:/b\n',
    ],
    [
      'the last',
      'services:\n  web:\n    volumes:\n      - a:/a\n      - /app',
      'services:\n  web:\n    volumes:\n      - a:/a\n',
    ],
    [
      'alone',
      'services:\n  web:\n    volumes:\n      - ${X:-y}:/app\n    image: x\n',
      'services:\n  web:\n    image: x\n',
    ],
    [
      'in long form',
      'services:\n  web:\n    volumes:\n      - type: bind\n        source: ./src\n        target: /app\n      - a:/a\n',
      'services:\n  web:\n    volumes:\n      - a:/a\n',
    ],
    [
      'in JSON, first',
      '{"services": {"web": {"volumes": ["./src:/app", "a:/a"]}}}',
      '{"services": {"web": {"volumes": ["a:/a"]}}}',
    ],
    [
      'in JSON, last',
      '{"services": {"web": {"volumes": ["a:/a", "./src:/app"]}}}',
      '{"services": {"web": {"volumes": ["a:/a"]}}}',
    ],
    [
      'in JSON, alone',
      '{"services": {"web": {"volumes": ["./src:/app"]}}}',
      '{"services": {"web": {"volumes": []}}}',
    ],
  ])('%s', (_, text, wanted) => {
    expect(textOf(bare(text))).toBe(wanted);
  });

  it.each([
    ['another path', 'services:\n  web:\n    volumes: [a:/app/x]\n', true],
    ['none', 'services:\n  web:\n    image: x\n', true],
    ['the same path twice', 'services:\n  web:\n    volumes: [a:/app, b:/app]\n', false],
    ['an alias', 'x: &v [a:/app]\nservices:\n  web:\n    volumes: *v\n', false],
  ])('is left where there is %s', (_, text, absent) => {
    expect(bare(text)).toMatchObject({ ok: false, absent });
  });
});
