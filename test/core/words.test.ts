import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { example } from '../../src/core/example.ts';
import { lookUp } from '../../src/core/data-type.ts';
import { meant, nearestWord } from '../../src/core/nearest-word.ts';
import { secretSchema } from '../../src/core/secret.ts';

describe('the word that was meant', () => {
  it.each([
    ['titel', ['title', 'probe'], 'title'],
    ['evidnce', ['evidence', 'explain'], 'evidence'],
    ['not-fuond', ['not-found', 'found'], 'not-found'],
    ['go', ['to', 'because'], 'to'],
    ['zzz', ['title', 'probe'], undefined],
    ['', ['a'], 'a'],
  ])('for %j among %j is %j', (typed, words, expected) => {
    expect(nearestWord(typed, words)).toBe(expected);
  });

  it('is said, or the few there are, or that there is none', () => {
    expect(meant('titel', ['title'])).toBe('Did you mean `title`?');
    expect(meant('x', ['alpha', 'beta'])).toBe('There is `alpha`, `beta`.');
    expect(meant('x', [])).toBe('There is none to choose from.');
    expect(meant('xxxxxx', Array(20).fill('other'))).toMatch(/`other`, …\.$/);
  });
});

const schema = z.object({
  verdict: z.enum(['yes', 'no']),
  level: z.literal([1, 2]),
  up: z.boolean().optional(),
  names: z.array(z.string()),
  pair: z.tuple([z.string(), z.number()]),
  byName: z.record(z.string(), z.object({ count: z.number() })),
  byWord: z.record(z.enum(['a', 'b']), z.number()),
  either: z.union([z.string(), z.object({ host: z.string() })]),
  withDefault: z.string().default('x').describe('said'),
  maybeNull: z.number().nullable(),
  password: secretSchema.optional(),
  open: z.looseObject({ known: z.string() }),
  whatever: z.unknown(),
  lazy: z.lazy(() => z.object({ deep: z.string() })),
});

const said = (path: string, side: 'given' | 'made' = 'made') => {
  const looked = lookUp(schema, path.split('.'), side);
  if (!looked.known) return `${looked.at}?`;
  const { kinds, optional, choices } = looked.type;
  return `${[...kinds].join('|')}${optional ? '?' : ''}${choices ? ` ${choices.join()}` : ''}`;
};

describe('a schema is walked', () => {
  it.each([
    ['verdict', 'string yes,no'],
    ['level', 'number 1,2'],
    ['up', 'boolean? true,false'],
    ['names', 'list'],
    ['names.0', 'string?'],
    ['names.first', 'names.first?'],
    ['pair.1', 'number'],
    ['pair.2', 'pair.2?'],
    ['byName.any.count', 'number?'],
    ['byName.any.sum', 'byName.any.sum?'],
    ['byWord.a', 'number'],
    ['byWord.c', 'byWord.c?'],
    ['either', 'string|object'],
    ['either.host', 'string?'],
    ['withDefault', 'string'],
    ['maybeNull', 'number?'],
    ['password', 'secret?'],
    ['password.shape.length', 'number?'],
    ['open.known', 'string'],
    ['open.other', 'anything?'],
    ['whatever.at.all', 'anything?'],
    ['lazy.deep', 'string'],
    ['verdict.length', 'verdict.length?'],
    ['nothing.here', 'nothing?'],
    ['constructor', 'constructor?'],
  ])('%s is %s', (path, expected) => {
    expect(said(path)).toBe(expected);
  });

  it('by its side: what has a default need not be given, and is always there', () => {
    expect(said('withDefault', 'given')).toBe('string?');
  });

  it('to make an example that fits it', () => {
    const made = example(schema.omit({ pair: true, byWord: true }));
    expect(schema.omit({ pair: true, byWord: true }).safeParse(made).success).toBe(true);
    expect(example(schema, { verdict: 'no' })).toMatchObject({ verdict: 'no', names: [] });
  });
});
