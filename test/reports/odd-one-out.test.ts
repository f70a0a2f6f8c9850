import { expect, it } from 'vitest';
import type { Overview } from '../../src/core/overview.ts';
import { newTarget } from '../../src/core/reduce.ts';
import { emptyState, type TargetState } from '../../src/core/session.ts';
import { json } from '../../src/reports/json.ts';
import { plain } from '../../src/reports/plain.ts';

const host = (id: string, version: string): TargetState => {
  const overview: Overview = {
    ...{ containers: [], projects: [], texts: [], unknown: [], blind: [], bounds: [] },
    engine: { version, apiVersion: '1.45', host: 'linux/amd64' },
  };
  return { ...newTarget({ id, label: id, kind: 'ssh' }), link: 'connected', overview };
};

const source = (...targets: readonly TargetState[]) => ({
  state: {
    ...{ ...emptyState, command: 'triage', startedAt: '2026-11-23T03:12:09.120Z' },
    targets: Object.fromEntries(targets.map((target) => [target.id, target])),
  },
  ...{ flows: [], traceOf: () => undefined },
});

it('the odd one out stands in the document and in the lines of its host, and of no other', () => {
  const three = source(host('a', '26.1.5'), host('b', '20.10.24'), host('c', '26.1.5'));
  const { targets } = JSON.parse(json(three)) as { targets: readonly object[] };
  expect(targets[1]).toMatchObject({
    odd: [{ what: 'docker', value: '20.10.24', usual: '26.1.5', others: 2 }],
  });
  for (const alike of [targets[0], targets[2]]) expect(alike).not.toHaveProperty('odd');
  const lines = plain(three);
  const differs = 'differs: docker: 20.10.24, where 2 others have 26.1.5';
  expect(lines.filter((line) => line.startsWith('differs'))).toEqual([differs]);
  expect(lines.indexOf(differs)).toBe(lines.indexOf('== b ==') + 1);
});
