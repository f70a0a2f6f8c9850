import { next } from '../../src/core/engine.ts';
import type { ProbeResult } from '../../src/core/outcome.ts';
import type { Overview } from '../../src/core/overview.ts';
import { reduce } from '../../src/core/reduce.ts';
import { emptyState, type Event, type State, type Subject } from '../../src/core/session.ts';
import type { Request } from '../../src/core/target.ts';
import { sampleFlows } from './sample-flow.ts';

type NewEvent = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;

/** A log told event by event, and folded: what screens are drawn from. */
export type Told = {
  readonly tell: (event: NewEvent) => void;
  /** Walks a run as the engine says, each step answered from here; stops where an answer lacks. */
  readonly walk: (run: string, answers: Readonly<Record<string, Answer>>) => void;
  readonly state: () => State;
};

export type Answer = ProbeResult & { readonly asked?: readonly Request[]; readonly ms?: number };

const target = 'target';
export const at = '2026-11-23T03:12:09.120Z';

export const told = (): Told => {
  let state = emptyState;
  const tell = (event: NewEvent): void => {
    state = reduce(state, { ...event, at });
  };
  const walk: Told['walk'] = (id, answers) => {
    for (;;) {
      const run = state.runs[id];
      const flow = sampleFlows.get(run?.flow ?? '');
      if (!run || !flow) throw new Error(`no run ${id}`);
      const effect = next(flow, run);
      switch (effect.do) {
        case 'stop':
        case 'wait':
          return;
        case 'answer': {
          const { input: name, value, by } = effect;
          tell({ type: 'input.answered', run: id, name, value, by });
          break;
        }
        case 'ask': {
          if (run.detected[effect.input]) return;
          tell({ type: 'input.detected', run: id, name: effect.input, candidates: [] });
          break;
        }
        case 'detect': {
          const answer = answers[`input:${effect.input}`];
          if (answer?.outcome !== 'found') return;
          const { candidates } = answer.data as { candidates: [] };
          tell({ type: 'input.detected', run: id, name: effect.input, candidates });
          break;
        }
        case 'probe': {
          const { step, probe = '', args } = effect.asked;
          const answer = answers[step];
          tell({ type: 'probe.started', run: id, step, epoch: 0, ahead: false });
          if (!answer) return;
          const { asked = [], ms = 12, ...result } = answer;
          const used = asked.map((request) => {
            const key = JSON.stringify(request);
            const reply = { ok: true, text: '' } as const;
            tell({ type: 'exchanged', run: '', target, key, trip: 3, request, reply, ms });
            return key;
          });
          const fact = { step, epoch: 0, probe, args, result: result, used, ms };
          tell({ type: 'probe.finished', run: id, ...fact });
          break;
        }
        case 'branch':
          tell({ type: 'branch.taken', run: id, ...effect.branch });
          break;
        case 'end':
          tell({ type: 'run.ended', run: id, ...effect.ended });
          break;
      }
    }
  };
  return { tell, walk, state: () => state };
};

export const startSession = ({ tell }: Told): void => {
  const targets = [{ id: target, label: 'this machine', kind: 'local' }] as const;
  tell({
    type: 'session.started',
    version: 1,
    run: '',
    id: '20261123T031209Z-7f3a',
    command: 'wizard',
    targets,
  });
  tell({ type: 'target.connected', run: '', target, detail: 'this machine' });
};

export const readOverview = ({ tell }: Told, change: Partial<Overview> = {}): void =>
  tell({
    type: 'overview.read',
    run: '',
    target,
    epoch: 0,
    overview: { ...shop, ...change },
    ms: 412,
  });

export const startRun = ({ tell }: Told, flow: string, subject?: Partial<Subject>): string => {
  const container = subject?.fields?.['container'] ?? 'shop-api-1';
  const run = `${flow}@this machine/${container}`;
  tell({
    type: 'run.started',
    run,
    target,
    flow,
    flowHash: `hash-of-${flow}`,
    subject: {
      label: container,
      because: '41 lines in its log',
      confidence: 'confirmed',
      fields: { container },
      ...subject,
    },
  });
  return run;
};

const seen = (container: string, more: Partial<Overview['containers'][number]> = {}) => ({
  container,
  id: `id-of-${container}`,
  image: `${container.split('-')[1] ?? ''}:latest`,
  state: 'running' as const,
  status: 'Up 3 hours',
  project: 'shop',
  created: 1_795_000_000,
  ...more,
});

export const shop: Overview = {
  engine: { version: '26.1.5', apiVersion: '1.45', host: 'linux/amd64', compose: '2.26.1' },
  at: '2026-11-23T03:12:09Z',
  containers: [
    seen('shop-api-1'),
    seen('shop-db-1'),
    seen('shop-web-1', { health: 'unhealthy', status: 'Up 3 hours (unhealthy)' }),
    seen('shop-worker-1', { state: 'restarting', status: 'Restarting (1) 5 seconds ago' }),
  ],
  projects: [
    {
      project: 'shop',
      folder: '/srv/shop',
      files: ['/srv/shop/compose.yaml'],
      containers: ['shop-api-1', 'shop-db-1', 'shop-web-1', 'shop-worker-1'],
    },
  ],
  texts: [
    {
      flow: 'p1000-auth',
      container: 'shop-api-1',
      count: 41,
      firstAt: '2026-11-23T02:10:00Z',
      lastAt: '2026-11-23T03:10:00Z',
      excerpt: 'P1000: Authentication failed against database server at `shop-db-1`',
      captured: {},
    },
  ],
  unknown: [
    {
      container: 'shop-worker-1',
      shape: 'Error: queue * is gone',
      count: 12,
      excerpt: 'Error: queue “mail” is gone, giving up after 5 attempts',
      lastAt: '2026-11-23T03:11:30Z',
    },
  ],
  blind: [
    {
      outcome: 'unreadable',
      subject: 'log of shop-db-1',
      detail: 'the log driver "none" keeps no log to read',
    },
  ],
  bounds: ['of each log the last 2000 lines were read, at most 1024 kB'],
};

