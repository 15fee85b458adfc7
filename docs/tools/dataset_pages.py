#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/sets/*.md, one page per dataset profile and their common table, from resources/dataset_profiles.

    docs/tools/dataset_pages.py            writes the pages
    docs/tools/dataset_pages.py --check    changes nothing; fails where a page is not what would be written
"""
import json
import sys
from pathlib import Path

root = Path(__file__).resolve().parents[2]
pages = root / "docs" / "sets"
made = "<!-- Written by docs/tools/dataset_pages.py from resources/dataset_profiles; change the profile, then run it. -->\n"


def profiles():
    for file in sorted((root / "resources" / "dataset_profiles").glob("*.json")):
        yield json.loads(file.read_text())


def code(text):
    return f"`{text}`".replace("|", "\\|")


def joints_of(arm):
    """One line about where an arm's motion comes from."""
    if "joints" in arm:
        joints = arm["joints"]
        line = ", ".join(code(signal) for signal in joints["signals"])
        if "columns" in joints:
            line += f", columns {code(joints['columns'])}"
        line += f", in {joints.get('unit', 'rad')}"
        for member in ("signs", "offsets"):
            if member in joints:
                values = ", ".join(f"{value:.4g}" for value in joints[member])
                line += f", {member} {values}"
        return line
    pose = arm["pose"]
    line = ", ".join(code(signal) for signal in pose["signals"])
    return f"end-effector poses: {line}, rotation {code(pose['rotation'])}, of link {code(pose.get('link', ''))}"


def gripper_of(arm):
    gripper = arm.get("gripper")
    if not gripper:
        return "none"
    if gripper.get("mode") == "constant":
        return "not recorded"
    line = code(gripper.get("signal", ""))
    if "column" in gripper:
        line += f", column {code(gripper['column'])}"
    if "open" in gripper:
        line += f", {gripper['open']:g} open, {gripper['closed']:g} closed"
    return line + (", commands that hold until the next" if gripper.get("mode") == "integrated" else "")


def k_of(camera):
    for known in camera.get("intrinsics", []):
        width, height = known["size"]
        k = ", ".join(f"{value:g}" for value in known["K"])
        doubt = "; an estimate, so that the focal length is refined" if known.get("estimated") else ""
        yield f"{k} at {width}x{height} ({known.get('source', 'source unknown')}{doubt})"


def page(profile):
    name = profile["name"]
    out = [made, f"# {profile.get('title', name)}\n"]
    if "refuse" in profile:
        out.append(f"This dataset cannot be used: {profile['refuse']}\n")
    else:
        out.append("| | |\n| --- | --- |")
        out.append(f"| profile | {code(name)}, found by itself; `--profile {name}` names it |")
        out.append(f"| robot | {code(profile['robot'])} |")
        if "fps" in profile:
            out.append(f"| frames per second | {profile['fps']:g}, where the dataset states none |")
        if "stride" in profile:
            out.append(f"| frames used | every {profile['stride']}. |")
        for arm in profile["arms"]:
            which = f" of the {arm['name']} arm" if len(profile["arms"]) > 1 else ""
            out.append(f"| joints{which} | {joints_of(arm)} |")
            out.append(f"| gripper{which} | {gripper_of(arm)} |")
        for camera in profile.get("cameras", []):
            kind = "on the wrist, calibrated only when named" if camera.get("wrist") else "stands still"
            if camera.get("ignore"):
                kind = "left out"
            if camera.get("swap_colours"):
                kind += ", red and blue are exchanged"
            out.append(f"| camera {code(camera['key'])} | {kind} |")
            out += [f"| its K (fx, fy, cx, cy) | {k} |" for k in k_of(camera)]
        out.append("")
        for note in profile.get("notes", []):
            out.append(f"- {note}")
        for doubt in profile.get("uncertain", []):
            out.append(f"- *Nobody has checked:* {doubt}")
        if profile.get("notes") or profile.get("uncertain"):
            out.append("")
        out.append("```sh\n# not run: needs the dataset and the robot's description")
        out.append(f"camframe info DATASET --profile {name}")
        out.append(f"camframe doctor DATASET --profile {name}")
        out.append(f"camframe calibrate DATASET --profile {name} --out results")
        out.append("camframe export results --format hdf5 --out actions\n```\n")
    out.append("Sources: " + "; ".join(profile.get("sources", ["none given"])) + ".\n")
    out.append("[All datasets](README.md) · [How datasets are read](../datasets.md)")
    return "\n".join(out) + "\n"


def table(all_profiles):
    out = [made, "# Datasets with a profile\n"]
    out.append("What their columns mean is built in; `camframe profile show NAME` prints it, and [a short file](../../resources/"
               "dataset_profiles/README.md) says it of any other.\n")
    out.append("| dataset | robot | arms | motion | cameras that stand still | K known |\n| --- | --- | ---: | --- | ---: | --- |")
    for profile in all_profiles:
        link = f"[{profile.get('title', profile['name'])}]({profile['name']}.md)"
        if "refuse" in profile:
            out.append(f"| {link} | cannot be used | | | | |")
            continue
        motion = "joints" if all("joints" in arm for arm in profile["arms"]) else "end-effector poses"
        still = [c for c in profile.get("cameras", []) if not c.get("wrist") and not c.get("ignore")]
        known = [c for c in still if c.get("intrinsics")]
        estimated = [c for c in known if any(k.get("estimated") for k in c["intrinsics"])]
        k = "from the dataset" if not known else "estimated" if estimated else "published"
        out.append(f"| {link} | {code(profile['robot'])} | {len(profile['arms'])} | {motion} | {len(still) or 'all'} | {k} |")
    return "\n".join(out) + "\n"


def main():
    all_profiles = list(profiles())
    wanted = {"README.md": table(all_profiles)} | {f"{p['name']}.md": page(p) for p in all_profiles}
    if "--check" in sys.argv[1:]:
        stale = [name for name, text in wanted.items()
                 if not (pages / name).exists() or (pages / name).read_text() != text]
        stale += [file.name for file in pages.glob("*.md") if file.name not in wanted]
        if stale:
            sys.exit(f"docs/sets is stale ({', '.join(sorted(stale))}): run docs/tools/dataset_pages.py")
        return
    pages.mkdir(exist_ok=True)
    for file in pages.glob("*.md"):
        if file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        (pages / name).write_text(text)


main()
