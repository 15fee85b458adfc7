#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the schemas of docs/schemas against what the program writes: camframe is run in a scratch folder.

    docs/tools/check_schemas.py CAMFRAME
"""
import copy
import json
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import jsonschema
except ImportError:
    print("SKIPPED: python3-jsonschema is not installed")
    sys.exit(77)

root = Path(__file__).resolve().parents[2]
program = str(Path(sys.argv[1]).resolve())
checked = 0


def validator(name):
    schema = json.loads((root / "docs" / "schemas" / f"{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def check(name, document, where):
    global checked
    errors = [f"{where}: {'/'.join(map(str, e.absolute_path)) or 'the document'}: {e.message[:200]}"
              for e in validator(name).iter_errors(document)]
    if errors:
        sys.exit("\n".join(errors))
    checked += 1


def must_fail(name, document, change):
    """A schema that takes everything would prove nothing."""
    wrong = copy.deepcopy(document)
    change(wrong)
    if validator(name).is_valid(wrong):
        sys.exit(f"the schema '{name}' takes a document that is wrong: {change.__doc__ or change}")


def read(file):
    return json.loads(Path(file).read_text())


def main():
    for folder, name in (("profiles", "robot-profile"), ("dataset_profiles", "dataset-profile")):
        for file in sorted((root / "resources" / folder).glob("*.json")):
            check(name, read(file), file.name)
            must_fail(name, read(file), lambda d: d.update(version="1"))
    with tempfile.TemporaryDirectory() as scratch:
        demo = Path(scratch) / "demo"
        subprocess.run([program, "demo", "--frames", "8", "--out", str(demo), "--quiet"], check=True,
                       stdout=subprocess.DEVNULL)
        recording = read(demo / "recording" / "episode.json")
        check("recording", recording, "episode.json")
        must_fail("recording", recording, lambda d: d["cameras"][0].update(video="clip.mp4"))
        # A calibration of few small steps: what matters here is the file.
        subprocess.run([program, "calibrate", str(demo / "recording"), "--robot", "demo", "--refine", "pose+joints+lag",
                        "--out", str(demo / "again"), "--quiet"], stdout=subprocess.DEVNULL)
        results = sorted(demo.glob("**/calibration.json"))
        if not results:
            sys.exit("camframe demo left no calibration.json")
        for file in results:
            result = read(file)
            check("calibration", result, file)
            must_fail("calibration", result, lambda d: d.update(status="fine"))
            must_fail("calibration", result, lambda d: d["quality"].pop("risk"))
        for line in (demo / "again" / "calibrate-log.jsonl").read_text().splitlines():
            check("calibrate-log", json.loads(line), "calibrate-log.jsonl")
        for form in ("json", "coco"):
            subprocess.run([program, "export", str(demo / "again"), "--format", form, "--only", "all", "--out",
                            str(demo / form), "--quiet"], check=True, stdout=subprocess.DEVNULL)
            manifest = read(demo / form / "manifest.json")
            check("manifest", manifest, f"manifest.json of {form}")
            must_fail("manifest", manifest, lambda d: d["cameras"][0].pop("calibration_id"))
        subprocess.run([program, "group", "find", str(demo / "recording"), "--out", str(demo / "placed"), "--quiet"],
                       check=True, stdout=subprocess.DEVNULL)
        groups = read(demo / "placed" / "groups.json")
        check("groups", groups, "groups.json")
        must_fail("groups", groups, lambda d: d["groups"][0].update(members=[]))
        subprocess.run([program, "audit", str(demo / "recording"), "--theirs", str(demo / "recording" / "truth.json"),
                        "--robot", "demo", "--out", str(demo / "again"), "--quiet"], check=True,
                       stdout=subprocess.DEVNULL)
        audit = read(demo / "again" / "audit.json")
        check("audit", audit, "audit.json")
        must_fail("audit", audit, lambda d: d["camera_episodes"][0].update(verdict="fine"))
    print(f"{checked} documents agree with their schemas")


main()
