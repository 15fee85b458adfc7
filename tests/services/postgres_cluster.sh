# SPDX-License-Identifier: Apache-2.0
# A private PostgreSQL server for tests, to be sourced: its own folder, its own port on 127.0.0.1, run by a user
# without rights (PostgreSQL refuses root).
#
#     pg_start FOLDER    makes and starts it; sets PG_URL, PGPASSFILE
#     pg_kill            kills every process of it at once (SIGKILL), as a power cut does
#     pg_again           starts it again
#     pg_stop            stops it
#     pg_sql SQL         runs a statement as its superuser, prints bare rows

pg_as() {
    if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"; else "$@"; fi
}

pg_start() {
    pg_folder=$1
    local programs
    programs=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
    export PATH="$programs:$PATH"
    mkdir -p "$pg_folder/data"
    [ "$(id -u)" -ne 0 ] || chown -R postgres:postgres "$pg_folder"
    chmod 700 "$pg_folder/data"
    # A port that nobody listens on now.
    pg_port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    printf 'secret\n' >"$pg_folder/password"
    chmod 644 "$pg_folder/password"
    pg_as initdb -D "$pg_folder/data" -U admin -A scram-sha-256 --auth-local=trust --pwfile="$pg_folder/password" \
        --encoding=UTF8 --locale=C >"$pg_folder/initdb.log"
    cat >>"$pg_folder/data/postgresql.conf" <<X
listen_addresses = '127.0.0.1'
port = $pg_port
unix_socket_directories = '$pg_folder'
max_connections = 40
log_min_messages = warning
X
    pg_again
    pg_sql "CREATE ROLE ada LOGIN PASSWORD 'tea'" postgres
    pg_sql "CREATE DATABASE camframe OWNER ada" postgres
    # As people have it: the password is in a file that only they read, never in a name.
    export PGPASSFILE="$pg_folder/pgpass"
    printf '127.0.0.1:%s:*:ada:tea\n' "$pg_port" >"$PGPASSFILE"
    chmod 600 "$PGPASSFILE"
    PG_URL="postgresql://ada@127.0.0.1:$pg_port/camframe"
}

pg_again() {
    pg_as pg_ctl -D "$pg_folder/data" -l "$pg_folder/server.log" -w -t 60 start >/dev/null
}

pg_sql() {
    psql -h "$pg_folder" -p "$pg_port" -U admin -At -v ON_ERROR_STOP=1 -q -c "$1" "${2:-camframe}"
}

pg_kill() {
    local main
    main=$(head -1 "$pg_folder/data/postmaster.pid")
    # Stopped first, so that nothing can be started between the list and the kill.
    kill -STOP "$main"
    # shellcheck disable=SC2046
    kill -KILL $(ps -o pid= --ppid "$main") "$main"
    # After a power cut no process has the number that the locks name; here it can stay for a while as a zombie.
    until grep -qs '^State:.*Z' "/proc/$main/status" || [ ! -e "/proc/$main" ]; do sleep 0.05; done
    rm -f "$pg_folder/data/postmaster.pid" "$pg_folder"/.s.PGSQL.*
}

pg_stop() {
    pg_as pg_ctl -D "$pg_folder/data" -m immediate stop >/dev/null 2>&1 || true
}
