#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks what packages hold besides the programs: check_packaging.py ROOT BUILD

Desktop file, AppStream metadata, MIME types, Flatpak manifest, manual pages and completions, and that all that names the
version names the same one. Tools that are not installed are said and left out.
"""
import gzip
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

root, build = Path(sys.argv[1]), Path(sys.argv[2])
linux = root / "packaging" / "linux"
app = "io.github.camframe.Studio"
problems = []


def expect(good, text):
    if not good:
        problems.append(text)


def tool(*command, **more):
    """Runs a checker; None where it is not installed."""
    if not shutil.which(command[0]):
        print(f"left out: {command[0]} is not installed")
        return None
    run = subprocess.run(command, capture_output=True, text=True, **more)
    expect(run.returncode == 0, f"{' '.join(map(str, command))}: {run.stdout}{run.stderr}")
    return run


def check_desktop():
    tool("desktop-file-validate", linux / f"{app}.desktop")
    tool("appstreamcli", "validate", "--no-net", build / "packaging" / f"{app}.metainfo.xml")
    with tempfile.TemporaryDirectory() as folder:
        packages = Path(folder) / "packages"
        packages.mkdir()
        shutil.copy(linux / "camframe.xml", packages)
        if tool("update-mime-database", folder):
            globs = (Path(folder) / "globs2").read_text()
            for line in ("application/x-camframe-project:*.camframe", "application/x-camframe-review:*.camreview"):
                expect(line in globs, f"MIME: no {line}")
    # The numbers by which the types are told from other databases are those that the programs write.
    mime = (linux / "camframe.xml").read_text().lower()
    for file in ("src/model/qt/project_schema.h", "src/model/qt/review/review_database.cpp"):
        number = re.search(r"applicationId = (0x[0-9A-Fa-f]+)", (root / file).read_text()).group(1)
        expect(number.lower() in mime, f"MIME: {number} of {file} is missing")
    types = re.search(r"^MimeType=(.*)$", (linux / f"{app}.desktop").read_text(), re.M).group(1)
    for one in types.strip(";").split(";"):
        expect(f'type="{one}"' in mime, f"the desktop file names {one}, which camframe.xml lacks")


def check_versions():
    version = re.search(r"project\(Camframe VERSION (\S+)", (root / "CMakeLists.txt").read_text()).group(1)
    newest = {
        "metainfo": re.search(r'<release version="([^"]+)" date="\d{4}-\d\d-\d\d"',
                              (linux / f"{app}.metainfo.xml.in").read_text()),
        "debian/changelog": re.match(r"camframe \(([^)]+)\)", (root / "packaging/debian/changelog").read_text()),
        "CHANGELOG.md": re.search(r"^## (\d\S*)", (root / "CHANGELOG.md").read_text(), re.M),
        "CITATION.cff": re.search(r"^version: (\S+)", (root / "CITATION.cff").read_text(), re.M),
    }
    for where, found in newest.items():
        expect(found and found.group(1) == version, f"{where} does not name version {version}")


def check_flatpak():
    try:
        import yaml
    except ImportError:
        print("left out: python3-yaml is not installed")
        return
    manifest = yaml.safe_load((root / "packaging" / "flatpak" / f"{app}.yml").read_text())
    expect(manifest["id"] == app, "Flatpak: id")
    expect(manifest["command"] == "camframe-studio", "Flatpak: command")
    for module in manifest["modules"]:
        for source in module["sources"]:
            if source["type"] == "git":
                expect(source["url"].startswith("https://") and source.get("tag"), f"Flatpak: {module['name']} is not pinned")
            else:
                path = (root / "packaging" / "flatpak" / source["path"]).resolve()
                expect(path == root.resolve(), f"Flatpak: {module['name']} is not built from here")
    # Each library that the build asks for is a module or part of the runtime.
    names = " ".join(module["name"] for module in manifest["modules"])
    runtime = {"Threads", "PkgConfig", "Qt6", "OpenCVComponents", "FFMPEG", "COMPRESSION", "JPEGXL"}
    wanted = re.findall(r"^(?:find_package|pkg_check_modules)\((\w+)", (root / "CMakeLists.txt").read_text(), re.M)
    renamed = {"Eigen3": "eigen", "nlohmann_json": "nlohmann-json", "yaml": "yaml-cpp", "Ceres": "ceres-solver"}
    for package in set(wanted) - runtime:
        expect(renamed.get(package, package.lower()) in names, f"Flatpak: nothing provides {package}")


def check_manual():
    manual = build / "packaging" / "manual"
    pages = sorted((manual / "man").glob("*.1.gz"))
    expect(len(pages) > 15, f"only {len(pages)} manual pages")
    for page in pages:
        text = gzip.decompress(page.read_bytes()).decode()
        expect(".SH NAME" in text and ".SH SYNOPSIS" in text, f"{page.name} lacks its sections")
        if shutil.which("man"):
            run = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page], capture_output=True,
                                 text=True, env={"LC_ALL": "C.UTF-8", "MANWIDTH": "80", "PATH": "/usr/bin:/bin"})
            expect(run.returncode == 0 and not run.stderr, f"{page.name}: {run.stderr}")
    ask = """
        source "$1"; COMP_WORDS=("${@:2}"); COMP_CWORD=$(($# - 2)); _camframe; echo "${COMPREPLY[@]}"
    """
    for words, answer in ((["camframe", "cal"], "calibrate calibration"), (["camframe", "profile", "n"], "new"),
                          (["camframe", "calibrate", "--back"], "--backend"),
                          (["camframe", "calibrate", "--backend", ""], "auto vulkan cpu"),
                          (["camframe", "bench", "render", "--wid"], "--widths"), (["camframe", "info", "pi"], "")):
        run = subprocess.run(["bash", "-c", ask, "bash", manual / "bash" / "camframe", *words], capture_output=True, text=True)
        expect(run.stdout.strip() == answer and not run.stderr, f"bash: {words}: {run.stdout}{run.stderr}")
    tool("zsh", "-n", manual / "zsh" / "_camframe")
    fish = manual / "fish" / "camframe.fish"
    if tool("fish", "--no-execute", fish):
        for words, answer in (("camframe cali", ["calibrate", "calibration"]), ("camframe profile n", ["new"]),
                              ("camframe calibrate --back", ["--backend"]),
                              ("camframe calibrate --backend v", ["vulkan"])):
            run = subprocess.run(["fish", "--no-config", "-c", f"source {fish}; complete -C '{words}'"], capture_output=True,
                                 text=True)
            offers = [line.split("\t")[0] for line in run.stdout.splitlines()]
            expect(set(answer) <= set(offers), f"fish: {words}: {run.stdout}{run.stderr}")


for check in (check_desktop, check_versions, check_flatpak, check_manual):
    check()
if problems:
    sys.exit("\n".join(problems))
