import { describe, expect, it } from 'vitest';
import type { When } from '../../src/core/flow.ts';
import { judge, judgeRows, takeRow } from '../../src/core/match.ts';
import { writtenSecret } from '../../src/core/secret.ts';
import { valueAt } from '../../src/core/template.ts';

const data = {
  verdict: 'refused',
  port: 5432,
  up: false,
  tags: ['a', 'b'],
  url: { host: 'db' },
  password: writtenSecret('p1'),
  nothing: null,
};
const scope = ({ head, path }: { readonly head: string; readonly path: readonly string[] }) =>
  valueAt({ other: { port: 5432, host: 'db', password: writtenSecret('p1') } }, [head, ...path]);

describe('a condition', () => {
  it.each<[When, boolean, string]>([
    [{ verdict: 'refused' }, true, 'verdict is "refused"'],
    [{ verdict: 'accepted' }, false, 'verdict is "refused"'],
    [{ verdict: ['accepted', 'refused'] }, true, 'verdict is "refused"'],
    [{ port: '5432' }, false, 'port is 5432'],
    [{ up: false }, true, 'up is false'],
    [{ tags: ['a', 'b'] }, false, 'tags is a, b'],
    [{ 'url.host': 'db' }, true, 'url.host is "db"'],
    [{ 'url.port': 1 }, false, 'there is no url.port'],
    [{ nothing: 'x' }, false, 'there is no nothing'],
    [{ verdict: { not: 'accepted' } }, true, 'verdict is "refused", not "accepted"'],
    [{ verdict: { not: ['accepted', 'refused'] } }, false, 'verdict is "refused"'],
    [{ 'url.port': { not: 1 } }, false, 'there is no url.port'],
    [{ verdict: { contains: 'fuse' } }, true, 'verdict contains "fuse"'],
    [{ tags: { contains: 'b' } }, true, 'tags contains "b"'],
    [{ tags: { contains: 'c' } }, false, 'tags lacks "c"'],
    [{ verdict: { matches: '^re(?P<x>f)' } }, true, 'verdict is "refused", matches ^re(?P<x>f)'],
    [{ verdict: { matches: '^x' } }, false, 'verdict is "refused", does not match ^x'],
    [{ port: { above: 5431 } }, true, 'port is 5432, above 5431'],
    [{ port: { above: 5432 } }, false, 'port is 5432, not above 5432'],
    [{ port: { below: 5432 } }, false, 'port is 5432, not below 5432'],
    [{ port: { below: 6000 } }, true, 'port is 5432, below 6000'],
    [{ 'url.port': { above: 0 } }, false, 'there is no url.port'],
    [{ 'url.port': { below: 9 } }, false, 'there is no url.port'],
    [{ 'url.port': { exists: false } }, true, 'there is no url.port'],
    [{ port: { exists: true } }, true, 'port is 5432'],
    [{ nothing: { exists: true } }, false, 'there is no nothing'],
    [{ port: '{{other.port}}' }, true, 'port is 5432'],
    [{ port: { not: '{{other.port}}' } }, false, 'port is 5432'],
    [{ port: '{{other.gone}}' }, false, 'nothing to compare port with'],
    [{ port: { not: '{{other.gone}}' } }, false, 'nothing to compare port with'],
    [{ password: '{{other.password}}' }, true, 'password is ‹p1›'],
  ])('%j is %s: %s', (when, held, because) => {
    expect(judge(when, data, scope)).toEqual({ held, because });
  });

  it('holds together with the others, or gives the words of the one that does not', () => {
    expect(judge({ up: false, port: 5432 }, data, scope)).toEqual({
      held: true,
      because: 'up is false; port is 5432',
    });
    expect(judge({ up: false, port: 1, verdict: 'x' }, data, scope)).toEqual({
      held: false,
      because: 'port is 5432',
    });
  });

  it('takes no time over text made to slow an expression down', () => {
    const text = `${'a'.repeat(100_000)}!`;
    expect(judge({ text: { matches: '(a+)+$' } }, { text }, scope).held).toBe(false);
  });
});

describe('rows', () => {
  const take = (...rows: readonly { readonly when?: When; readonly because?: string }[]) =>
    takeRow(
      judgeRows(
        rows.map((row, index) => ({ ...row, go: `row-${index}` })),
        data,
        scope,
      ),
    );

  it('are tried in order', () => {
    const taken = take({ when: { port: 1 } }, { when: { up: false } }, { when: { port: 5432 } });
    expect(taken?.row.go).toBe('row-1');
    expect(taken?.because).toBe('up is false');
  });

  it('name the conditions that an otherwise row survived, each once', () => {
    const taken = take({ when: { port: 1 } }, { when: { port: 2 } }, { when: { up: true } }, {});
    expect(taken?.because).toBe('port is 5432; up is false');
  });

  it('are explained by their own words where they have some', () => {
    expect(take({ when: { port: 1 } }, { because: 'nothing else fits' })?.because).toBe(
      'nothing else fits',
    );
  });

  it('may all be false', () => {
    expect(take({ when: { port: 1 } })).toBeUndefined();
  });
});
