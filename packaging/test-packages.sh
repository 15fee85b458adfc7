#!/usr/bin/env bash
# Builds Debian's package and proves it: lintian; then, in a bare Debian 12 root made with mmdebstrap, it is installed with
# what it depends on, both programs run, and it is removed again without leaving anything. Where no such root can be made
# (kernel or network forbid it), that is said and the package is unpacked into a private folder instead, where the
# programs run with this machine's libraries. Needs root for the bare root.
#     packaging/test-packages.sh [BUILD_FOLDER] [MIRROR]
set -euo pipefail
cd "$(dirname "$0")/.."
build=$(realpath "${1:-build}")
mirror=${2:-http://deb.debian.org/debian}
say() { echo "== $*"; }

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    # What only this script needs; without network it goes on with what is there.
    command -v lintian >/dev/null && command -v mmdebstrap >/dev/null ||
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends lintian mmdebstrap >/dev/null 2>&1 || true
fi

say "building the package"
packaging/fetch-duckdb.sh "$build/lib" || true
cmake --build "$build" --target packaged
rm -rf "$build/packages"
cpack --config "$build/CPackConfig.cmake" -B "$build/packages" >"$build/cpack.log" 2>&1 || { cat "$build/cpack.log"; exit 1; }
package=$(ls "$build"/packages/*.deb)
dpkg-deb --info "$package" | sed -n '/^ Package/,$p'
du -h "$package"

if command -v lintian >/dev/null; then
    say "lintian"
    lintian --allow-root --fail-on error,warning --tag-display-limit 0 "$package"
else
    say "lintian is not installed: left out"
fi

scratch=$(mktemp -d /var/tmp/camframe-packages-XXXXXX)
leave() {
    mountpoint -q "$scratch/root/proc" && umount "$scratch/root/proc"
    rm -rf --one-file-system "$scratch"
}
trap leave EXIT

# What both ways run. The command line films, calibrates, exports and verifies; the window opens without a screen.
cat >"$scratch/use.sh" <<'EOF'
set -eu
prefix=$1
export HOME=$2 QT_QPA_PLATFORM=offscreen
cd "$HOME"
"$prefix/bin/camframe" --version
"$prefix/bin/camframe" demo --frames 12 --out demo --quiet
"$prefix/bin/camframe" export demo/calibration --format hdf5 --only all --out actions --quiet
"$prefix/bin/camframe" verify actions --against demo/recording --quiet >verified || { cat verified; exit 1; }
tail -n 1 verified
"$prefix/bin/camframe-studio" --version
# The window is still there after some seconds: it found its plugins and did not end by itself.
status=0
timeout 10 "$prefix/bin/camframe-studio" demo/recording --robot demo 2>window.log || status=$?
[ "$status" -eq 124 ] || { cat window.log; echo "the window ended with $status"; exit 1; }
# DuckDB's library travels along: it is asked what this file is, and says that it is no Parquet.
mkdir -p lerobot/meta lerobot/data/chunk-000
cat >lerobot/meta/info.json <<'JSON'
{"codebase_version": "v2.1", "robot_type": "x", "total_episodes": 1, "total_frames": 2, "total_tasks": 1,
 "chunks_size": 1000, "fps": 10, "splits": {"train": "0:1"},
 "data_path": "data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet",
 "features": {"observation.state": {"dtype": "float32", "shape": [2], "names": ["a", "b"]},
              "timestamp": {"dtype": "float32", "shape": [1], "names": null}}}
JSON
echo '{"episode_index": 0, "tasks": ["t"], "length": 2}' >lerobot/meta/episodes.jsonl
echo '{"task_index": 0, "task": "t"}' >lerobot/meta/tasks.jsonl
echo nonsense >lerobot/data/chunk-000/episode_000000.parquet
! "$prefix/bin/camframe" info lerobot 2>refused
grep -q "not a Parquet file" refused || { cat refused; exit 1; }
[ -s "$prefix/share/bash-completion/completions/camframe" ]
[ -s "$prefix/share/man/man1/camframe-calibrate.1.gz" ]
[ -s "$prefix/share/applications/io.github.camframe.Studio.desktop" ]
EOF

without_root() {
    say "no bare root here ($1): unpacking into a private folder instead"
    dpkg-deb --extract "$package" "$scratch/prefix"
    mkdir -p "$scratch/home"
    sh "$scratch/use.sh" "$scratch/prefix/usr" "$scratch/home"
    say "ok (private folder)"
    exit 0
}

command -v mmdebstrap >/dev/null || without_root "mmdebstrap is not installed"
[ "$(id -u)" -eq 0 ] || without_root "not root"
say "bare Debian 12 from $mirror"
mmdebstrap --quiet --variant=apt bookworm "$scratch/root" "$mirror" >"$scratch/log" 2>&1 || without_root "$(tail -n 1 "$scratch/log")"
in_root() { chroot "$scratch/root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
in_root true 2>"$scratch/log" || without_root "$(tail -n 1 "$scratch/log")"
# Programs find the libraries beside them through /proc.
mount -t proc proc "$scratch/root/proc" 2>"$scratch/log" || without_root "$(tail -n 1 "$scratch/log")"
cp /etc/resolv.conf "$scratch/root/etc/resolv.conf"
in_root apt-get update -qq >"$scratch/log" 2>&1 || without_root "$(tail -n 1 "$scratch/log")"
files() { in_root find / -xdev -path /proc -prune -o -path /sys -prune -o -path /tmp -prune -o -type f -iname '*camframe*' -print; }

say "installing"
cp "$package" "$scratch/use.sh" "$scratch/root/tmp/"
in_root apt-get install -y -qq --no-install-recommends "/tmp/$(basename "$package")" >"$scratch/log" 2>&1 || { tail -n 30 "$scratch/log"; exit 1; }
mkdir -p "$scratch/root/tmp/home"
say "running"
in_root sh /tmp/use.sh /usr /tmp/home
say "removing"
in_root apt-get purge -y -qq camframe >"$scratch/log" 2>&1 || { tail -n 30 "$scratch/log"; exit 1; }
left=$(files | grep -v '^/var/\(lib/dpkg\|cache\|log\)/' || true)
[ -z "$left" ] || { echo "left behind:"; echo "$left"; exit 1; }
in_root dpkg --audit
say "ok (bare root)"
