import type { Fault } from '../../fault.ts';
import { nodeClient, says, serves, writeNodeApp } from '../../shop.ts';

export const fault: Fault = {
  about: 'docker run --env-file keeps the quotes, so the client reads no URL at all.',
  images: ['lab/postgres', 'lab/node'],
  async arrange(ground) {
    await writeNodeApp(ground);
    const [network, db, api] = ['net', 'db', 'api'].map((word) => `${ground.name}-${word}`);
    const file = await ground.write(
      'api.env',
      `DATABASE_URL="postgresql://postgres:Kestrel-Harbor-71@${db}:5432/shop"\n`,
      0o600,
    );
    await ground.docker(['network', 'create', String(network)]);
    const run = ['run', '--detach', '--network', String(network), '--name'];
    const given = ['-e', 'POSTGRES_PASSWORD=Kestrel-Harbor-71', '-e', 'POSTGRES_DB=shop'];
    await ground.docker([...run, String(db), ...given, 'lab/postgres']);
    await serves(ground, db);
    const app = ['-v', `${ground.dir}/app:/app:ro`, '-w', '/app', '--init', '--env-file', file];
    const { command } = nodeClient() as { readonly command: string[] };
    await ground.docker([...run, String(api), ...app, 'lab/node', ...command]);
    await says(ground, 'ENOTFOUND', api);
    return { inputs: { container: String(api) } };
  },
  expect: {
    diagnosis: 'env-value-cut',
    confidence: 'confirmed',
    ruledOut: [
      'volume-keeps-old-password',
      'password-not-escaped',
      'passwords-differ',
      'works-now',
    ],
    absent: ['Kestrel-Harbor-71'],
  },
};
