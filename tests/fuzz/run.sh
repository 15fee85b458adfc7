#!/usr/bin/env bash
# Fuzzes the readers with libFuzzer: tests/fuzz/run.sh SECONDS [TARGET...], SECONDS for each target (default: all).
# Builds with clang's address and undefined-behaviour sanitizers, starts from seeds that the fixtures' writers make,
# keeps corpora and findings in build-checked/fuzz/ for the next time, and prints executions, coverage and findings.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:?"how many seconds for each target?"}
shift
packaging/build.sh checked --target camframe_fuzz camframe-hdf5
program=build-checked/bin/camframe_fuzz
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <("$program")
export LLVM_PROFILE_FILE=/dev/null
export ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=0 QT_QPA_PLATFORM=offscreen
# Inputs are written to a file each: in memory where that can be.
[ -w /dev/shm ] && export TMPDIR=/dev/shm
failed=0
printf '%-18s %10s %9s %9s %8s\n' target executions coverage corpus findings
for target in "${targets[@]}"; do
    folder=build-checked/fuzz/$target
    mkdir -p "$folder/corpus" "$folder/findings"
    export CAMFRAME_FUZZ_TARGET=$target
    CAMFRAME_FUZZ_SEEDS=$folder/seeds "$program" >/dev/null 2>&1
    if [ -z "$(ls -A "$folder/seeds" 2>/dev/null)" ]; then
        printf '%-18s no seeds here\n' "$target"
        continue
    fi
    # One process, ended by the first finding; -timeout and -rss_limit_mb make loops and memory findings, too.
    "$program" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2560 -max_len=65536 -print_final_stats=1 \
        -artifact_prefix="$folder/findings/" "$folder/corpus" "$folder/seeds" >"$folder/log" 2>&1 || failed=1
    printf '%-18s %10s %9s %9s %8s\n' "$target" \
        "$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/log")" \
        "$(grep -o 'cov: [0-9]*' "$folder/log" | tail -1 | cut -d' ' -f2)" \
        "$(find "$folder/corpus" -type f | wc -l)" "$(find "$folder/findings" -type f | wc -l)"
done
exit $failed
