#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# camframe slurm on a real Slurm of one machine: a node that is killed in the middle and comes back must lose and
# double nothing, compared with a run that nobody disturbed.
#
#     cluster_test.sh CAMFRAME MAKE_SMALL_SET LOGS
set -euo pipefail
camframe=$1 make_set=$2 logs=$3
here=$(cd "$(dirname "$0")" && pwd)
if [ "$(id -u)" -ne 0 ]; then
    echo "SKIPPED: slurmd needs root."
    exit 77
fi
# shellcheck source=tests/services/slurm_cluster.sh
. "$here/slurm_cluster.sh"
work=$(mktemp -d)
rm -rf "$logs" && mkdir -p "$logs"
finish() {
    cp "$work"/slurm/*.log "$logs"/ 2>/dev/null || true
    cp -r "$work"/out*/slurm "$logs"/parts 2>/dev/null || true
    cp "$work"/*.txt "$logs"/ 2>/dev/null || true
    slurm_stop
    rm -rf "$work"
}
trap finish EXIT
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
# NAME PATTERN COMMAND...: waits until the command's output has the pattern.
until_says() {
    local name=$1 pattern=$2
    shift 2
    for _ in $(seq 600); do
        "$@" >"$work/last.txt" 2>&1 || true
        if grep -qE "$pattern" "$work/last.txt"; then return 0; fi
        sleep 0.5
    done
    cat "$work/last.txt"
    fail "no $name within five minutes"
}
results() { find "$out" -name calibration.json 2>/dev/null | wc -l; }

episodes=48
"$make_set" "$work/set of it's" --episodes $episodes
cd "$work/set of it's"
arguments=(data --robot demo --masks masks --init init.json --backend cpu)
out="$work/out put"

echo "== undisturbed =="
"$camframe" calibrate "${arguments[@]}" --threads 1 --out "$work/whole" --quiet >/dev/null

slurm_start "$work/slurm"
echo "$(sinfo --version): $(sinfo --noheader)"

echo "== dry run =="
"$camframe" slurm submit --dry-run --parts 6 --throttle 2 --cpus 1 --time 30 -- "${arguments[@]}" --out "$out" |
    tee "$work/script.txt"
[ ! -e "$out" ] || fail "the dry run wrote something"

echo "== a node dies in the middle =="
"$camframe" slurm submit --parts 6 --throttle 2 --cpus 1 --time 30 -- "${arguments[@]}" --out "$out"
job=$(sed -n 's/.*"\([0-9]\+\)".*/\1/p' <<<"$(grep -A1 '"jobs"' "$out/slurm/submission.json")")
if "$camframe" slurm submit --parts 6 -- "${arguments[@]}" --out "$out" 2>"$work/twice.txt"; then
    fail "the same was submitted twice"
fi
cat "$work/twice.txt"
until [ "$(results)" -ge 3 ]; do sleep 0.05; done
"$camframe" slurm status "$out" | tee "$work/status-running.txt"
slurm_kill_node
killed=$(results)
echo "killed with $killed of $episodes results"
[ "$killed" -lt $episodes ] || fail "the run was over before the kill"
[ -z "$(slurm_children)" ] || fail "something of the node still runs"
until_says "failed node" 'down' sinfo --noheader --format=%T
"$camframe" slurm status "$out" | tee "$work/status-down.txt"
slurm_node_again
# Slurm holds what it requeues for two minutes; nobody has to wait for that here.
release() {
    for task in $(squeue --array --noheader --format='%i|%r' | sed -n 's/|BeginTime$//p'); do
        scontrol update "JobId=$task" StartTime=now 2>/dev/null || true
    done
    "$camframe" slurm status "$out"
}
until_says "end" '6 parts: 6 done' release
cat "$work/last.txt" && cp "$work/last.txt" "$work/status-done.txt"
grep -l 'start 2' "$out"/slurm/part-*.log >/dev/null || fail "no part was started a second time"
grep -h 'part .* start' "$out"/slurm/part-*.log | sort
grep -q NODE_FAIL "$work/slurm/jobcomp.log" || fail "Slurm saw no failed node"
python3 "$here/same_results.py" "$out" "$work/whole"

echo "== collected, twice =="
"$camframe" slurm collect "$out" --into "$work/list.camreview" | tee "$work/collect1.txt"
"$camframe" slurm collect "$out" --into "$work/list.camreview" | tee "$work/collect2.txt"
grep -q "$episodes of $episodes camera-episodes have results; $episodes new" "$work/collect1.txt" || fail "not all was collected"
grep -q "; 0 new" "$work/collect2.txt" || fail "a second collect changed something"

echo "== submitted again: nothing is calculated twice =="
"$camframe" slurm submit --parts 6 --cpus 1 -- "${arguments[@]}" --out "$out"
until_says "end of the second job" '6 parts: 6 done, 0 running, 0 waiting' "$camframe" slurm status "$out"
python3 "$here/same_results.py" "$out" "$work/whole"
echo "all good (job $job, $killed results before the kill)"
