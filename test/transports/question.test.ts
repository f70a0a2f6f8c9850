import { expect, test } from 'vitest';
import { isQuestion } from '../../src/transports/question.ts';

test.each([
  'select 1',
  ' SELECT rolname, rolpassword FROM pg_authid WHERE rolname = $$shop$$;',
  'show server_version',
  'table alembic_version',
  "select to_regclass('public.users') is not null as there",
  'select pg_is_in_recovery(), pg_postmaster_start_time()',
  'select * from pg_stat_activity',
  'select "update" from "settings"',
])('%s changes nothing', (sql) => {
  expect(isQuestion(sql)).toBe(true);
});

test.each([
  'delete from users',
  'drop schema public cascade',
  "copy users to program 'sh'",
  'select 1; drop table users',
  'select 1 /* ; */',
  'select * into copied from users',
  'select * from users for update',
  'select * from users for no key update',
  'with gone as (delete from users returning *) select * from gone',
  'select pg_terminate_backend(1)',
  'select "pg_terminate_backend"(1)',
  'select PG_RELOAD_CONF ()',
  "select pg_read_file('/etc/passwd')",
  "select lo_import('/etc/passwd')",
  "select nextval('users_id_seq')",
  "select set_config('a.b', 'c', false)",
  "select dblink_exec('', 'drop table users')",
  'select pg_sleep(100)',
  'select pg_advisory_lock(1)',
  'select pg_stat_reset()',
  'set role postgres',
  'explain analyze delete from users',
  '\\! id',
  'select 1 \\gexec',
  '',
])('%s is refused', (sql) => {
  expect(isQuestion(sql)).toBe(false);
});
