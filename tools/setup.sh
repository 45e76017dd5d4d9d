#!/bin/sh
# Makes the environment: pinned Python dependencies and the browser libraries. Does nothing again
# when nothing changed. `setup.sh test` adds what the tests need, `setup.sh check` the linters.
set -eu
cd "$(dirname "$0")/.."
extra=${1:-run}

find_python() {
    for name in python3.11 python3.12 python3.13 python3.14 python3; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            echo "$name"
            return
        fi
    done
    echo "Facekind needs Python 3.11 or newer; please install it and try again." >&2
    exit 1
}

state() { # what an installed extra was installed from
    cat pyproject.toml constraints.txt frontend/package-lock.json tools/setup.sh | cksum
}

install() {
    if [ "$(cat ".venv/$1.stamp" 2>/dev/null || true)" = "$(state)" ]; then return; fi
    echo "Installing what '$1' needs (once) …" >&2
    case $1 in run) what=. ;; *) what=".[$1]" ;; esac
    .venv/bin/python -m pip install -q --disable-pip-version-check -c constraints.txt -e "$what" >&2
    state >".venv/$1.stamp"
}

[ -x .venv/bin/python ] || "$(find_python)" -m venv .venv
install run
.venv/bin/python tools/fetch_browser_libraries.py
if [ "$extra" != run ]; then install "$extra"; fi
if [ "$extra" = check ]; then install test; fi
if [ "$extra" = test ]; then .venv/bin/python tools/find_chromium.py; fi