const secret = (fingerprint: string) => ({
  fingerprint,
  shape: {
    length: 16,
    edgeBlank: false,
    carriageReturn: false,
    quoted: false,
    urlSpecial: '',
    placeholder: false,
  },
});

const inspect = (name: string): Request => ({
  kind: 'docker',
  method: 'GET',
  path: `/containers/${name}/json`,
});

/** The answers that lead to the old password in the volume. */
export const oldVolume: Readonly<Record<string, Answer>> = {
  'input:database': {
    outcome: 'found',
    data: {
      candidates: [
        { value: 'shop-db-1', because: 'DATABASE_URL names it', strength: 'sure' },
        { value: 'tools-db-1', because: 'runs the postgres image', strength: 'maybe' },
      ],
    },
  },
  'app-url': {
    outcome: 'found',
    data: {
      password: secret('3f9a01c2d4e5'),
      excerpt: 'DATABASE_URL=postgresql://app:‹3f9a01c2d4e5›@db:5432/shop',
    },
    asked: [inspect('shop-api-1')],
    ms: 9,
  },
  login: {
    outcome: 'found',
    data: {
      verdict: 'wrong-password',
      excerpt: 'FATAL: 28P01 password authentication failed for user "app"',
    },
    asked: [{ kind: 'postgres', host: '172.18.0.2', port: 5432, user: 'app', database: 'shop' }],
    ms: 38,
  },
  'given-password': {
    outcome: 'found',
    data: { same: true, excerpt: 'POSTGRES_PASSWORD=‹3f9a01c2d4e5›' },
    asked: [
      inspect('shop-db-1'),
      { kind: 'read', path: '/run/secrets/db password', in: 'shop-db-1' },
    ],
    ms: 1240,
  },
};

/** The same, and the last step but one was refused. */
export const refusedVolume: Readonly<Record<string, Answer>> = {
  ...oldVolume,
  'given-password': {
    outcome: 'permission',
    subject: '/var/run/docker.sock',
    detail: 'dial unix /var/run/docker.sock: connect: permission denied',
    unblock: ['sudo', 'docker-group'],
  },
  'given-by-file': { outcome: 'found', data: { excerpt: '/run/secrets/db' } },
};

/** Hosts of a session over several, by name. */
export const startHosts = ({ tell }: Told, names: readonly string[]): void => {
  const targets = names.map((name) => ({ id: name, label: name, kind: 'ssh' }) as const);
  const id = '20261123T031209Z-7f3a';
  tell({ type: 'session.started', version: 1, run: '', id, command: 'wizard', targets });
};

export const reach = ({ tell }: Told, host: string, change: Partial<Overview> = {}): void => {
  tell({ type: 'target.connected', run: '', target: host, detail: host });
  const overview = { ...shop, texts: [], unknown: [], blind: [], ...change };
  tell({ type: 'overview.read', run: '', target: host, epoch: 0, overview, ms: 412 });
};

export const startRunOn = ({ tell }: Told, host: string, flow: string, container: string) => {
  const run = `${flow}@${host}/${container}`;
  const subject = {
    label: container,
    because: 'unhealthy for 3 h',
    confidence: 'confirmed',
  } as const;
  tell({
    ...{ type: 'run.started', run, target: host, flow, flowHash: `hash-of-${flow}` },
    subject: { ...subject, fields: { container } },
  });
  return run;
};

/** Four hosts: a problem, a healthy one, an older engine, one out of reach; one is still looked at. */
export const fiveHosts = (): Told => {
  const log = told();
  startHosts(log, ['deploy@web-1', 'deploy@web-2', 'deploy@web-3', 'deploy@web-4', 'deploy@web-5']);
  reach(log, 'deploy@web-1');
  reach(log, 'deploy@web-2');
  const older = { version: '20.10.24', apiVersion: '1.41', host: 'linux/amd64', compose: '2.26.1' };
  reach(log, 'deploy@web-3', { engine: older });
  const detail = 'connect ECONNREFUSED 192.0.2.14:22';
  log.tell({ type: 'target.lost', run: '', target: 'deploy@web-4', detail, kind: 'refused' });
  log.tell({ type: 'target.connected', run: '', target: 'deploy@web-5', detail: '' });
  const missing = { outcome: 'found', data: { verdict: 'tool-missing' } } as const;
  log.walk(startRunOn(log, 'deploy@web-3', 'health-check-fails', 'shop-web-1'), { check: missing });
  log.walk(startRunOn(log, 'deploy@web-1', 'health-check-fails', 'shop-api-1'), { check: missing });
  return log;
};
