#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A batch that is killed at 20 random points and goes on must end as one that nobody disturbed.
#
#     resume_test.sh CAMFRAME MAKE_SMALL_SET LOGS [SEED]
set -euo pipefail
camframe=$1 make_set=$2 logs=$3
RANDOM=${4:-1}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$logs" && mkdir -p "$logs"
# The cheaper an episode, the more of the run is what a kill could spoil: reading, writing, deciding what to keep.
"$make_set" "$work/set" --episodes 12 --width 64 --height 48 --frames 2
arguments=(calibrate "$work/set/data" --robot demo --masks "$work/set/masks" --init "$work/set/init.json"
    --backend cpu --jobs 2 --threads 2 --quiet)
# Points in time are told by the CPU time that was used, in hundredths of a second: a busy machine changes nothing.
TIMEFORMAT='%U %S'
used=$({ time "$camframe" "${arguments[@]}" --out "$work/whole" >/dev/null 2>&1; } 2>&1)
total=$(awk '{printf "%d", 100 * ($1 + $2)}' <<<"$used")
echo "undisturbed: $total hundredths of a second"
for run in $(seq 20); do
    out="$work/out$run"
    "$camframe" "${arguments[@]}" --out "$out" --resume >/dev/null 2>&1 &
    pid=$!
    after=$((RANDOM % total))
    while ticks=$(awk '{print $14 + $15}' /proc/$pid/stat 2>/dev/null) && [ "$ticks" -lt $after ]; do sleep 0.01; done
    if kill -KILL $pid 2>/dev/null; then
        echo "run $run: killed after $after with $(find "$out" -name calibration.json 2>/dev/null | wc -l) results"
    fi
    wait $pid 2>/dev/null || true
    "$camframe" "${arguments[@]}" --out "$out" --resume >/dev/null
    python3 "$here/same_results.py" "$out" "$work/whole"
    rm -rf "$out"
done | tee "$logs/resume.txt"
[ "$(grep -c killed "$logs/resume.txt")" -ge 15 ] || { echo "FAILED: too few runs were killed in time" >&2; exit 1; }
[ "$(grep -c 'results equal' "$logs/resume.txt")" -eq 20 ] || { echo "FAILED: not every run ended" >&2; exit 1; }
echo "all good: $(grep -c killed "$logs/resume.txt") kills"
