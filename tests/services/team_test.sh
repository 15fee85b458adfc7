#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Review projects on a real PostgreSQL server: copies both ways, eight reviewers at once while the server is killed
# and started again, verdicts that race, migration, passwords.
#
#     team_test.sh CAMFRAME REVIEW_WORKER LOGS
set -euo pipefail
camframe=$1 worker=$2 logs=$3
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/services/postgres_cluster.sh
. "$here/postgres_cluster.sh"
work=$(mktemp -d)
chmod 755 "$work"
rm -rf "$logs" && mkdir -p "$logs"
finish() {
    cp "$work"/pg/server.log "$work"/*.txt "$work"/*.json "$logs"/ 2>/dev/null || true
    pg_stop
    rm -rf "$work"
}
trap finish EXIT
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
same() { cmp "$1" "$2" || fail "$3"; }

pg_start "$work/pg"
echo "PostgreSQL: $(pg_sql 'SHOW server_version')"

echo "== a project goes to the server and back =="
items=240
"$worker" make "$work/team.camreview" $items
"$camframe" project copy "$work/team.camreview" "$PG_URL/team?folder=$work/shared"
"$camframe" project list "$PG_URL/team" --json | sed '/"project"/d' >"$work/there.json"
"$camframe" project list "$work/team.camreview" --json | sed '/"project"/d' >"$work/here.json"
same "$work/here.json" "$work/there.json" "the copy on the server is another project"

echo "== eight reviewers; the server dies three times =="
workers=()
for i in 1 2 3 4 5 6 7 8; do
    "$worker" queue "$PG_URL/team" "reviewer$i" "$work/acks$i.txt" 2>"$work/errors$i.txt" &
    workers+=($!)
done
kept() { cat "$work"/acks?.txt 2>/dev/null | wc -l; }
for share in 4 2 1; do
    until [ "$(kept)" -ge $((items / (share * 2))) ]; do sleep 0.05; done
    echo "killed with $(kept) of $items verdicts kept"
    pg_kill
    sleep 1
    pg_again
done
for pid in "${workers[@]}"; do wait "$pid" || fail "a reviewer gave up: $(cat "$work"/errors?.txt)"; done
cat "$work"/acks?.txt | sort >"$work/acknowledged.txt"
pg_sql "SELECT item || ' ' || reviewer || ' ' || verdict FROM team.history WHERE action = 'verdict'" |
    sort >"$work/history.txt"
pg_sql "SELECT id || ' ' || reviewer || ' ' || verdict FROM team.items" | sort >"$work/standing.txt"
[ "$(wc -l <"$work/acknowledged.txt")" -eq $items ] || fail "$(wc -l <"$work/acknowledged.txt") verdicts for $items items"
same "$work/acknowledged.txt" "$work/history.txt" "verdicts were lost or doubled"
same "$work/acknowledged.txt" "$work/standing.txt" "other verdicts stand than were given"
echo "reviewers: $(cut -d' ' -f2 "$work/acknowledged.txt" | sort | uniq -c | tr -s ' \n' ' ')"

echo "== eight reviewers race for the same items =="
"$worker" make "$PG_URL/race?folder=$work/shared" 40
workers=()
for i in 1 2 3 4 5 6 7 8; do
    "$worker" race "$PG_URL/race" "racer$i" "$work/race$i.txt" &
    workers+=($!)
done
for pid in "${workers[@]}"; do wait "$pid" || fail "a racer gave up"; done
cat "$work"/race?.txt | sort >"$work/raced.txt"
pg_sql "SELECT id || ' ' || reviewer || ' ' || verdict FROM race.items" | sort >"$work/won.txt"
same "$work/raced.txt" "$work/won.txt" "an item was judged twice, or never"
echo "winners: $(cut -d' ' -f2 "$work/won.txt" | sort | uniq -c | tr -s ' \n' ' ')"

echo "== signatures, a second opinion, agreement =="
"$camframe" project verdict "$PG_URL/race" 0 front rejected --reviewer zoe --again --calibration "$work/none" \
    2>"$work/nofile.txt" && fail "a file that is not there was judged"
"$camframe" project signoff "$PG_URL/race" --reviewer lead --query 'verdict:accepted'
before=$(pg_sql "SELECT count(*) FROM race.items WHERE signed_by = 'lead'")
[ "$before" -gt 0 ] || fail "nothing was signed off"
"$camframe" project agreement "$PG_URL/race"

echo "== back into a file, and merged =="
"$camframe" project copy "$PG_URL/team" "$work/back.camreview"
"$camframe" project list "$PG_URL/team" --json | sed '/"project"/d' >"$work/server-end.json"
"$camframe" project list "$work/back.camreview" --json | sed '/"project"/d' >"$work/file-end.json"
same "$work/server-end.json" "$work/file-end.json" "the copy in the file is another project"
"$camframe" project history "$PG_URL/team" --json >"$work/server-history.json"
"$camframe" project history "$work/back.camreview" --json >"$work/file-history.json"
same "$work/server-history.json" "$work/file-history.json" "the copy has another history"
"$camframe" project merge "$work/team.camreview" "$PG_URL/team" | tee "$work/merge1.txt"
"$camframe" project merge "$work/team.camreview" "$PG_URL/team" | tee "$work/merge2.txt"
grep -q "^$items verdicts and 0 texts taken over, $items events" "$work/merge1.txt" || fail "the merge missed something"
grep -q "^0 verdicts and 0 texts taken over, 0 events" "$work/merge2.txt" || fail "a second merge doubled something"

echo "== a project of version 2 is brought up to date =="
pg_sql "ALTER TABLE team.items DROP COLUMN signed_by, DROP COLUMN signed_at; DROP TABLE team.history;
        UPDATE team.meta SET value = '2' WHERE key = 'schema_version'"
"$camframe" project list "$PG_URL/team" --json | sed '/"project"/d' >"$work/migrated.json"
same "$work/server-end.json" "$work/migrated.json" "the migration changed items"
[ "$(pg_sql "SELECT count(*) FROM team.history")" -eq $items ] || fail "the migration lost verdicts"

echo "== passwords =="
if "$camframe" project list "postgresql://ada:tea@127.0.0.1:$pg_port/camframe/team" 2>"$work/password.txt"; then
    fail "a password in the name was taken"
fi
grep -q pgpass "$work/password.txt" || fail "the sentence does not say where passwords go"
! grep -q ":tea@" "$work/password.txt" || fail "the password was printed"
if PGPASSFILE=/dev/null "$camframe" project list "$PG_URL/team" 2>"$work/refused.txt"; then fail "no password was asked"; fi
cat "$work/refused.txt"
echo "all good"
