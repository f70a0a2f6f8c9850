import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callsOf, done, keepsItsWord, openStage, shown, type Stage } from '../actions/stage.ts';
import { startEngine } from './engine.ts';
import { openGround, type OpenGround } from './ground.ts';
import { database, serves, sql, writeProject } from './shop.ts';

const engine = await startEngine();
if (!engine) throw new Error('no engine');
let ground: OpenGround;
let stage: Stage;

beforeAll(async () => {
  ground = await openGround(engine, 'actions/postgres');
  await ground.image('lab/postgres');
  await writeProject(ground, { db: database({ POSTGRES_PASSWORD: 'Kestrel-Harbor-71' }) });
  await ground.compose(['up', '--detach']);
  await serves(ground);
  stage = await openStage({ ...engine.env });
}, 240_000);
afterAll(async () => {
  await stage.close();
  await ground.close();
});

const db = () => `${ground.name}-db-1`;
const roles = () =>
  sql(
    ground,
    'select rolname, rolcanlogin, rolsuper, rolvaliduntil, rolpassword from pg_authid order by 1',
  );
const logsIn = async (role: string, password: string) => {
  const argv = ['exec', '-e', `PGPASSWORD=${password}`, db(), 'psql', '-X', '-h', db(), '-U', role];
  const { exitCode } = await ground.docker([...argv, '-d', 'postgres', '-c', 'select 1'], {
    reject: false,
  });
  return exitCode === 0;
};

describe.each(['scram-sha-256', 'md5'])('a role whose password is kept as %s', (form) => {
  const role = `app "${form}" '1'`;
  beforeAll(async () => {
    const name = `"${role.replaceAll('"', '""')}"`;
    await sql(
      ground,
      `set password_encryption = '${form}'; create role ${name} login password 'Former-Word-11'`,
    );
  });

  test('gets another password, which the server never sees, and the former one back', async () => {
    const password = stage.vault.secret('Juniper-Lantern-38');
    const call = { action: 'postgres.set-password', with: { container: db(), role, password } };
    await keepsItsWord(stage, call, roles);
    const [back] = callsOf(await stage.undo(call));
    done(await stage.apply(call));
    expect(await logsIn(role, 'Juniper-Lantern-38')).toBe(true);
    expect(await logsIn(role, 'Former-Word-11')).toBe(false);
    expect(JSON.stringify([back, shown(await stage.preview(back!))])).not.toMatch(
      /SCRAM-SHA-256\$|md5[0-9a-f]{32}/,
    );
    done(await stage.apply(back!));
    // The server's rules ask for SCRAM, which an md5 text cannot serve: as it was before.
    expect(await logsIn(role, 'Former-Word-11')).toBe(form === 'scram-sha-256');
    const { stdout, stderr } = await ground.docker(['logs', db()]);
    expect(stdout + stderr).not.toContain('Juniper-Lantern-38');
  });

  test('keeps what somebody else gave it since', async () => {
    const call = {
      action: 'postgres.set-password',
      with: { container: db(), role, password: 'x' },
    };
    const [back] = callsOf(await stage.undo(call));
    done(await stage.apply(call));
    await sql(ground, `alter role "${role.replaceAll('"', '""')}" password 'Theirs-12'`);
    const before = await roles();
    expect(await stage.apply(back!)).toMatchObject({
      detail: expect.stringMatching(/somebody else/),
    });
    expect(await roles()).toBe(before);
  });
});

test('a role is made, and dropped as long as it owns nothing', async () => {
  const password = stage.vault.secret('Own-Role-Word-5');
  const call = { action: 'postgres.create-role', with: { container: db(), role: 'Own', password } };
  await keepsItsWord(stage, call, roles);
  const [back] = callsOf(await stage.undo(call));
  done(await stage.apply(call));
  expect(await logsIn('Own', 'Own-Role-Word-5')).toBe(true);
  const other = { ...call, with: { ...call.with, password: 'other' } };
  expect(await stage.preview(other)).toMatchObject({
    detail: expect.stringMatching(/another password/),
  });
  await sql(ground, 'create schema theirs authorization "Own"');
  expect(await stage.preview(back!)).toMatchObject({
    detail: expect.stringMatching(/depend on it/),
  });
  expect(await stage.apply(back!)).toMatchObject({ outcome: 'unreadable' });
  await sql(ground, 'drop schema theirs');
  done(await stage.apply(back!));
  expect(await stage.apply(back!)).toMatchObject({ data: { nothingToDo: true } });
});

