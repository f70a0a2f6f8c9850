import { describe, expect, it } from 'vitest';
import { placesOf, serviceEnvironment } from '../../src/formats/compose-environment.ts';
import { serviceSources } from '../../src/formats/compose-service.ts';

const file = (text: string, path = 'compose.yaml') => ({ path, text });
const sourcesOf = (text: string) => {
  const read = serviceSources([file(text)], 'api');
  if (read.verdict !== 'found') throw new Error(JSON.stringify(read));
  return read.sources;
};
const environment = (
  text: string,
  { env, dotEnv }: { env?: string; dotEnv?: string } = {},
  reader: 'compose-2' | 'literal' | 'docker-run' = 'compose-2',
) =>
  Object.fromEntries(
    serviceEnvironment(
      {
        sources: sourcesOf(text),
        envFiles: env === undefined ? [] : [file(env, 'api.env')],
        ...(dotEnv !== undefined && { dotEnv: file(dotEnv, '.env') }),
      },
      reader,
    ).values,
  );

describe("a service's environment", () => {
  it('is the env files, and the compose file over them', () => {
    const text = 'services: {api: {env_file: api.env, environment: {A: "1", B: 2, C: true}}}';
    expect(environment(text, { env: 'A=0\nD=4\n' })).toEqual({ A: '1', B: '2', C: 'true', D: '4' });
  });

  it('may be written as a list', () => {
    const text = 'services: {api: {environment: ["A=1=2", "B="]}}';
    expect(environment(text)).toEqual({ A: '1=2', B: '' });
  });

  it('loses what an env file gave to a bare name that nobody fills', () => {
    const text = 'services: {api: {env_file: [api.env], environment: [A, B]}}';
    expect(environment(text, { env: 'A=1\nB=2\n', dotEnv: 'B=3\n' })).toEqual({ B: '3' });
  });

  it('is filled from .env, where an unquoted $ cuts the value', () => {
    const text = 'services: {api: {environment: {URL: "postgres://app:${PW}@db/shop"}}}';
    expect(environment(text, { dotEnv: 'PW=pa$word\n' })).toEqual({
      URL: 'postgres://app:pa@db/shop',
    });
    expect(environment(text, { dotEnv: "PW='pa$word'\n" })).toEqual({
      URL: 'postgres://app:pa$word@db/shop',
    });
    expect(environment(text, { dotEnv: 'PW=pa$word\n' }, 'literal')).toEqual({
      URL: 'postgres://app:pa$word@db/shop',
    });
  });

  it('is cut in the compose file itself, and whole to the one who wrote it', () => {
    const text = 'services: {api: {environment: {URL: "postgres://app:pa$word@db/shop"}}}';
    expect(environment(text)).toEqual({ URL: 'postgres://app:pa@db/shop' });
    expect(environment(text, {}, 'literal')).toEqual({ URL: 'postgres://app:pa$word@db/shop' });
  });

  it('comes from merged files and merge keys', () => {
    const base = 'x-env: &env {A: "1", B: "1"}\nservices: {api: {environment: {<<: *env, C: "1"}}}';
    const over = 'services: {api: {environment: {B: "2"}}}';
    const read = serviceSources([file(base), file(over, 'over.yaml')], 'api');
    expect(read.verdict === 'found' && Object.fromEntries(read.sources.environment)).toEqual({
      A: '1',
      B: '2',
      C: '1',
    });
  });

  it('has places in files', () => {
    const sources = sourcesOf('services: {api: {env_file: api.env, environment: {URL: "x${PW}"}}}');
    const all = {
      sources,
      envFiles: [file('\nA=1\n', 'api.env')],
      dotEnv: file('# top\n\nPW=1\n', '.env'),
    };
    expect(placesOf(all, 'URL')).toEqual(['.env:3']);
    expect(placesOf(all, 'A')).toEqual(['api.env:2']);
    expect(placesOf(all, 'Z')).toEqual([]);
  });
});

describe('a compose file', () => {
  it.each([
    ['services: {web: {}}', 'absent'],
    ['include: [other.yaml]\nservices: {web: {}}', 'unclear'],
    ['services: {api: {extends: {service: base}}}', 'unclear'],
    ['services: {api: {environment: 3}}', 'unclear'],
    ['services:\n  api: [\n', 'unclear'],
    ['- a list', 'unclear'],
    ['', 'absent'],
  ])('%j is %s', (text, verdict) => {
    expect(serviceSources([file(text)], 'api').verdict).toBe(verdict);
  });

  it('that is no YAML is told by place, never by its text', () => {
    const read = serviceSources([file('services:\n  api: {PW: "hunter2\n')], 'api');
    expect(JSON.stringify(read)).not.toContain('hunter2');
    expect(JSON.stringify(read)).toContain('line');
  });

  it('that unfolds without end is refused', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'
        .split('')
        .map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`),
    ].join('\n');
    expect(serviceSources([file(bomb)], 'api').verdict).toBe('unclear');
  });
});
