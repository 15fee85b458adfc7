#!/usr/bin/env bash
# Configures and builds one preset (default: release); quiet unless something is wrong.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}
shift || true
build=build
[ "$preset" = release ] || build=build-$preset
if [ ! -f "$build/build.ninja" ]; then
    mkdir -p "$build"
    cmake --preset "$preset" >"$build/configure.log" 2>&1 || { cat "$build/configure.log" >&2; exit 1; }
fi
packaging/fetch-duckdb.sh "$build/lib" || true
echo "Building Camframe ($preset) ..."
cmake --build "$build" "$@"
