#!/usr/bin/env bash
# Installs what is missing, builds Camframe and runs its main job on the embedded demo: in the window when
# there is a display, else on the command line. Arguments go to camframe-studio / camframe demo.
set -euo pipefail
cd "$(dirname "$0")"
packaging/install-dependencies.sh
packaging/build.sh release --target camframe camframe-studio
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec build/bin/camframe-studio --demo "$@"
fi
exec build/bin/camframe demo "$@"
