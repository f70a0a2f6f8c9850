/** Functions that act, whatever the transaction says: they signal, write files, call out, or sleep. */
const acting = [
  'pg_(terminate|cancel)_backend',
  'pg_(reload_conf|rotate_logfile|promote|switch_wal|create_restore_point)',
  'pg_(start|stop)_backup|pg_backup_(start|stop)',
  'pg_(create|drop|copy|replication|logical)_\\w*(slot|origin|emit)\\w*',
  'pg_(read|write|ls|stat)_\\w*file\\w*|pg_file_\\w+|lo_\\w+',
  'pg_(try_)?advisory_\\w+|pg_notify|pg_sleep\\w*|set_config|setval|nextval',
  'dblink\\w*|query_to_xml\\w*|table_to_xml\\w*|cursor_to_xml\\w*|database_to_xml\\w*',
  'pg_stat_reset\\w*|pg_wal_replay_\\w+|pg_log_\\w+|pg_import_\\w+|pg_export_\\w+',
].join('|');

/**
 * Is this SQL known to change nothing? It runs in a read-only transaction besides; this keeps out
 * what that lets pass. When in doubt it is not.
 */
export const isQuestion = (sql: string): boolean =>
  /^\s*(select|show|table)\b/i.test(sql) &&
  !/[;\\]|--|\/\*/.test(sql.replace(/;\s*$/, '')) &&
  !/\b(into|for\s+(no\s+key\s+)?(update|key\s+share|share))\b/i.test(sql) &&
  !new RegExp(`\\b(${acting})"?\\s*\\(`, 'i').test(sql);
