#!/bin/sh
# Makes the environment: pinned Python dependencies and the browser libraries. Does nothing again
# when nothing changed. `setup.sh test` adds what the tests need, `setup.sh check` the linters.
set -eu
cd "$(dirname "$0")/.."
extra=${1:-run}

find_python() {
    for name in python3.11 python3.12 python3.13 python3.14 python3; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "Facekind needs Python 3.11 or newer; please install it and try again." >&2
    exit 1
}

make_environment() { # Debian keeps what makes environments in a package of its own
    python=$(find_python)
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            apt-get -qq -o DPkg::Lock::Timeout=400 update >/dev/null || true
            DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=400 \
                install -y "$package" >/dev/null || true
        fi
        if ! "$python" -c 'import ensurepip' 2>/dev/null; then
            echo "Facekind needs Python's venv module; please install $package and try again." >&2
            exit 1
        fi
    fi
    "$python" -m venv --clear .venv
}

state() { # what an installed extra was installed from
    cat pyproject.toml constraints.txt frontend/package-lock.json tools/setup.sh | cksum
}

install() {
    if [ "$(cat ".venv/$1.stamp" 2>/dev/null || true)" = "$(state)" ]; then return; fi
    echo "Installing what '$1' needs (once) …" >&2
    case $1 in run) what=. ;; *) what=".[$1]" ;; esac
    pip="install -q --disable-pip-version-check -c constraints.txt"
    # The builder comes from our own pins: an isolated build would fetch whatever is newest.
    # shellcheck disable=SC2086 (options are words)
    .venv/bin/python -m pip $pip setuptools >&2
    .venv/bin/python -m pip $pip --no-build-isolation -e "$what" >&2
    state >".venv/$1.stamp"
}

# An interrupted or refused `venv` leaves a Python without pip: that is not an environment yet.
[ -x .venv/bin/pip ] || make_environment
install run
.venv/bin/python tools/fetch_browser_libraries.py
if [ "$extra" != run ]; then install "$extra"; fi
if [ "$extra" = check ]; then install test; fi
if [ "$extra" = test ]; then .venv/bin/python tools/find_chromium.py; fi
