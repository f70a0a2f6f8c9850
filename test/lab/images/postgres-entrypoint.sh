#!/bin/sh
# Behaves as the entrypoint of the official image does: POSTGRES_USER, POSTGRES_PASSWORD and
# POSTGRES_DB act on an empty data directory only.
set -e
[ "${1#-}" = "$1" ] || set -- postgres "$@"
[ "$1" = postgres ] || exec "$@"

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chown -R postgres:postgres "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA"
  chmod 3775 /var/run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

if [ -s "$PGDATA/PG_VERSION" ]; then
  printf '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n'
  exec "$@"
fi

if [ -z "$POSTGRES_PASSWORD" ] && [ "$POSTGRES_HOST_AUTH_METHOD" != trust ]; then
  echo 'Error: Database is uninitialized and superuser password is not specified.' >&2
  echo '       You must specify POSTGRES_PASSWORD to a non-empty value for the' >&2
  echo '       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".' >&2
  exit 1
fi

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
secret=$(mktemp)
printf '%s\n' "$POSTGRES_PASSWORD" >"$secret"
initdb --username="$user" --pwfile="$secret" --auth-local=trust --auth-host=trust \
  --encoding=UTF8 --no-sync
rm "$secret"
echo "host all all all ${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"

# The temporary server listens on its socket only: a client over the network has to wait.
pg_ctl --pgdata="$PGDATA" --options="-c listen_addresses=''" --wait start
ask() { psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$user" "$@"; }
if [ "$database" != postgres ]; then
  ask --dbname postgres --set db="$database" <<'SQL'
CREATE DATABASE :"db";
SQL
fi
for script in /docker-entrypoint-initdb.d/*; do
  case "$script" in
    *.sh)
      echo "$0: running $script"
      if [ -x "$script" ]; then "$script"; else . "$script"; fi
      ;;
    *.sql)
      echo "$0: running $script"
      ask --dbname "$database" --file "$script"
      ;;
  esac
done
pg_ctl --pgdata="$PGDATA" --mode=fast --wait stop
printf '\nPostgreSQL init process complete; ready for start up.\n\n'
exec "$@"
