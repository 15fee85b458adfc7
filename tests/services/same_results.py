#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""same_results.py OUT OTHER: the calibrations of two --out folders say the same, but for how long they took.
Also fails where the logs of OUT say that a camera-episode was calculated twice."""
import collections
import json
import pathlib
import sys


def results(folder):
    found = {}
    for path in sorted(pathlib.Path(folder).glob("*/*/calibration.json")):
        result = json.loads(path.read_text())
        del result["timing_s"]
        found[str(path.relative_to(folder))] = result
    return found


out, other = map(pathlib.Path, sys.argv[1:3])
mine, theirs = results(out), results(other)
for name in sorted(mine.keys() ^ theirs.keys()):
    sys.exit(f"{name} is only in one of {out} and {other}")
for name in mine:
    if mine[name] != theirs[name]:
        sys.exit(f"{name} differs between {out} and {other}")
if not mine:
    sys.exit(f"{out} holds no results")
calculated = collections.Counter()
for log in out.glob("calibrate-log*.jsonl"):
    for line in log.read_text().splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # cut short by a kill
        if entry["outcome"] == "calibrated":
            calculated[entry["episode"], entry["camera"]] += 1
for key, count in calculated.items():
    if count > 1:
        sys.exit(f"{key} was calculated {count} times")
leftovers = [p for p in out.rglob("*") if p.is_file() and p.name.startswith(".") or p.suffix == ".tmp"]
print(f"{len(mine)} results equal, {sum(calculated.values())} calculated once, {len(leftovers)} leftovers of writes")
