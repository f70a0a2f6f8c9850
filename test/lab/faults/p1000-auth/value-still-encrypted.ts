import type { Fault } from '../../fault.ts';
import { database, psqlClient, refused, says, serves, writeProject } from '../../shop.ts';

export const fault: Fault = {
  about: 'The deployment did not decrypt the env file: the password is what SOPS made of it.',
  images: ['lab/postgres'],
  async arrange(ground) {
    await ground.write(
      'api.env',
      [
        ...['PGHOST=db', 'PGUSER=postgres', 'PGDATABASE=shop'],
        "PGPASSWORD='ENC[AES256_GCM,data:q8Hh2w==,iv:x,tag:y,type:str]'",
        '',
      ].join('\n'),
    );
    await writeProject(ground, {
      db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }),
      api: psqlClient({
        env_file: 'api.env',
        command: ['trap "exit 0" TERM; while :; do psql -c "select 1"; sleep 1; done'],
      }),
    });
    await ground.compose(['up', '--detach']);
    await serves(ground);
    await says(ground, refused);
    return {};
  },
  expect: {
    diagnosis: 'value-still-encrypted',
    confidence: 'confirmed',
    ruledOut: ['container-is-stale', 'role-missing', 'works-now'],
    absent: ['Kestrel-Harbor-71', 'q8Hh2w=='],
  },
};
