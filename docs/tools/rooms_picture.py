#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Draws docs/images/rooms.svg: which target of the build links which, as CMake itself says (cmake --graphviz).

    docs/tools/rooms_picture.py            configures in a scratch folder and writes rooms.dot and rooms.svg (needs graphviz)
    docs/tools/rooms_picture.py --check    changes nothing; fails where rooms.dot is not what the build is
"""
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

root = Path(__file__).resolve().parents[2]
picture = root / "docs" / "images" / "rooms"
colours = {"app": "#f3c34b", "views": "#8ec7ff", "model": "#b5e2b0", "calib": "#f0b3a2", "render": "#d3c0f0"}
rooms = ["model_core", "model_qt", "render", "calib_inference", "calib", "calib_synthetic", "calib_baselines", "views",
         "camframe_commands", "camframe_review", "camframe_studio_lib", "camframe", "camframe-studio"]


def colour_of(room):
    family = "app" if room.startswith("camframe") else room.split("_")[0]
    return colours[family]


def links():
    """Pairs of rooms, first links second."""
    with tempfile.TemporaryDirectory() as scratch:
        graph = Path(scratch) / "all.dot"
        run = subprocess.run(["cmake", "-S", root, "-B", scratch, "-G", "Ninja", f"--graphviz={graph}"], capture_output=True,
                             text=True)
        if run.returncode != 0:
            sys.exit(run.stdout + run.stderr)
        text = graph.read_text()
    names = dict(re.findall(r'"(node\d+)" \[ label = "([^"\\]+)', text))
    pairs = {(names[a], names[b]) for a, b in re.findall(r'"(node\d+)" -> "(node\d+)"', text) if a in names and b in names}
    return sorted((a, b) for a, b in pairs if a in rooms and b in rooms)


def reduced(pairs):
    """Without what is also reached through another room: such arrows only hide the others."""
    after = {room: {b for a, b in pairs if a == room} for room in rooms}

    def reaches(start, end):
        return end in after[start] or any(reaches(next_room, end) for next_room in after[start])

    return [(a, b) for a, b in pairs if not any(c != b and reaches(c, b) for c in after[a])]


def dot():
    lines = ["// Written by docs/tools/rooms_picture.py from cmake --graphviz.", "digraph rooms {",
             '  rankdir=TB; bgcolor="white"; node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=11, '
             'color="#555555"]; edge [color="#555555", arrowsize=0.7];']
    lines += [f'  "{room}" [fillcolor="{colour_of(room)}"];' for room in rooms]
    lines += [f'  "{a}" -> "{b}";' for a, b in reduced(links())]
    return "\n".join(lines + ["}"]) + "\n"


def main():
    if not shutil.which("cmake") or not shutil.which("ninja"):
        sys.exit(77)
    text = dot()
    if "--check" in sys.argv[1:]:
        if picture.with_suffix(".dot").read_text() != text:
            sys.exit("docs/images/rooms.dot is not what the build is: run docs/tools/rooms_picture.py")
        return
    picture.with_suffix(".dot").write_text(text)
    subprocess.run(["dot", "-Tsvg", "-o", picture.with_suffix(".svg"), picture.with_suffix(".dot")], check=True)


main()
