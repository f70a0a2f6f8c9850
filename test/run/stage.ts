import { z } from 'zod';
import { flowFile, type Flow } from '../../src/core/flow.ts';
import { found } from '../../src/core/outcome.ts';
import { defineProbe, type AnyProbe } from '../../src/core/probe.ts';
import type { Reply, Request, Transport } from '../../src/core/target.ts';
import { noJournal } from '../../src/run/journal.ts';
import { openLook, type Look, type LookOptions } from '../../src/run/look.ts';
import type { TargetPlan } from '../../src/run/target-look.ts';
import { createVault } from '../../src/run/vault.ts';

/** A target made of answers: strict, an unexpected request fails. */
export const target = (answer: (request: Request) => Reply | Promise<Reply> | undefined) => {
  const trips: Request[][] = [];
  const transport: Transport = {
    label: 'fake',
    send: (batch) => {
      trips.push(batch.map(({ request }) => request));
      return batch.map(async ({ request, signal }) => {
        const reply = await Promise.race([
          answer(request),
          new Promise<never>((_, reject) => {
            signal.addEventListener('abort', () => {
              reject(new Error('aborted'));
            });
          }).catch((): Reply => ({
            ok: false,
            failure: { outcome: 'stopped', subject: 'request', detail: 'aborted' },
          })),
        ]);
        if (!reply) throw new Error(`unexpected request ${JSON.stringify(request)}`);
        return reply;
      });
    },
    close: () => Promise.resolve(),
  };
  return { transport, trips };
};

export const container = (name: string, more: object = {}) => ({
  Id: `${name}0123456789abcdef`,
  Names: [`/${name}`],
  Image: 'shop/api:1',
  State: 'running',
  Status: 'Up 3 minutes',
  Created: 1,
  Labels: {},
  ...more,
});

/** An engine with these containers, whose logs are empty. */
export const engine =
  (containers: readonly object[]) =>
  (request: Request): Reply | undefined => {
    if (request.kind === 'exec')
      return { ok: true, exit: 0, stdout: new TextEncoder().encode('2.26\n') };
    if (request.kind !== 'docker') return undefined;
    if (request.path === '/version') {
      return {
        ok: true,
        status: 200,
        json: { Version: '26.1', ApiVersion: '1.45', Os: 'linux', Arch: 'amd64' },
      };
    }
    if (request.path === '/containers/json') return { ok: true, status: 200, json: containers };
    return request.path.endsWith('/logs')
      ? { ok: true, status: 200, stdout: new Uint8Array() }
      : undefined;
  };

/** Reads a file; what it holds is its verdict. */
export const fileVerdict = defineProbe({
  name: 'file.verdict',
  doc: 'Reads a verdict.',
  missing: 'no such file',
  args: z.object({ path: z.string() }),
  data: z.object({ verdict: z.enum(['good', 'bad', 'odd']) }),
  run: async ({ path }, context) => {
    const reply = await context.send({ kind: 'read', path });
    if (!reply.ok) return reply.failure;
    return found({ verdict: new TextDecoder().decode(reply.stdout) as 'good' });
  },
});

const leaf = (more: object = {}) => ({
  title: 't',
  explain: 'e',
  prevent: 'p',
  evidence: ['first'],
  ...more,
});

export const flowOf = (file: object, id = 'sample'): Flow => ({
  ...flowFile.parse({
    title: 'Sample',
    about: 'about',
    subjects: { each: 'container', where: [{ when: { state: 'running' } }] },
    inputs: { container: { ask: 'Which container?', kind: 'container' } },
    diagnoses: { bad: leaf(), good: leaf({ verdict: 'healthy' }), gone: leaf() },
    ...file,
  }),
  id,
  hash: `hash of ${id}`,
});

/** Two steps: the second is asked where the first is odd. */
export const sample = flowOf({
  steps: {
    first: {
      title: 'First',
      probe: 'file.verdict',
      with: { path: '/first/{{container}}' },
      found: [
        { when: { verdict: 'bad' }, go: 'bad' },
        { when: { verdict: 'good' }, go: 'good' },
        { when: { verdict: 'odd' }, go: 'second' },
      ],
      'not-found': 'gone',
      permission: 'second',
    },
    second: {
      title: 'Second',
      probe: 'file.verdict',
      with: { path: '/second' },
      found: [
        { when: { verdict: 'bad' }, go: 'bad' },
        { when: { verdict: ['good', 'odd'] }, go: 'good' },
      ],
      'not-found': 'gone',
    },
  },
});

/** Where nothing of a fix stays: no test that uses it begins one. */
const nothingKept: LookOptions['kept'] = {
  keep: () => Promise.resolve(undefined),
  recall: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};

export const text = (words: string): Reply => ({
  ok: true,
  stdout: new TextEncoder().encode(words),
});

/** A target of this name, behind a transport. */
export const plan = (transport: Transport, label = 'this machine'): TargetPlan => ({
  info: { id: label, label, kind: label === 'this machine' ? 'local' : 'ssh' },
  connect: () => Promise.resolve({ transport, forget: () => undefined }),
});

export const look = (
  transport: Transport,
  more: Partial<LookOptions> & { readonly probes?: readonly AnyProbe[] } = {},
): Promise<Look> =>
  openLook({
    id: 'test',
    command: 'triage',
    targets: [plan(transport)],
    scan: () => ({ texts: [], unknown: [], lines: 0 }),
    journal: noJournal,
    inputs: {},
    flows: [sample],
    probes: [fileVerdict],
    vault: createVault(),
    interactive: false,
    timeoutMs: 5000,
    actions: [],
    kept: nothingKept,
    readOnly: false,
    who: 'ada@desk',
    permit: (_, work) => work(),
    ...more,
  });
