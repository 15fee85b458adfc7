#!/usr/bin/env python3
"""Reads the summary of llvm-cov export: coverage_table.py SRC LEAST. Fails below LEAST per cent of lines."""
import json
import os
import sys

src, least = sys.argv[1], float(sys.argv[2])
rooms, files = {}, []
for entry in json.load(sys.stdin)["data"][0]["files"]:
    name = os.path.relpath(entry["filename"], src)
    if name.startswith(("..", "views/")):
        continue
    lines = entry["summary"]["lines"]
    files.append((lines["covered"] / max(1, lines["count"]), lines["count"] - lines["covered"], name))
    room = rooms.setdefault("/".join(name.split("/")[:2]) if name.startswith("model") else name.split("/")[0], [0, 0])
    room[0] += lines["covered"]
    room[1] += lines["count"]
for share, missed, name in sorted(files, key=lambda file: -file[1]):
    print(f"{100 * share:6.1f} %  {missed:5} not run  {name}")
for room, (covered, count) in sorted(rooms.items()):
    print(f"{100 * covered / count:6.1f} %  of {count:6} lines  {room}")
covered, count = (sum(room[i] for room in rooms.values()) for i in (0, 1))
share = 100 * covered / max(1, count)
print(f"{share:6.1f} %  of {count:6} lines  src outside views")
sys.exit(0 if share >= least else 1)
