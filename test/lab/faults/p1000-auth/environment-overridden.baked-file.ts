import type { Fault } from '../../fault.ts';
import {
  database,
  nodeClient,
  refused,
  says,
  serves,
  writeNodeApp,
  writeProject,
} from '../../shop.ts';

const main = `const { readFileSync } = require('node:fs');
for (const line of readFileSync('.env', 'utf8').split('\\n')) {
  const at = line.indexOf('=');
  if (at > 0) process.env[line.slice(0, at)] = line.slice(at + 1);
}
require('./shop.js');
`;

export const fault: Fault = {
  about: 'The application loads the .env of its image over the environment it is given.',
  images: ['lab/postgres', 'lab/node'],
  async arrange(ground) {
    await writeNodeApp(ground);
    await ground.write('app/main.js', main);
    await ground.write(
      'app/.env',
      'DATABASE_URL=postgresql://postgres:Juniper-Lantern-38@db:5432/shop\n',
    );
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
      api: nodeClient({
        command: ['node', 'main.js'],
        environment: { DATABASE_URL: 'postgresql://postgres:Kestrel-Harbor-71@db:5432/shop' },
      }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'environment-overridden',
    confidence: 'likely',
    evidence: ['/app/.env in its image'],
    ruledOut: [
      'volume-keeps-old-password',
      'container-is-stale',
      'passwords-differ',
      'role-missing',
    ],
    absent: ['Kestrel-Harbor-71', 'Juniper-Lantern-38'],
  },
};