test('a preview names who is connected as the role', async () => {
  await sql(ground, "create role visitor login password 'Visitor-Word-5'");
  const net = `${ground.name}_default`;
  const [name, command] = [
    `${ground.name}-guest`,
    `psql -h db -U visitor -d shop -c 'select pg_sleep(600)'`,
  ];
  await ground.docker([
    ...['run', '-d', '--name', name, '--network', net, '-e', 'PGPASSWORD=Visitor-Word-5'],
    ...['--entrypoint', '/bin/bash', 'lab/postgres', '-c', command],
  ]);
  const call = {
    action: 'postgres.set-password',
    with: { container: db(), role: 'visitor', password: 'y' },
  };
  const seen = await ground.until('the guest is connected', async () => {
    const { blast } = shown(await stage.preview(call));
    return blast.connections.length > 0 ? blast.connections : undefined;
  });
  expect(seen).toEqual([`${name} on database shop`]);
});

test.each([
  ['a role that is not there', { role: 'nobody-such' }, 'not-found', /does not exist/],
  ['an empty password', { role: 'postgres', password: '' }, 'unreadable', /is none/],
])('%s is refused', async (_, more, outcome, words) => {
  const given = { container: db(), password: 'x', ...more };
  const preview = await stage.preview({ action: 'postgres.set-password', with: given });
  expect(preview).toMatchObject({ outcome, detail: expect.stringMatching(words) });
});

test.each(['nologin', "valid until '2020-01-01 00:00:00+00'", "nologin valid until '2021-05-06'"])(
  'a role that was made %s may log in, and is again as it was',
  async (as) => {
    const role = `kept out ${as.length}`;
    await sql(ground, `create role "${role}" ${as} password 'Kept-Out-Word-5'`);
    if (!as.includes('nologin')) await sql(ground, `alter role "${role}" login`);
    const call = { action: 'postgres.let-login', with: { container: db(), role } };
    await keepsItsWord(stage, call, roles);
    done(await stage.apply(call));
    expect(await logsIn(role, 'Kept-Out-Word-5')).toBe(true);
  },
);

const databases = () =>
  sql(ground, 'select datname, pg_get_userbyid(datdba) from pg_database order by 1');

test('a database is made, and dropped as long as nothing was put into it', async () => {
  const database = 'shop "two"';
  const with_ = { container: db(), database, owner: 'postgres' };
  const call = { action: 'postgres.create-database', with: with_ };
  await keepsItsWord(stage, call, databases);
  const [back] = callsOf(await stage.undo(call));
  done(await stage.apply(call));
  await sql(ground, 'create table theirs (id int)', { database });
  expect(await stage.preview(back!)).toMatchObject({
    detail: expect.stringMatching(/it stays/),
  });
  expect(await stage.apply(back!)).toMatchObject({ outcome: 'unreadable' });
  await sql(ground, 'drop table theirs', { database });
  done(await stage.apply(back!));
  expect(await stage.apply(back!)).toMatchObject({ data: { nothingToDo: true } });
  const nobodys = { ...call, with: { ...call.with, owner: 'nobody-such' } };
  expect(await stage.preview(nobodys)).toMatchObject({ outcome: 'not-found' });
});

const rules = () =>
  sql(
    ground,
    `select pg_read_file(current_setting('hba_file')),
      pg_conf_load_time() >= (pg_stat_file(current_setting('hba_file'))).modification`,
  );

test('a rule is added above what rejects, is in force, and the former file comes back', async () => {
  const hba = "current_setting('hba_file')";
  await sql(ground, "create role walled login password 'Walled-Word-5'");
  await sql(
    ground,
    `copy (select pg_read_file(${hba})) to program $$ sed 's/\\\\n/\\n/g' > /tmp/hba && (echo 'host all walled all reject'; cat /tmp/hba) > "$PGDATA/pg_hba.conf" $$; select pg_reload_conf()`,
  );
  await ground.until('the rule is in force', async () =>
    (await logsIn('walled', 'Walled-Word-5')) ? undefined : true,
  );
  const call = {
    action: 'postgres.add-hba-entry',
    with: { container: db(), role: 'walled', database: 'postgres' },
  };
  await keepsItsWord(stage, call, rules);
  done(await stage.apply(call));
  await ground.until('the role is let in', async () =>
    (await logsIn('walled', 'Walled-Word-5')) ? true : undefined,
  );
});
