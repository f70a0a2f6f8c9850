import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fill, fillText, references, valueAt, words } from '../../src/core/template.ts';
import { writtenSecret } from '../../src/core/secret.ts';

const scope = ({ head, path }: { readonly head: string; readonly path: readonly string[] }) =>
  valueAt({ port: 80, list: [1, 2], url: { host: 'db' }, secret: writtenSecret('a1') }, [
    head,
    ...path,
  ]);

describe('templates', () => {
  it('keep the type of a value that stands alone', () => {
    expect(fill('{{port}}', scope)).toBe(80);
    expect(fill(' {{ list }} ', scope)).toEqual([1, 2]);
    expect(fill('{{url.host}}', scope)).toBe('db');
  });

  it('make text of a value that stands among words', () => {
    expect(fill('port {{port}} of {{url.host}}', scope)).toBe('port 80 of db');
    expect(fillText('{{list}}', scope)).toBe('1, 2');
  });

  it('leave an argument out whose value is absent', () => {
    expect(fill({ a: '{{nothing?}}', b: ['{{port}}'], c: 1 }, scope)).toEqual({ b: [80], c: 1 });
  });

  it('show a secret by its fingerprint, and what is absent as unknown', () => {
    expect(fillText('{{secret}} {{url.port}}', scope)).toBe('‹a1› (unknown)');
    expect(words({ a: 1 })).toBe('{"a":1}');
  });

  it('are found however deep they stand', () => {
    const value = { a: ['{{one}}', { b: 'x {{two.three?}}' }], c: 4 };
    expect(references(value)).toEqual([
      { head: 'one', path: [], optional: false },
      { head: 'two', path: ['three'], optional: true },
    ]);
  });

  it('do not reach what an object merely inherits', () => {
    expect(valueAt({}, ['constructor'])).toBeUndefined();
    expect(valueAt([], ['map'])).toBeUndefined();
    expect(valueAt('text', ['length'])).toBeUndefined();
  });

  it('never take a value for a template', () => {
    fc.assert(
      fc.property(fc.string(), (hostile) => {
        const value = `${hostile}{{port}}`;
        const once = fillText('a {{x}} b', ({ head }) => (head === 'x' ? value : 80));
        expect(once).toBe(`a ${value} b`);
      }),
    );
  });
});
