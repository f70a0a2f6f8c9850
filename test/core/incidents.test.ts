import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadFlows } from '../../src/catalogue/load.ts';
import { parsePaste, rank } from '../../src/core/lookup.ts';
import { pattern } from '../../src/core/pattern.ts';
import { signaturesOf } from '../../src/core/signature.ts';
import { finderOf } from '../../src/scan/finder.ts';
import { reading, scan } from '../../src/scan/scan.ts';

const { flows } = await loadFlows(path.join(import.meta.dirname, '../../flows'));
const signatures = signaturesOf(flows, pattern);
const finder = finderOf(signatures);

/** As a short paste and as a log of any length: both must say the same. */
const named = (text: string): readonly (readonly string[])[] => [
  parsePaste(text, flows, signatures).map(({ flow }) => flow),
  rank(flows, scan(reading(Buffer.from(text)), finder).seen).map(({ flow }) => flow),
];

/** The errors of the incidents that the project began with, as their programs printed them. */
const incidents = [
  ['text-file-busy', 'bash: ./post-deploy.sh: /bin/bash: bad interpreter: Text file busy'],
  ['text-file-busy', 'exec /w/job.sh: text file busy'],
  [
    'p1000-auth',
    'P1000: Authentication failed against database server at `db`, the provided database credentials for `postgres` are not valid.',
  ],
  ['p1000-auth', 'FATAL:  password authentication failed for user "job_agent_admin"'],
  [
    'p1000-auth',
    'psycopg2.OperationalError: connection to server at "db" (172.19.0.2), port 5432 failed: FATAL:  password authentication failed for user "job_agent"',
  ],
  ['module-not-found', "ModuleNotFoundError: No module named 'email_validator'"],
  ['module-not-found', "ModuleNotFoundError: No module named 'alembic.config'"],
  [
    'module-not-found',
    "/usr/local/bin/python: No module named alembic.__main__; 'alembic' is a package and cannot be directly executed",
  ],
  [
    'health-check-fails',
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "wget": executable file not found in $PATH: unknown',
  ],
  ['health-check-fails', '/bin/sh: 1: wget: not found'],
  ['health-check-fails', 'dependency failed to start: container shop-frontend-1 is unhealthy'],
] as const;

const wrappings: readonly (readonly [string, (text: string) => string])[] = [
  [
    'the log of a CI run',
    (text) =>
      [
        '##[group]Run ./deploy.sh',
        'env: NODE_ENV=production',
        '##[endgroup]',
        'Pulling api ... done',
        text,
        '##[error]Process completed with exit code 1.',
      ]
        .map((line, at) => `2026-03-01T10:00:0${at}.1234567Z ${line}`)
        .join('\n'),
  ],
  [
    'the log of a CI run with job and step',
    (text) => `deploy\tRun ./deploy.sh\t2026-03-01T10:00:00.1234567Z \u001b[31m${text}\u001b[0m`,
  ],
  [
    'a report in Markdown',
    (text) =>
      `# Incident\n\n## What happened\n\nThe deploy failed:\n\n\`\`\`\n${text}\n\`\`\`\n\n| step | result |\n| --- | --- |\n| pull | ok |\n`,
  ],
  ['a list and a quote in Markdown', (text) => `Notes\n\n- tried again\n  > ${text}\n- gave up\n`],
  [
    'a chat',
    (text) =>
      `[10:03] ana: deploy is red again\n[10:04] ben: what does it say?\n[10:05] ana: ${text}\n[10:05] ben: oh no`,
  ],
  ['a JSON log', (text) => JSON.stringify({ level: 50, time: 1772359200000, msg: text })],
  [
    'a JSON log of the engine, of JSON lines',
    (text) =>
      JSON.stringify({
        log: `${JSON.stringify({ level: 'error', message: text })}\n`,
        stream: 'stderr',
        time: '2026-03-01T10:00:00Z',
      }),
  ],
  ['docker compose logs', (text) => `api-1     | starting\napi-1     | ${text}\ndb-1      | ready`],
  ['an exported journal', (text) => `__CURSOR=s=1\nMESSAGE=${text}\n_PID=1\n`],
  ['Windows', (text) => `first\r\n${text}\r\nlast\r\n`],
];

describe.each(wrappings)('inside %s', (_, wrap) => {
  test.each(incidents)('%s comes first: %s', (flow, text) => {
    for (const flowsNamed of named(wrap(text))) expect(flowsNamed[0]).toBe(flow);
  });
});

describe('prose that only talks about it names no flow:', () => {
  test.each([
    'PostgreSQL asks every user for a password. If the password is wrong, it refuses; so keep it in one place and rotate it with care.',
    'We run wget in cron to fetch the reports. Is curl the better choice? Both can be found in most images.',
    'A container is healthy when its check succeeds. Ours became unhealthy twice in March, and healthy again by itself.',
    'The health check of the frontend uses wget, and the image has no wget; that is why it never passed.',
    'Alembic is a module for migrations. Python finds modules along sys.path, and a module that is not there raises an error.',
    'The authentication of Prisma against the database server failed because of the volume, as the report says (see P1000 there).',
    'Linux says that a text file is in use when a program is written while it runs.',
    'How do I connect to server db on port 5432? The user shop does exist.',
    'This role has all the passwords that it needs; the database exists.',
    'Roadmap: containers, health checks, PostgreSQL 17, node modules, python packages, wget.',
    '| service | state |\n| --- | --- |\n| db | healthy |\n| api | unhealthy |',
    'docker compose up starts the containers; docker ps lists them with their health.',
  ])('%s', (text) => {
    expect(named(text)).toEqual([[], []]);
  });
});
