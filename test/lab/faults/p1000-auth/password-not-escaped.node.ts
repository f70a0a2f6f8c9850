import type { Fault } from '../../fault.ts';
import { database, nodeClient, says, serves, writeNodeApp, writeProject } from '../../shop.ts';

const password = 'Kestrel#Harbor71';

export const fault: Fault = {
  about:
    "The password holds a #, and Node's URL refuses the whole: the client never sends anything.",
  images: ['lab/postgres', 'lab/node'],
  async arrange(ground) {
    await writeNodeApp(ground);
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: password }),
      api: nodeClient({
        environment: { DATABASE_URL: `postgresql://postgres:${password}@db:5432/shop` },
      }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, 'ERR_INVALID_URL');
    return {};
  },
  expect: {
    diagnosis: 'password-not-escaped',
    confidence: 'confirmed',
    evidence: ['the client refuses it: Invalid URL', '/app/node_modules/pg is in its image'],
    ruledOut: ['volume-keeps-old-password', 'env-value-cut', 'passwords-differ', 'works-now'],
    absent: [password],
  },
};
