import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oddOnesOut, oddWords } from '../../src/core/odd-one-out.ts';
import type { ContainerSeen, Overview } from '../../src/core/overview.ts';
import { newTarget } from '../../src/core/reduce.ts';
import type { TargetState } from '../../src/core/session.ts';

const seen = (service: string, more: Partial<ContainerSeen> = {}): ContainerSeen => ({
  container: `shop-${service}-1`,
  id: `id-${service}`,
  image: `shop/${service}:1`,
  imageId: `sha256:${'a'.repeat(64)}`,
  state: 'running',
  status: 'Up 3 hours',
  project: 'shop',
  service,
  created: 1,
  composedBy: '2.26.1',
  definition: 'mark',
  upSeconds: 10_800,
  ...more,
});

const engine = { version: '26.1.5', apiVersion: '1.45', host: 'linux/amd64', compose: '2.26.1' };

const host = (id: string, containers: readonly ContainerSeen[], more: object = {}): TargetState => {
  const overview: Overview = {
    ...{ containers, projects: [], texts: [], unknown: [], blind: [], bounds: [] },
    engine: { ...engine, ...more },
    at: '1970-01-01T03:00:01Z',
  };
  return { ...newTarget({ id, label: id, kind: 'ssh' }), link: 'connected', overview };
};

const unseen = (id: string): TargetState => newTarget({ id, label: id, kind: 'ssh' });

const usual = (id: string, more: object = {}) => host(id, [seen('api'), seen('db')], more);
const words = (targets: readonly TargetState[]) =>
  oddOnesOut(targets).map((odd) => `${odd.target}: ${oddWords(odd)}`);

describe('the odd one out', () => {
  it.each<[string, TargetState, string[]]>([
    ['nobody', usual('c'), []],
    [
      'an older engine',
      usual('c', { version: '20.10.24' }),
      ['c: docker: 20.10.24, where 2 others have 26.1.5'],
    ],
    [
      'a service that is not well',
      host('c', [seen('api', { health: 'unhealthy' }), seen('db')]),
      ['c: health of shop/api: unhealthy, where 2 others have no check'],
    ],
    [
      'a service that has ended',
      host('c', [seen('api', { state: 'exited' }), seen('db')]),
      ['c: state of shop/api: exited, where 2 others have running'],
    ],
    [
      'a service that was started again long after it was made',
      host('c', [seen('api', { upSeconds: 60 }), seen('db')]),
      ['c: restarts of shop/api: started again since it was made, where 2 others have none seen'],
    ],
    [
      'a service that ends again and again',
      host('c', [seen('api', { deaths: 7 }), seen('db')]),
      ['c: restarts of shop/api: often within the last hour, where 2 others have none seen'],
    ],
    [
      'another definition: limits, or a value of an env file',
      host('c', [seen('api', { definition: 'other' }), seen('db')]),
      ['c: definition of shop/api: limits, environment or the like are other than on 2 others'],
    ],
    [
      'another Compose, which marks the same definition otherwise',
      host('c', [seen('api', { composedBy: '2.20.0', definition: 'other' }), seen('db')]),
      ['c: compose of shop/api: 2.20.0, where 2 others have 2.26.1'],
    ],
    [
      'a definition that was not seen',
      host('c', [
        { ...seen('api'), definition: undefined } as unknown as ContainerSeen,
        seen('db'),
      ]),
      [],
    ],
    [
      'another image, whose content is not told apart from it',
      host('c', [seen('api', { image: 'shop/api:2', imageId: 'sha256:b' }), seen('db')]),
      ['c: image of shop/api: shop/api:2, where 2 others have shop/api:1'],
    ],
    [
      'the same tag with another content',
      host('c', [seen('api', { imageId: 'sha256:bbbbbbbbbbbbbbbb' }), seen('db')]),
      ['c: content of shop/api: sha256:bbbbbbbbbbbb, where 2 others have sha256:aaaaaaaaaaaa'],
    ],
    [
      'a service that is not there, said once',
      host('c', [seen('api')]),
      ['c: state of shop/db: absent, where 2 others have running'],
    ],
    [
      'a service that only it has, said once',
      host('c', [seen('api'), seen('db'), seen('cron')]),
      ['c: state of shop/cron: running, where 2 others have absent'],
    ],
    [
      'one whose compose could not be asked: that is no difference',
      usual('c', { compose: '' }),
      [],
    ],
  ])('is %s', (_, third, expected) => {
    expect(words([usual('a'), usual('b'), third])).toEqual(expected);
  });

  it('is nobody of two that differ', () => {
    expect(words([usual('a'), usual('b', { version: '20.10.24' })])).toEqual([]);
  });

  it('is nobody where most do not agree', () => {
    const versions = ['1', '2', '3', '1'].map((version, at) => usual(`h${at}`, { version }));
    expect(words(versions)).toEqual([]);
  });

  it('is never one that was not seen', () => {
    const nothing = { ...usual('d'), overview: { ...usual('d').overview, engine: undefined } };
    expect(words([usual('a'), usual('b'), unseen('c'), nothing as never])).toEqual([]);
  });

  it('counts the containers of a scaled service together', () => {
    const scaled = (id: string, second: Partial<ContainerSeen>) =>
      host(id, [seen('api'), seen('api', { container: 'shop-api-2', ...second })]);
    const targets = [scaled('a', {}), scaled('b', {}), scaled('c', { state: 'restarting' })];
    expect(words(targets)).toEqual([
      'c: state of shop/api: restarting, running, where 2 others have running',
    ]);
  });

  it('differs from a value that at least two thirds have, in whatever order they come', () => {
    const versions = fc.array(fc.constantFrom('1', '2', '3'), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(versions, fc.nat(8), (list, turn) => {
        const targets = list.map((version, at) => usual(`h${at}`, { version }));
        const odd = oddOnesOut(targets);
        for (const { usual: common, others, value } of odd) {
          expect(value).not.toBe(common);
          expect(list.filter((version) => version === common)).toHaveLength(others);
          expect(others / list.length).toBeGreaterThanOrEqual(2 / 3);
        }
        const turned = [...targets.slice(turn), ...targets.slice(0, turn)];
        expect(oddOnesOut(turned)).toEqual(odd);
      }),
    );
  });
});
