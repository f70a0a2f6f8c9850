import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { State } from '../../src/core/session.ts';
import type { LogSeen } from '../../src/core/log-seen.ts';
import { stage, type Stage, type StageOptions } from './stage.tsx';
import { hostsView } from '../../src/ui/view.ts';
import {
  fiveHosts,
  oldVolume,
  reach,
  readOverview,
  refusedVolume,
  startRun,
  startHosts,
  startSession,
  told,
  type Told,
} from './told.ts';

// Every screen, drawn from a folded log, as a person sees it at 80x24 and at 40x12. A change of
// words or of layout shows here, to be read like prose.

beforeAll(() => {
  process.env['TZ'] = 'UTC';
});

let open: Stage | undefined;
afterEach(() => open?.close());

const folded = (tell: (log: Told) => void): State => {
  const log = told();
  startSession(log);
  tell(log);
  return log.state();
};

const webHealth = {
  outcome: 'found',
  data: {
    verdict: 'tool-missing',
    excerpt: 'OCI runtime exec failed: exec: "wget": executable file not found in $PATH',
  },
} as const;

const shopWeb = {
  label: 'shop-web-1',
  because: 'unhealthy for 3 h',
  fields: { container: 'shop-web-1' },
};

const everything = folded((log) => {
  readOverview(log);
  log.walk(startRun(log, 'p1000-auth'), oldVolume);
  log.walk(startRun(log, 'health-check-fails', shopWeb), { check: webHealth });
});

const twoDatabases = {
  outcome: 'found',
  data: {
    candidates: [
      { value: 'shop-db-1', because: 'on the same network, runs postgres:15', strength: 'maybe' },
      { value: 'tools-db-1', because: 'runs the postgres image', strength: 'maybe' },
    ],
  },
} as const;

const logOfApi: LogSeen = {
  container: 'shop-api-1',
  status: 'read',
  bounds: 'only the last 2000 lines are shown',
  lines: Array.from({ length: 40 }, (_, at) => ({
    at: `2026-11-23T03:${String(at).padStart(2, '0')}:09.000Z`,
    ...(at % 15 === 7
      ? { text: 'P1000: Authentication failed against database server', marked: 'p1000-auth' }
      : { text: `GET /orders/${at} 200` }),
  })),
};

type Scene = Omit<StageOptions, 'columns' | 'rows'> & { readonly keys?: readonly string[] };

