#!/usr/bin/env bash
# Installs what is missing, builds Camframe and runs every test; windows open on a virtual display.
# Arguments go to ctest, e.g. ./test.sh -R layering
# ./test.sh --services runs instead what needs Slurm and PostgreSQL, which it installs and starts for itself (root).
set -euo pipefail
cd "$(dirname "$0")"
if [ "${1:-}" = --services ]; then
    shift
    packaging/install-dependencies.sh service-packages.txt
    packaging/build.sh release --target service_tests
    echo "Logs: build/service-logs/"
    exec ctest --test-dir build -C Services -L services --output-on-failure --no-tests=error "$@"
fi
packaging/install-dependencies.sh
packaging/build.sh release
code=0
xvfb-run -a -s "-screen 0 1600x1000x24" ctest --test-dir build --output-on-failure --no-tests=error \
    -j "$(nproc)" "$@" || code=$?
# A suite counts as passed when some of its tests need what is not here.
skipped=$(sed -n 's/^\[  SKIPPED \] \([A-Za-z][^ ,]*\).*/\1/p' build/Testing/Temporary/LastTest.log 2>/dev/null | sort -u || true)
[ -z "$skipped" ] || printf 'Tests that were skipped, as something that they need is not here:\n%s\n' "$skipped"
exit $code
