import type { Flow, Signature } from '../../src/core/flow.ts';
import { pattern } from '../../src/core/pattern.ts';
import { signaturesOf } from '../../src/core/signature.ts';
import { finderOf, type Finder } from '../../src/scan/finder.ts';

/** A flow of nothing but signatures and the inputs that they fill. */
export const flowWith = (
  id: string,
  signatures: readonly Signature[],
  inputs: readonly string[] = [],
): Flow => ({
  id,
  hash: id,
  title: `The ${id} flow`,
  about: `About ${id}`,
  where: 'host',
  signatures: [...signatures],
  subjects: { each: 'container', where: [{ when: { texts: { above: 0 } } }] },
  inputs: Object.fromEntries(inputs.map((name) => [name, { ask: `Which ${name}?`, kind: 'text' }])),
  steps: {},
  diagnoses: {},
  fixes: {},
});

export const busy = flowWith('text-file-busy', [{ contains: 'Text file busy' }]);

export const refused = flowWith(
  'p1000-auth',
  [
    { contains: 'P1000: Authentication failed against database server' },
    { matches: 'password authentication failed for user "(?P<user>[^"]+)"' },
  ],
  ['user'],
);

export const finder = (...flows: readonly Flow[]): Finder => finderOf(signaturesOf(flows, pattern));