const scenes: Readonly<Record<string, Scene>> = {
  connecting: { state: folded(() => undefined) },
  home: { state: everything },
  'home-looking': {
    state: folded((log) => {
      readOverview(log);
      log.walk(startRun(log, 'p1000-auth'), oldVolume);
      log.walk(startRun(log, 'health-check-fails', shopWeb), {});
    }),
  },
  'home-nothing': { state: folded((log) => readOverview(log, { texts: [] })) },
  'home-no-docker': {
    state: folded((log) =>
      readOverview(log, {
        engine: undefined as never,
        containers: [],
        projects: [],
        texts: [],
        unknown: [],
        bounds: [],
        blind: [
          {
            outcome: 'permission',
            subject: 'Docker at /var/run/docker.sock',
            detail: 'connect EACCES /var/run/docker.sock',
            unblock: ['docker-group', 'sudo'],
          },
        ],
      }),
    ),
  },
  seen: { state: everything, keys: ['down', 'down', 'enter'] },
  trail: {
    state: folded((log) => {
      readOverview(log);
      const { 'app-url': url, 'input:database': database } = oldVolume;
      log.walk(startRun(log, 'p1000-auth'), { 'app-url': url!, 'input:database': database! });
    }),
    keys: ['enter'],
  },
  questions: {
    state: folded((log) => {
      readOverview(log);
      log.walk(startRun(log, 'p1000-auth'), { ...oldVolume, 'input:database': twoDatabases });
    }),
    keys: ['enter'],
  },
  diagnosis: { state: everything, keys: ['down', 'enter'] },
  'diagnosis-fixes': { state: everything, keys: ['down', 'enter', 'tab', 'tab'] },
  'diagnosis-likely': {
    state: folded((log) => {
      readOverview(log);
      log.walk(startRun(log, 'p1000-auth'), refusedVolume);
    }),
    keys: ['enter'],
  },
  inconclusive: {
    state: folded((log) => {
      readOverview(log);
      const login = { ...refusedVolume['given-password'], outcome: 'permission' } as const;
      log.walk(startRun(log, 'p1000-auth'), { ...oldVolume, login: login as never });
    }),
    keys: ['enter'],
  },
  commands: { state: everything, keys: ['down', 'enter', 'c'] },
  explain: { state: everything, keys: ['down', 'e'] },
  log: { state: everything, log: logOfApi, keys: ['l'] },
  'log-filtered': { state: everything, log: logOfApi, keys: ['l', '/', 'p1000', 'enter'] },
  logs: { state: folded((log) => readOverview(log, { texts: [] })), keys: ['l'] },
  search: { state: everything, keys: ['/', 'password'] },
  paste: {
    state: everything,
    keys: ['p', 'prisma:error\nP1000: Authentication failed against database server at `db`'],
  },
  'paste-unknown': { state: everything, keys: ['p', 'a text that no flow knows at all'] },
  practise: {
    state: everything,
    recordings: [
      { id: 'p1000-auth/a.jsonl', flow: 'p1000-auth', title: 'incident 1 of 2' },
      { id: 'p1000-auth/b.jsonl', flow: 'p1000-auth', title: 'incident 2 of 2' },
    ],
    keys: ['t'],
  },
  practising: { state: everything, practice: 'p1000-auth, incident 1 of 2' },
  keys: { state: everything, keys: ['?'] },
  saved: { state: everything, keys: ['w'] },
  hosts: { state: fiveHosts().state(), start: hostsView },
  'hosts-odd': { state: fiveHosts().state(), start: hostsView, keys: ['down'] },
  'hosts-many': {
    start: hostsView,
    state: (() => {
      const log = told();
      const names = Array.from({ length: 50 }, (_, at) => `web-${String(at + 1).padStart(2, '0')}`);
      startHosts(log, names);
      for (const name of names) reach(log, name);
      return log.state();
    })(),
    keys: ['down', 'down'],
  },
  'host-home': { state: fiveHosts().state(), start: hostsView, keys: ['enter'] },
  'host-lost': {
    start: hostsView,
    state: (() => {
      const log = fiveHosts();
      const detail = 'the host did not answer for 15 s';
      log.tell({ type: 'target.lost', run: '', target: 'deploy@web-1', detail, trying: true });
      return log.state();
    })(),
    keys: ['down', 'enter'],
  },
  'host-unreached': {
    state: fiveHosts().state(),
    start: hostsView,
    keys: ['down', 'down', 'enter'],
  },
  'asked-host-key': {
    state: everything,
    question: {
      ask: 'host-key',
      host: '[192.0.2.7]:2222',
      type: 'ssh-ed25519',
      fingerprint: 'SHA256:0J6pNmNnNqDfZ7mHkq0b1b8k2m3n4p5q6r7s8t9u0vw',
    },
  },
  'asked-secret': {
    state: everything,
    question: { ask: 'secret', what: 'the password of deploy@web-1' },
    keys: ['hunter2'],
  },
};

const sizes = [
  [80, 24],
  [40, 12],
] as const;

describe.each(sizes)('at %ix%i', (columns, rows) => {
  it.each(Object.entries(scenes))('%s', async (name, { keys = [], ...scene }) => {
    open = await stage({ ...scene, columns, rows });
    await open.press(...keys);
    const golden = path.join(import.meta.dirname, `goldens/${name}-${columns}x${rows}.txt`);
    await expect(`${open.screen()}\n`).toMatchFileSnapshot(golden);
    const drawn = open.screen().split('\n');
    expect(drawn.length).toBeLessThanOrEqual(rows - 1);
  });
});

describe('at 20x6', () => {
  it('says the most important words, and the way out', async () => {
    open = await stage({ state: everything, columns: 20, rows: 6 });
    const golden = path.join(import.meta.dirname, 'goldens/tiny-20x6.txt');
    await expect(`${open.screen()}\n`).toMatchFileSnapshot(golden);
  });
});

describe('for a screen reader', () => {
  it.each(['home', 'diagnosis', 'questions'] as const)(
    '%s says the same in order',
    async (name) => {
      const { keys = [], ...scene } = scenes[name]!;
      open = await stage({ ...scene, reader: true });
      await open.press(...keys);
      const golden = path.join(import.meta.dirname, `goldens/${name}-spoken.txt`);
      await expect(`${open.screen()}\n`).toMatchFileSnapshot(golden);
    },
  );
});
