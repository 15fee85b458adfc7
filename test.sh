#!/usr/bin/env bash
# Installs what is missing, builds Camframe and runs every test; windows open on a virtual display.
# Arguments go to ctest, e.g. ./test.sh -R layering
set -euo pipefail
cd "$(dirname "$0")"
packaging/install-dependencies.sh
packaging/build.sh release
exec xvfb-run -a -s "-screen 0 1600x1000x24" ctest --test-dir build --output-on-failure --no-tests=error \
    -j "$(nproc)" "$@"
