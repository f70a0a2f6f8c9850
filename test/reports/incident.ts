import type { Flow } from '../../src/core/flow.ts';
import type { Failure } from '../../src/core/outcome.ts';
import { reduce } from '../../src/core/reduce.ts';
import { emptyState, type Event, type State } from '../../src/core/session.ts';
import type { Source } from '../../src/reports/document.ts';

/** A session about a shop whose database refuses its credentials, as events. */

export const auth: Flow = {
  id: 'p1000-auth',
  hash: 'h1',
  title: 'The database rejects the credentials (P1000)',
  about: 'The application reaches PostgreSQL, which refuses the user or the password.',
  where: 'host',
  signatures: [{ contains: 'P1000: Authentication failed against database server' }],
  subjects: { each: 'container', where: [{ when: { texts: { above: 0 } } }] },
  inputs: { container: { ask: 'Which container reports the error?', kind: 'container' } },
  steps: {
    'app-url': {
      title: 'Read the DATABASE_URL that {{container}} was created with',
      probe: 'container.env',
      with: { container: '{{container}}', name: 'DATABASE_URL' },
      found: [{ go: 'file-url' }],
      'not-found': { go: 'url-not-set' },
    },
    'file-url': {
      title: 'Read the DATABASE_URL that the env file holds now',
      probe: 'env-file.value',
      with: {},
      found: [{ when: { same: false }, go: 'container-is-stale' }, { go: 'works-now' }],
    },
  },
  diagnoses: {
    'container-is-stale': {
      verdict: 'problem',
      title: '{{container}} still runs with the DATABASE_URL it was created with',
      explain: 'Docker reads an env file when it creates a container,\nand never again.',
      prevent: 'Deploy with `docker compose up -d`.',
      evidence: ['app-url', 'file-url'],
      fixes: ['recreate-app'],
      see: [],
      'not-cures': [
        { cure: 'docker compose restart', because: 'a restart keeps the old environment' },
      ],
    },
    'url-not-set': {
      verdict: 'problem',
      title: '{{container}} has no DATABASE_URL',
      explain: 'The variable is not there.',
      prevent: 'Use `${DATABASE_URL:?}`.',
      evidence: ['app-url'],
      fixes: [],
      see: [],
      'not-cures': [],
    },
    'works-now': {
      verdict: 'healthy',
      title: 'The credentials work now',
      explain: 'The database accepts them.',
      prevent: 'Retry with backoff.',
      evidence: ['file-url'],
      fixes: [],
      see: [],
      'not-cures': [],
    },
  },
  fixes: {
    'recreate-app': {
      title: 'Recreate {{container}}',
      risk: 'downtime',
      'by-hand': ['docker compose up -d --force-recreate {{container}}'],
      undo: 'Put the former line back and recreate it again.',
    },
  },
};

export const busy: Flow = {
  ...auth,
  id: 'text-file-busy',
  title: 'A program cannot be replaced while it runs',
  signatures: [{ contains: 'Text file busy' }],
  diagnoses: {},
  steps: {},
  fixes: {},
};

export const at = (ms: number): string =>
  new Date(Date.UTC(2026, 10, 23, 3, 12, 9, ms)).toISOString();
const target = 'target';

export const begin = (command: 'run' | 'triage'): readonly Event[] => [
  {
    ...{ type: 'session.started', version: 1, run: '', at: at(120), command },
    id: '20261123T031209Z-7f3a',
    targets: [{ id: target, label: 'this machine', kind: 'local' }],
  },
  { type: 'target.connected', run: '', at: at(130), target, detail: 'this machine' },
  {
    ...{ type: 'overview.read', run: '', at: at(200), target, epoch: 0, ms: 60 },
    overview: {
      engine: { version: '26.1.5', apiVersion: '1.45', host: 'linux/amd64', compose: '2.26.1' },
      containers: ['shop-api-1', 'shop-web-1', 'shop-job-1'].map((container, index) => ({
        ...{ container, id: container, image: 'shop', created: 1_800_000_000, status: '' },
        state: index === 1 ? 'exited' : 'running',
      })),
      projects: [],
      texts: [],
      unknown: [
        {
          container: 'shop-web-1',
          shape: 'panic: #',
          count: 3,
          excerpt: 'panic: index 3 of `rows`',
        },
      ],
      blind: [],
      bounds: ['log of shop-api-1: only the last 2000 lines'],
    },
  },
];

export const end: readonly Event[] = [
  { type: 'session.ended', run: '', at: at(932), roundTrips: 3 },
];

type Ending =
  | { readonly reason: 'diagnosed'; readonly confidence: 'confirmed' | 'likely' | 'possible' }
  | { readonly reason: 'healthy' | 'inconclusive' };

/** One run of the flow above on a container, walked to an end. */
export const walked = (container: string, ending: Ending): readonly Event[] => {
  const run = `p1000-auth@this machine/${container}`;
  const key = `key-${container}`;
  const found = { ...{ epoch: 0, used: [key], ms: 12, args: {} }, run, at: at(300) };
  const refusal: Failure = {
    outcome: 'permission',
    subject: '.env.production',
    detail: 'EACCES: permission denied',
    unblock: ['sudo'],
  };
  const result =
    ending.reason === 'inconclusive'
      ? refusal
      : ({
          outcome: 'found',
          data: { same: ending.reason === 'healthy', excerpt: 'DATABASE_URL=‹3f1c›' },
        } as const);
  const leaf = {
    diagnosed: 'container-is-stale',
    healthy: 'works-now',
    inconclusive: 'inconclusive',
  }[ending.reason];
  return [
    {
      ...{ type: 'run.started', run, at: at(250), target, flow: 'p1000-auth', flowHash: 'h1' },
      subject: {
        label: container,
        because: '41 lines in its log',
        confidence: 'confirmed',
        fields: { container },
      },
    },
    {
      ...{ type: 'exchanged', run: '', at: at(280), target, key, trip: 3, ms: 8 },
      request: { kind: 'docker', method: 'GET', path: `/containers/${container}/json` },
      reply: { ok: true, status: 200, text: '{}' },
    },
    {
      ...{ type: 'probe.finished', step: 'app-url', probe: 'container.env', ...found },
      result: { outcome: 'found', data: { fingerprint: '9a0b' } },
    },
    {
      ...{ type: 'branch.taken', run, at: at(301), step: 'app-url', outcome: 'found' },
      ...{ because: 'it was found', go: 'file-url' },
      refuted: [{ edge: 'not-found', go: 'url-not-set', because: 'it was found' }],
    },
    { type: 'probe.finished', step: 'file-url', probe: 'env-file.value', ...found, result },
    {
      ...{ type: 'branch.taken', run, at: at(302), step: 'file-url', outcome: result.outcome },
      because: 'the file and the container hold different values',
      ...{ go: leaf, refuted: [] },
    },
    {
      ...{ type: 'run.ended', run, at: at(303), reason: ending.reason },
      diagnosis: ending.reason === 'inconclusive' ? null : leaf,
      confidence: ending.reason === 'diagnosed' ? ending.confidence : null,
    },
  ];
};

export const folded = (...events: readonly Event[]): State => events.reduce(reduce, emptyState);

export const source = (...events: readonly Event[]): Source => ({
  state: folded(...events),
  flows: [auth, busy],
  traceOf: (probe) => (probe === 'env-file.value' ? 'starts `cat` on the host' : undefined),
});
