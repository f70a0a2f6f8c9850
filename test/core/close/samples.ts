import { photographed } from './photographed.ts';

/** What was typed by hand from a photo of a screen, and the flow that it is about. */
export type Sample = { readonly flow: string; readonly typed: string };

/** Texts as programs print them. */
const printed: readonly (readonly [flow: string, texts: readonly string[]])[] = [
  [
    'p1000-auth',
    [
      'P1000: Authentication failed against database server at `db`, the provided database credentials for `postgres` are not valid.',
      'FATAL:  password authentication failed for user "job_agent_admin"',
      'connection to server at "db" (172.19.0.2), port 5432 failed: FATAL:  password authentication failed for user "app"',
      'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
      'fe_sendauth: no password supplied',
      'DETAIL:  Role "shop" does not exist.',
      'DETAIL:  User "shop" has no password assigned.',
      'could not translate host name "ss@db" to address: Name or service not known',
      'invalid percent-encoded token: "p%ss"',
      "ValueError: Port could not be cast to integer value as 'p'",
      "P1001: Can't reach database server at `db:5432`",
      'no pg_hba.conf entry for host "192.0.2.7", user "app", database "app", no encryption',
    ],
  ],
  [
    'module-not-found',
    [
      "ModuleNotFoundError: No module named 'alembic.config'",
      "/usr/local/bin/python: No module named alembic.__main__; 'alembic' is a package and cannot be directly executed",
      "ModuleNotFoundError: No module named 'email_validator'",
      'ImportError: email-validator is not installed, run `pip install pydantic[email]`',
      "Error: Cannot find module '/app/dist/server.js'",
      "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'express' imported from /app/server.mjs",
      "ImportError: No module named 'web3'",
    ],
  ],
  [
    'text-file-busy',
    [
      'bash: ./deploy.sh: /bin/bash: bad interpreter: Text file busy',
      'exec /w/job.sh: text file busy',
      "cp: cannot create regular file '/usr/local/bin/worker': Text file busy",
      'sh: 1: ./start.sh: Text file busy',
      'Error: spawn /srv/app/run ETXTBSY',
      "OSError: [Errno 26] Text file busy: '/srv/run.sh'",
    ],
  ],
  [
    'health-check-fails',
    [
      'dependency failed to start: container shop-api-1 is unhealthy',
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "wget": executable file not found in $PATH: unknown',
      'Health check exceeded timeout (1s)',
      '/bin/sh: 1: wget: not found',
      '/bin/sh: curl: command not found',
      'exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown',
      'container shop-web-1 has no healthcheck configured',
    ],
  ],
];

/** How people type what they see, not what a program prints. */
const byHand: readonly Sample[] = [
  { flow: 'p1000-auth', typed: 'prisma p1000 autentication failed agianst database sever' },
  { flow: 'p1000-auth', typed: 'pasword authentification failed for user postgres' },
  { flow: 'p1000-auth', typed: 'password authenticaton faild for user' },
  { flow: 'p1000-auth', typed: 'Role does not exsist postgres authentication' },
  { flow: 'p1000-auth', typed: 'database rejects the credentails' },
  { flow: 'p1000-auth', typed: 'client pasword must be a sting' },
  { flow: 'module-not-found', typed: 'modulenotfound no modul named alembic' },
  { flow: 'module-not-found', typed: 'no module named alembic' },
  { flow: 'module-not-found', typed: 'connot find modul express' },
  { flow: 'module-not-found', typed: 'python says module not found but it is installd' },
  { flow: 'text-file-busy', typed: 'text fle bussy' },
  { flow: 'text-file-busy', typed: 'bad interpeter text file buzy' },
  { flow: 'text-file-busy', typed: 'ETXTBUSY when starting script' },
  { flow: 'text-file-busy', typed: 'textfilebusy' },
  { flow: 'health-check-fails', typed: 'contaner is unhealty' },
  { flow: 'health-check-fails', typed: 'container unhealthy but app works' },
  { flow: 'health-check-fails', typed: 'wget executable not found in path healthcheck' },
  { flow: 'health-check-fails', typed: 'helth check exeeded timeout' },
  { flow: 'health-check-fails', typed: 'dependancy failed to start container is unhealty' },
];

export const samples: readonly Sample[] = [
  ...printed.flatMap(([flow, texts]) =>
    texts.flatMap((text, index) =>
      [1, 2, 3].map((seed) => ({ flow, typed: photographed(text, seed * 1000 + index) })),
    ),
  ),
  ...byHand,
];
