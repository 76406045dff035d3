#!/bin/bash
# Installs the system packages that are missing: Scripts/setup.sh build|check|bench, each with those before it.
# Quick, silent and without network when nothing is missing.
set -euo pipefail
stage=${1:-build}
# Stage, how to look for it, what to look for, its name for apt, its name for brew
needs='build tool    pkg-config   pkg-config      pkgconf
build library openssl      libssl-dev      openssl@3
build library libpcre2-8   libpcre2-dev    pcre2
build library simdjson     libsimdjson-dev simdjson
build library zlib         zlib1g-dev      zlib
build library libbrotlienc libbrotli-dev   brotli
build library libzstd      libzstd-dev     zstd
build library yaml-0.1     libyaml-dev     libyaml
check tool    jq           jq              jq
check tool    curl         curl            curl
check tool    openssl      openssl         openssl@3
check tool    python3      python3         python3
check tool    nghttp       nghttp2-client  nghttp2
check module  ensurepip    python3-venv    python3
bench tool    nginx        nginx-light     nginx
bench tool    cc           gcc             gcc'
grep -q "^$stage " <<<"$needs" || { echo "setup: say build, check or bench, not '$stage'" >&2; exit 64; }
needs=$(sed -n "1,$(grep -n "^$stage " <<<"$needs" | tail -n 1 | cut -d: -f1)p" <<<"$needs")
export PKG_CONFIG_PATH=${PKG_CONFIG_PATH:-}:/opt/homebrew/opt/openssl@3/lib/pkgconfig PATH=$PATH:/usr/sbin

tool() { command -v "$1"; }
library() { pkg-config --exists "$1"; }
module() { python3 -c "import $1"; }

apt=() brew=()
while read -r _ kind name debian homebrew; do
    "$kind" "$name" >/dev/null 2>&1 || { apt+=("$debian") brew+=("$homebrew"); }
done <<<"$needs"
[ ${#apt[@]} -gt 0 ] || exit 0
if tool brew >/dev/null; then exec brew install "${brew[@]}"; fi
tool apt-get >/dev/null || { echo "setup: install what Debian calls ${apt[*]}, then run this again" >&2; exit 1; }
root=(env DEBIAN_FRONTEND=noninteractive)
[ "$(id -u)" = 0 ] || root=(sudo "${root[@]}")
"${root[@]}" apt-get update -q
"${root[@]}" apt-get install -qy --no-install-recommends "${apt[@]}"
