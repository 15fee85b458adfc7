#!/usr/bin/env bash
# install-dependencies.sh [LIST...]: installs the Debian packages of debian-packages.txt, and of further lists beside
# it, that are missing. Asks for nothing; uses sudo only when
# not root; does nothing (and needs no network) when all are there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lists=(debian-packages.txt "$@")
mapfile -t wanted < <(grep -hvE '^\s*(#|$)' "${lists[@]/#/$here/}")
missing=()
for package in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
    echo "Camframe's scripts install Debian packages; on this system install these by hand: ${missing[*]}" >&2
    exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Run as root or install sudo: packages are missing: ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
fi
echo "Installing ${#missing[@]} Debian packages ..."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
        </dev/null >"$log" 2>&1
}
"${as_root[@]}" apt-get update -qq </dev/null >"$log" 2>&1 || true
install || { cat "$log" >&2; echo "Installing the packages failed; the lines above say why." >&2; exit 1; }
