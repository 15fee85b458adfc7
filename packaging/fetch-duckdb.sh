#!/usr/bin/env bash
# Puts DuckDB's library, which reads and writes Parquet, into a folder (default: build/lib). Debian has no package
# of it; the npm registry has one of DuckDB's own. Only the library and its licence are unpacked, nothing of the
# package is run. Does nothing when the library is there. npm fetches it where there is npm, which honours its own
# settings for mirrors and proxies, else curl. Without network it says so and ends well: all of Camframe but the
# Parquet formats works without it.
set -euo pipefail
folder=${1:-"$(dirname "$0")/../build/lib"}
package=@duckdb/node-bindings-linux-x64
version=1.5.6-r.1
sha512=21772b64913a904a8cd19e30c1d5671811d7fdface4b7dd53cd0300d743f43e16cf386f4e7c41ef78721ac208870d2651bc6375072145387817824315b998dd5

stamp=$folder/duckdb-$version.sha512
[ -s "$folder/libduckdb.so" ] && [ -f "$stamp" ] && exit 0
without() {
    echo "DuckDB's library is missing ($1): datasets in Parquet (LeRobot) cannot be read until" \
        "packaging/fetch-duckdb.sh has run with network, or CAMFRAME_DUCKDB names libduckdb.so." >&2
    exit 0
}
[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || without "only the one for Linux on x86-64 is known"

mkdir -p "$folder"
work=$(mktemp -d "$folder/.fetch-XXXXXX")
trap 'rm -rf "$work"' EXIT
# Kept between builds and presets.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/camframe
tarball=$cache/duckdb-$version.tgz
intact() { [ -f "$1" ] && echo "$sha512  $1" | sha512sum --check --status; }
if ! intact "$tarball"; then
    echo "Fetching DuckDB's library $version ..."
    fetched=$work/package.tgz
    if command -v npm >/dev/null; then
        (cd "$work" && npm pack --ignore-scripts --silent --fetch-retries=0 --fetch-timeout=120000 \
            "$package@$version") </dev/null >/dev/null 2>"$work/log" || without "npm could not fetch it"
        fetched=$(find "$work" -name '*.tgz')
    elif command -v curl >/dev/null; then
        curl --fail --silent --location --proto =https --max-time 300 --output "$fetched" \
            "https://registry.npmjs.org/$package/-/${package##*/}-$version.tgz" </dev/null ||
            without "curl could not fetch it"
    else
        without "neither npm nor curl is installed"
    fi
    if ! intact "$fetched"; then
        echo "$package@$version is not the file that was checked when it was chosen; it is not used." >&2
        exit 1
    fi
    mkdir -p "$cache"
    mv "$fetched" "$cache/.duckdb-$$" && mv "$cache/.duckdb-$$" "$tarball"
fi
tar -xzf "$tarball" -C "$work" --no-same-owner package/libduckdb.so package/LICENSE
chmod 644 "$work"/package/*
mv "$work/package/LICENSE" "$folder/libduckdb.LICENSE"
mv "$work/package/libduckdb.so" "$folder/libduckdb.so"
echo "$sha512" >"$stamp"
