import { describe, expect, it } from 'vitest';
import { fixesOf } from '../../src/core/by-hand.ts';
import { flowFile } from '../../src/core/flow.ts';
import type { Run } from '../../src/core/session.ts';

const flow = {
  id: 'demo',
  hash: '',
  ...flowFile.parse({
    title: 'Demo',
    about: 'Demo.',
    subjects: { each: 'container', where: [{ when: { texts: { above: 0 } } }] },
    inputs: { container: { ask: 'Which?', kind: 'container' } },
    steps: {
      look: {
        title: 'Look',
        probe: 'container.env',
        with: { container: '{{container}}' },
        found: 'wrong',
      },
    },
    diagnoses: {
      wrong: {
        title: 'Wrong',
        explain: 'It is.',
        prevent: 'Do not.',
        evidence: ['look'],
        fixes: ['mend'],
      },
    },
    fixes: {
      mend: {
        title: 'Mend {{container}}',
        risk: 'safe',
        'by-hand': [
          'docker restart {{container}}',
          "grep '{{container}}' log",
          'echo "{{container}}"',
          'login {{look.secret}}',
          'knock {{look.nothing?}}',
        ],
        undo: 'Nothing to undo.',
      },
    },
  }),
};

const runOn = (container: string): Run => ({
  id: 'demo',
  target: 'target',
  flow: 'demo',
  flowHash: '',
  startedAt: '',
  inputs: { container: { value: container, by: 'operator' } },
  detected: {},
  epoch: 0,
  flying: {},
  facts: {
    look: {
      step: 'look',
      epoch: 0,
      probe: 'container.env',
      args: {},
      result: {
        outcome: 'found',
        data: { secret: { fingerprint: 'abc', shape: { length: 3 } } },
      },
      used: [],
      ms: 1,
    },
  },
  path: [{ step: 'look', outcome: 'found', because: '', go: 'wrong', refuted: [] }],
  ended: { reason: 'diagnosed', diagnosis: 'wrong', confidence: 'confirmed' },
});

const linesFor = (container: string) => fixesOf(flow, runOn(container))[0]?.lines;

describe('the lines of a fix', () => {
  it('hold plain names as they are', () => {
    expect(linesFor('shop-api-1')?.slice(0, 3)).toEqual([
      'docker restart shop-api-1',
      "grep 'shop-api-1' log",
      'echo "shop-api-1"',
    ]);
  });

  it('quote a value as the place in the line asks, so that it never becomes a command', () => {
    expect(linesFor(`a'; rm -rf "$HOME"`)?.slice(0, 3)).toEqual([
      `docker restart 'a'\\''; rm -rf "$HOME"'`,
      `grep 'a'\\''; rm -rf "$HOME"' log`,
      `echo "a'; rm -rf \\"\\$HOME\\""`,
    ]);
  });

  it('leave secrets for the person to put in, and hold no line of which a part is not known', () => {
    expect(linesFor('x')?.slice(3)).toEqual(['login <look.secret>']);
    expect(linesFor('')).toEqual(['login <look.secret>']);
  });

  it('are none before there is a diagnosis', () => {
    const { ended: _, ...open } = runOn('x');
    expect(fixesOf(flow, open)).toEqual([]);
  });
});
