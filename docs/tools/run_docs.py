#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the commands of the documents: run_docs.py CAMFRAME [--long]    (--long: only pages with blocks that take long)

Every ```sh block of README.md, CONTRIBUTING.md, docs/ and resources/ runs in the order of its page, all of one page in one
folder that holds what a reader is told to have: clip.mp4, joints.csv, arm.urdf, front/ and side/ (pictures), the recording
`pick`, its `results`, and `my_set`, a dataset without a profile. A block whose first line is

    # not run: REASON      is left out; the reason is printed
    # long                 runs with --long only, with all others of its page

Each command must end with 0. A command that stands outside of such a block (indented code) is an error: nobody would run it.
"""
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

root = Path(__file__).resolve().parents[2]
program = Path(sys.argv[1]).resolve()
with_long = "--long" in sys.argv[2:]


def pages():
    yield root / "README.md"
    yield root / "CONTRIBUTING.md"
    yield from sorted((root / "docs").rglob("*.md"))
    yield from sorted((root / "resources").rglob("*.md"))


def blocks(page):
    """(line, text) of every sh block; commands elsewhere are an error."""
    found, start, text = [], None, []
    for number, line in enumerate(page.read_text().splitlines(), 1):
        fence = line.strip()
        if start is None and fence in ("```sh", "```console"):
            start, text, indent = number, [], len(line) - len(line.lstrip())
        elif start is not None and fence == "```":
            found.append((start, "\n".join(text)))
            start = None
        elif start is not None:
            text.append(line[indent:])
        elif re.match(r"( {4}|\t)(\./|camframe|cmake |ninja |packaging/)", line):
            sys.exit(f"{page.relative_to(root)}:{number}: put this command into a ```sh block")
    return found


def make_reader_s_folder(folder):
    """What the pages speak of, from the demo that Camframe films."""
    run = lambda *command: subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL, cwd=folder)
    run(program, "demo", "--frames", "10", "--out", "demo", "--quiet")
    recording = folder / "demo" / "recording"
    episode = json.loads((recording / "episode.json").read_text())
    shutil.copytree(folder / "demo" / "robot", folder, dirs_exist_ok=True)
    (folder / "demo_arm.urdf").rename(folder / "arm.urdf")
    for name in ("front", "side"):
        shutil.copytree(recording / "rgb" / "front", folder / name)
    run("ffmpeg", "-loglevel", "error", "-framerate", "10", "-i", recording / "rgb/front/%06d.jpg", "-c:v", "libx264", "-crf",
        "14", "-pix_fmt", "yuv420p", "clip.mp4")
    with open(folder / "joints.csv", "w") as table:
        table.write(",".join(["time"] + ["gripper_mm" if "finger" in n else n for n in episode["joint_names"]]) + "\n")
        for t, row in enumerate(episode["joint_positions"]):
            values = [1000 * v if "finger" in n else math.degrees(v) for n, v in zip(episode["joint_names"], row)]
            table.write(",".join([f"{t / 10:.3f}"] + [f"{v:.5f}" for v in values]) + "\n")
    write_foreign_dataset(folder / "my_set", episode, recording)
    k = episode["cameras"][0]["K"]
    run(program, "import", "clip.mp4", "--joints", "joints.csv", "--robot", "arm.urdf", "--degrees", "--gripper", "0,40",
        "--intrinsics", f"{k[0][0]},{k[1][1]},{k[0][2]},{k[1][2]}", "--out", "pick", "--quiet")
    # The demo was calibrated already; its result is one of this recording too, under the clip's name.
    result = json.loads(next((folder / "demo").glob("**/000000/front/calibration.json")).read_text())
    result["camera"]["name"] = "clip"
    result["provenance"]["inputs"]["dataset"] = str(folder / "pick")
    target = folder / "results" / "000000" / "clip"
    target.mkdir(parents=True)
    (target / "calibration.json").write_text(json.dumps(result))
    shutil.rmtree(folder / "demo")


def write_foreign_dataset(folder, episode, recording):
    """An ACT recording of the demo arm that no profile knows."""
    import h5py
    import numpy
    folder.mkdir()
    files = sorted((recording / "rgb" / "front").iterdir())
    with h5py.File(folder / "episode_0.hdf5", "w") as out:
        out["observations/qpos"] = numpy.array(episode["joint_positions"])
        pictures = [numpy.frombuffer(file.read_bytes(), numpy.uint8) for file in files]
        rows = numpy.zeros((len(pictures), max(map(len, pictures))), numpy.uint8)
        for row, picture in zip(rows, pictures):
            row[: len(picture)] = picture
        out["observations/images/front"] = rows


def run_block(text, folder):
    environment = {"PATH": f"{program.parent}:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8",
                   "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(folder)}
    return subprocess.run(["bash", "-eu", "-o", "pipefail", "-c", text], cwd=folder, env=environment, capture_output=True,
                          text=True)


def main():
    for needed in ("ffmpeg", "bash"):
        if not shutil.which(needed):
            print(f"SKIPPED: {needed} is not installed")
            sys.exit(77)
    try:
        import h5py  # noqa: F401
    except ImportError:
        print("SKIPPED: python3-h5py is not installed")
        sys.exit(77)
    ran, failed = 0, []
    with tempfile.TemporaryDirectory() as scratch:
        # Made where it is used, since recordings and results name paths.
        folder, kept = Path(scratch) / "reader", Path(scratch) / "kept"
        folder.mkdir()
        make_reader_s_folder(folder)
        folder.rename(kept)
        for page in pages():
            found = blocks(page)
            if with_long and not any(text.startswith("# long\n") for _, text in found):
                continue
            for line, text in found:
                where = f"{page.relative_to(root)}:{line}"
                first = text.splitlines()[0] if text else ""
                if reason := re.match(r"# not run: (.+)", first):
                    if page.parent.name != "sets":
                        print(f"{where}: not run: {reason.group(1)}")
                    continue
                if first == "# long" and not with_long:
                    print(f"{where}: runs with --long")
                    continue
                if not folder.exists():
                    shutil.copytree(kept, folder)
                    if page.name == "README.md" and page.parent == root:  # It makes these itself.
                        shutil.rmtree(folder / "pick")
                        shutil.rmtree(folder / "results")
                began = time.monotonic()
                result = run_block(text, folder)
                ran += 1
                print(f"{where}: {'ok' if result.returncode == 0 else 'FAILED'} ({time.monotonic() - began:.1f} s)", flush=True)
                if result.returncode != 0:
                    failed.append(where)
                    print(text, result.stdout[-2000:], result.stderr[-2000:], sep="\n")
            if folder.exists():
                shutil.rmtree(folder)
    print(f"{ran} blocks ran")
    if failed:
        sys.exit("failed: " + ", ".join(failed))


main()
