import { flowFile, type Flow } from '../../src/core/flow.ts';

/** Small flows that screens are drawn from: their words are long where real ones are. */
const define = (id: string, file: unknown): Flow => ({
  ...flowFile.parse(file),
  id,
  hash: `hash-of-${id}`,
});

export const rejected = define('p1000-auth', {
  title: 'The database rejects the credentials (P1000)',
  about:
    'The application reaches PostgreSQL, and PostgreSQL answers that the user or the password is wrong. Several places hold that password; this flow finds which of them has drifted.',
  signatures: [
    { contains: 'P1000: Authentication failed against database server' },
    { matches: 'password authentication failed for user "(?P<user>[^"]+)"' },
  ],
  subjects: { each: 'container', where: [{ when: { texts: { above: 0 } } }] },
  inputs: {
    container: { ask: 'Which container reports the error?', kind: 'container' },
    user: { ask: 'Which user?', kind: 'text', optional: true },
    database: {
      ask: 'Which container runs PostgreSQL for {{container}}?',
      kind: 'container',
      detect: { probe: 'database.candidates', with: { container: '{{container}}' } },
    },
  },
  steps: {
    'app-url': {
      title: 'Read the DATABASE_URL that {{container}} was created with',
      probe: 'container.env',
      with: { container: '{{container}}', name: 'DATABASE_URL' },
      found: 'login',
      'not-found': 'url-not-set',
    },
    login: {
      title: 'Log in to {{database}} with that password',
      probe: 'postgres.login',
      with: { container: '{{database}}' },
      found: [
        { when: { verdict: 'wrong-password' }, go: 'given-password' },
        { when: { verdict: 'accepted' }, go: 'works-now' },
      ],
    },
    'given-password': {
      title: 'Compare the password that {{database}} was first given',
      probe: 'container.env',
      with: { container: '{{database}}', name: 'POSTGRES_PASSWORD' },
      found: [
        {
          when: { same: true },
          because: 'both containers were given the same password, yet the role has another',
          go: 'volume-keeps-old-password',
        },
        { when: { same: false }, go: 'passwords-differ' },
      ],
      permission: 'given-by-file',
    },
    'given-by-file': {
      title: 'Look for a password file of {{database}}',
      probe: 'container.file',
      with: { container: '{{database}}' },
      found: [{ go: 'passwords-differ', confidence: 'likely' }],
    },
  },
  diagnoses: {
    'volume-keeps-old-password': {
      title: 'The volume of {{database}} was initialised with another password',
      explain:
        'The postgres image reads POSTGRES_PASSWORD only while the data directory is empty. The volume was made with an earlier password, and the role still has it. A restart, or a new container on the same volume, changes nothing.',
      prevent: 'Rotate the role and the env file in one step, and keep the script that does it.',
      evidence: ['login', 'given-password'],
      fixes: ['set-role-password'],
      'not-cures': [
        {
          cure: 'docker compose restart',
          because: 'The password is in the volume; the container is not where it is wrong.',
        },
      ],
    },
    'passwords-differ': {
      title: '{{container}} and {{database}} were given different passwords',
      explain: 'The password in DATABASE_URL is not POSTGRES_PASSWORD, and the role rejects it.',
      prevent: 'Build DATABASE_URL from POSTGRES_PASSWORD in the compose file.',
      evidence: ['login'],
      fixes: ['set-role-password'],
    },
    'url-not-set': {
      title: '{{container}} has no DATABASE_URL',
      explain: 'The application fell back to a default.',
      prevent: 'Use ${DATABASE_URL:?} in the compose file.',
      evidence: ['app-url'],
    },
    'works-now': {
      verdict: 'healthy',
      title: 'The credentials work now',
      explain: 'The database accepts the password. The error is older than the last change.',
      prevent: 'Let the application retry its first connection.',
      evidence: ['login'],
    },
  },
  fixes: {
    'set-role-password': {
      title: 'Give the role the password that {{container}} uses',
      risk: 'downtime',
      'by-hand': [
        'docker exec -it {{database}} psql -U postgres -c "ALTER ROLE app PASSWORD \'{{app-url.password}}\'"',
        'docker compose up -d --force-recreate {{container}}',
      ],
      undo: 'The same line with the former password.',
    },
  },
});

export const unhealthy = define('health-check-fails', {
  title: 'A container is unhealthy',
  about: 'The engine runs a command inside the container, and calls it unhealthy when that fails.',
  signatures: [{ contains: 'exec: "wget": executable file not found' }],
  subjects: { each: 'container', where: [{ when: { health: 'unhealthy' } }] },
  inputs: { container: { ask: 'Which container?', kind: 'container' } },
  steps: {
    check: {
      title: 'Read what the health check of {{container}} runs and says',
      probe: 'container.health',
      with: { container: '{{container}}' },
      found: [
        { when: { verdict: 'tool-missing' }, go: 'tool-missing' },
        { when: { verdict: 'passes' }, go: 'passes' },
      ],
    },
  },
  diagnoses: {
    'tool-missing': {
      title: 'The health check of {{container}} calls a tool that its image does not have',
      explain: 'The check is run inside the container. Its image has no such program.',
      prevent: 'Check with what the image has, or with the application itself.',
      evidence: ['check'],
    },
    passes: {
      verdict: 'healthy',
      title: 'The check passes',
      explain: 'The last run of the check ended well.',
      prevent: 'Nothing to do.',
      evidence: ['check'],
    },
  },
});

export const sampleFlows = new Map([rejected, unhealthy].map((flow) => [flow.id, flow]));
