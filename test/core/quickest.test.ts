import { expect, test } from 'vitest';
import { quickest } from '../../src/core/one-way.ts';
import { pattern } from '../../src/core/pattern.ts';
import { flowWith } from '../scan/flows.ts';

const matches = 'password authentication failed for user "(?P<user>[^"]+)"';
const oneWay = matches.replace('?P<', '?<');
const flow = flowWith('p1000-auth', [{ matches }], ['user']);
const built = { ...flow, signatures: [{ matches, gist: { weight: 1, oneWay } }] };

test('a short line is answered without RE2, a long one by it, both alike', () => {
  const asked: string[] = [];
  const find = quickest([built], (source) => {
    asked.push(source);
    return pattern(source);
  })(matches);
  const line = 'password authentication failed for user "shop"';
  const long = `${'x'.repeat(5000)} ${line}`;
  expect(find.find(line)?.groups).toEqual({ user: 'shop' });
  expect(asked).toEqual([]);
  expect(find.find(long)?.groups).toEqual({ user: 'shop' });
  expect(find.find(long)?.index).toBe(5001);
  expect(asked).toEqual([matches]);
});

test('an expression that only RE2 may answer is answered by it', () => {
  expect(quickest([flow], pattern)(matches).find('x')).toBeUndefined();
});
