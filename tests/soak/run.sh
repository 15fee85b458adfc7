#!/usr/bin/env bash
# Strains Camframe: tests/soak/run.sh MINUTES [FOLDER]. Random use of the window on a virtual screen and the command line
# beside it, both seeded; a folder that is there already (default build/soak) is gone on with. Four hours: run.sh 240.
# Prints crashes, the trend of memory with its confidence interval, handles, and the slowest commands' memory; plots are
# FOLDER/studio.svg.
set -uo pipefail
cd "$(dirname "$0")/../.."
minutes=${1:?"how many minutes?"}
folder=${2:-build/soak}
mkdir -p "$folder"
end=$(($(date +%s) + minutes * 60))
crashes=0

batch() {  # until the end: the road from a film to a checked export, with another seed each time
    local round=0 failures=0
    while [ "$(date +%s)" -lt "$end" ]; do
        round=$((round + 1))
        local out=$folder/batch
        rm -rf "$out"
        for step in "demo --out $out/demo --quiet" "calibrate $out/demo/recording --robot demo --seed $round --out $out/again --quiet" \
            "export $out/again --format json --out $out/json --quiet" "verify $out/json --against $out/demo/recording --quiet" \
            "doctor $out/demo/recording --quiet"; do
            # shellcheck disable=SC2086
            build/bin/camframe $step >"$folder/batch.last" 2>&1
            local code=$?
            [ $code -le 1 ] || { failures=$((failures + 1)); echo "round $round: camframe $step ended with $code" >>"$folder/batch.log"; }
            echo "$round,${step%% *},$code" >>"$folder/batch.csv"
        done
    done
    echo "$round rounds of commands, $failures crashes" >"$folder/batch.summary"
    [ "$failures" -eq 0 ]
}
batch &
beside=$!
while [ "$(date +%s)" -lt "$end" ]; do
    left=$((end - $(date +%s)))
    xvfb-run -a -s "-screen 0 1600x1000x24" env QT_QPA_PLATFORM=xcb build/bin/studio_soak "$folder" \
        "$(awk "BEGIN {print $left / 60}")" "$RANDOM" >"$folder/studio.last" 2>&1
    code=$?
    [ $code -le 1 ] && break
    crashes=$((crashes + 1))
    cp "$folder/studio.last" "$folder/crash-$crashes.log"
    [ $crashes -lt 10 ] || break
done
wait $beside
commands=$?
echo "crashes of the window: $crashes"
cat "$folder/studio.last" "$folder/batch.summary"
[ $crashes -eq 0 ] && [ ${code:-2} -eq 0 ] && [ $commands -eq 0 ]
