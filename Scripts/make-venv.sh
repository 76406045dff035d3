#!/bin/sh
# Makes the Python environment of the end-to-end tests: Scripts/make-venv.sh [FOLDER], default .venv at the project's root.
# Does nothing when the environment already matches Tests/EndToEnd/requirements.txt.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
venv=${1:-$root/.venv}
requirements=$root/Tests/EndToEnd/requirements.txt
python=${PYTHON:-python3}

wanted=$({ "$python" --version; cat "$requirements"; } | cksum)
if [ -x "$venv/bin/python" ] && [ "$(cat "$venv/stamp" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "make-venv: $("$python" --version) is too old, Python 3.11 or newer is needed; name one in PYTHON" >&2
    exit 1
}
rm -f "$venv/stamp"
"$python" -m venv "$venv" || {
    echo "make-venv: cannot create $venv (on Debian: apt-get install python3-venv)" >&2
    exit 1
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! "$venv/bin/python" -m pip install --disable-pip-version-check --quiet --retries 2 --timeout 20 \
    -r "$requirements" >"$log" 2>&1; then
    if grep -qE 'NewConnectionError|ConnectTimeout|NameResolutionError|ProxyError|ReadTimeout|Max retries' "$log"; then
        echo "make-venv: pip's package index cannot be reached; set PIP_INDEX_URL or HTTPS_PROXY, or go online, then run this again" >&2
    else
        tail -n 20 "$log" >&2
        echo "make-venv: pip could not install $requirements" >&2
    fi
    exit 1
fi
printf '%s\n' "$wanted" >"$venv/stamp"
echo "make-venv: $venv is ready" >&2
